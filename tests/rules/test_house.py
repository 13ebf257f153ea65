"""The project's own laws about its code and documents."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import click
import pytest
from markupsafe import escape

from portal.cli import load_commands
from portal.config import ENVIRONMENT_NAMES

ROOT = Path(__file__).resolve().parents[2]
LONGEST_FILE = 300
LONGEST_FUNCTION = 45
LONGEST_TEMPLATE = 160


def _sources() -> list[Path]:
    files = [*ROOT.glob("portal/**/*.py")]
    return [f for f in files if "migrations/versions" not in f.as_posix()]


def test_no_file_grows_beyond_reading() -> None:
    long = {f.relative_to(ROOT).as_posix(): len(f.read_text().splitlines()) for f in _sources()}
    assert {name: n for name, n in long.items() if n > LONGEST_FILE} == {}


def test_no_function_grows_beyond_reading() -> None:
    long = [
        f"{file.relative_to(ROOT)}:{node.name}"
        for file in _sources()
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef)
        and (node.end_lineno or 0) - node.lineno > LONGEST_FUNCTION
    ]
    assert long == []


def test_no_template_grows_beyond_reading() -> None:
    long = {
        f.relative_to(ROOT).as_posix()
        for f in ROOT.glob("portal/**/templates/**/*.html")
        if len(f.read_text().splitlines()) > LONGEST_TEMPLATE
    }
    assert long == set()


@pytest.mark.parametrize("name", ["utils", "helpers", "common", "misc"])
def test_there_is_no_drawer_for_odds_and_ends(name: str) -> None:
    assert [f for f in _sources() if f.stem == name] == []


def test_shared_code_never_asks_for_a_types_key() -> None:
    """`if type == "park"` means that the kit is wrong."""
    keys = "|".join(
        folder.name for folder in (ROOT / "portal/listings/types").iterdir() if folder.is_dir()
    )
    special = re.compile(
        rf"""(\.key|type_key|listing_type|\.type)\s*(==|!=|in)\s*[\(\[{{]?["']({keys})["']"""
    )
    found = [
        f"{f.relative_to(ROOT)}: {match[0]}"
        for f in [*_sources(), *ROOT.glob("portal/**/*.html")]
        if "listings/types/" not in f.as_posix()
        for match in special.finditer(f.read_text())
    ]
    assert found == []


def test_services_do_not_commit() -> None:
    """The transaction belongs to whoever began it."""
    allowed = {"portal/core/database.py"}
    found = {f.relative_to(ROOT).as_posix() for f in _sources() if ".commit()" in f.read_text()}
    assert found - allowed == set()


def test_templates_hold_no_inline_script_or_style() -> None:
    inline = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=\"", re.IGNORECASE)
    found = [
        f"{f.relative_to(ROOT)}: {match[0]}"
        for f in ROOT.glob("portal/**/templates/**/*.html")
        for match in inline.finditer(f.read_text())
    ]
    assert found == []


def test_stored_text_is_never_marked_safe_in_a_template() -> None:
    found = [
        f
        for f in ROOT.glob("portal/**/templates/**/*.html")
        if re.search(r"\|\s*safe\b", f.read_text())
    ]
    assert found == []


def test_every_setting_is_documented() -> None:
    text = (ROOT / "docs/operators/settings.md").read_text()
    assert [name for name in ENVIRONMENT_NAMES if f"`{name}`" not in text] == []


def test_every_setting_that_is_read_is_declared() -> None:
    read = {name for f in _sources() for name in re.findall(r"PORTAL_[A-Z_]+", f.read_text())}
    assert read - set(ENVIRONMENT_NAMES) - {"PORTAL_PARENT"} == set()


def test_every_command_is_documented() -> None:
    text = (ROOT / "docs/operators/commands.md").read_text()
    missing = [path for path in _command_paths(load_commands()) if f"`portal {path}" not in text]
    assert missing == []


def _command_paths(group: click.Group, prefix: str = "") -> list[str]:
    paths: list[str] = []
    for name, command in group.commands.items():
        path = f"{prefix}{name}"
        paths += _command_paths(command, f"{path} ") if isinstance(command, click.Group) else [path]
    return paths


def test_documents_point_at_things_that_exist() -> None:
    broken = []
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/**/*.md")]:
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text()):
            if (
                "://" not in target
                and not target.startswith("mailto:")
                and not (page.parent / target).exists()
            ):
                broken.append(f"{page.relative_to(ROOT)} → {target}")
    assert broken == []


def test_every_deed_in_the_trail_has_a_name() -> None:
    """Deeds are written at the call, or made from the kinds of an enquiry's events and of rules."""
    from portal.enquiries.journal import UNTRAILED, Event
    from portal.web.staff.audit.actions import ACTIONS

    call = re.compile(r"(?:\brecord|\b_note)\((?:\(\)|[^()])*?\"([a-z]+\.[a-z_]+)\"", re.DOTALL)
    recorded = {action for f in _sources() for action in call.findall(f.read_text())}
    recorded |= {f"enquiry.{kind}" for kind in Event if kind not in UNTRAILED}
    recorded |= {f"rule.{deed}" for deed in ("added", "changed", "moved", "deleted")}
    assert len(recorded) > 30
    assert recorded == set(ACTIONS)


def test_a_translated_message_is_escaped_like_any_other_text() -> None:
    """The library's lazy strings claim to be safe HTML; ours must not."""
    from portal.core.i18n import LazyText

    assert "<" not in escape(LazyText(lambda: "<script>"))


def test_lazy_messages_come_from_one_place() -> None:
    lazy = re.compile(r"flask_babel[^\n]*\b(lazy_\w+|LazyString)")
    found = {f.relative_to(ROOT).as_posix() for f in _sources() if lazy.search(f.read_text())}
    assert found - {"portal/core/i18n.py"} == set()
