"""Public addresses carry the reader's language in front; views need not think of it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from portal.core.locales import BY_SEGMENT
from portal.web.context import locale, speak

PREFIX = "/<locale:locale_code>"


def public_blueprint(name: str, import_name: str) -> Blueprint:
    """A blueprint under `/{locale}/`.

    The language of the address becomes the request's; `url_for` fills it in, also from pages
    outside the blueprint (an error page, a mail), unless `locale_code` is given.
    """
    blueprint = Blueprint(name, import_name, url_prefix=PREFIX)
    blueprint.url_value_preprocessor(_listen)
    blueprint.url_defaults(_fill_in)
    return blueprint


def _listen(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    if values is not None:
        speak(BY_SEGMENT[values.pop("locale_code")])


def _fill_in(_endpoint: str, values: dict[str, Any]) -> None:
    values.setdefault("locale_code", locale().segment)
