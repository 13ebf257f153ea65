"""Finds every `routes.py` under `portal/web/`; each holds one blueprint named `bp`."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path

from flask import Blueprint

WEB = Path(__file__).parent


def all_blueprints() -> Iterator[Blueprint]:
    for file in sorted(WEB.rglob("routes.py")):
        dotted = ".".join(file.relative_to(WEB).with_suffix("").parts)
        yield importlib.import_module(f"portal.web.{dotted}").bp
