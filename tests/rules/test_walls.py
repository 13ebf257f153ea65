"""Each outside system has one door: one file imports its driver, and nothing imports the commands."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DRIVERS = {
    "aiosmtpd": "portal/notifications/receiver.py",
    "fontTools": "portal/core/outlines.py",
    "PIL": "portal/media/checks.py",
    "argon2": "portal/accounts/passwords.py",
    "brotli": "portal/web/compression.py",
    "chinese_calendar": "portal/core/working_time.py",
    "feedgenerator": "portal/web/public/feeds/routes.py",
    "gunicorn": "portal/cli/running.py",
    "markdown_it": "portal/core/rendering.py",
    "opencc": "portal/core/scripts.py",
    "prometheus_client": "portal/web/site/health/routes.py",
    "redis": "portal/core/shared_memory.py",
    "rjieba": "portal/search/pieces.py",
    "segno": "portal/core/qr.py",
    "smtplib": "portal/notifications/transports.py",
    "sqlite3": "portal/cli/keeping.py",
    "whoosh": "portal/search/engines/whoosh_store.py",
}
ROOMS = {
    "alembic": "portal/migrations/",
    "numpy": "portal/search/",
}


def imports() -> Iterator[tuple[str, str]]:
    """Each file of the portal with each module it imports, names from packages included."""
    for file in sorted(ROOT.glob("portal/**/*.py")):
        path = file.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((path, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield path, node.module
                yield from ((path, f"{node.module}.{alias.name}") for alias in node.names)


def importers(module: str) -> set[str]:
    return {p for p, name in imports() if name == module or name.startswith(f"{module}.")}


@pytest.mark.parametrize(("driver", "file"), DRIVERS.items())
def test_one_file_knows_the_driver(driver: str, file: str) -> None:
    assert importers(driver) == {file}


@pytest.mark.parametrize(("library", "room"), ROOMS.items())
def test_one_room_knows_the_library(library: str, room: str) -> None:
    assert importers(library)
    assert {path for path in importers(library) if not path.startswith(room)} == set()


def test_nothing_but_the_commands_imports_commands_or_makes_the_application() -> None:
    outside = {
        path
        for module in ("portal.cli", "portal.create_app", "portal.worker")
        for path in importers(module)
        if not path.startswith("portal/cli/")
    }
    assert outside == set()


def test_no_import_hides_inside_a_function() -> None:
    """That would dodge a cycle, and a cycle is a wrong wall."""
    hidden = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for file in sorted(ROOT.glob("portal/**/*.py"))
        for function in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef))
        for node in ast.walk(function)
        if isinstance(node, (ast.Import, ast.ImportFrom))
    ]
    assert hidden == []
