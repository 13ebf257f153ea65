"""messages update, messages check: the catalogues, for developers and translators."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from portal.cli.failure import Failure
from portal.core.resources import PACKAGE
from portal.core.scripts import to_traditional

ROOT = PACKAGE.parent
TRANSLATIONS = ROOT / "translations"
METHODS = [("**/migrations/**", "ignore"), ("**.py", "python"), ("**/templates/**.html", "jinja2"),
           ("**/templates/**.txt", "jinja2"), ("**/templates/**.xml", "jinja2"), ("**/templates/**.svg", "jinja2")]  # fmt: skip
RELEASED = datetime(2026, 11, 22, tzinfo=UTC)
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "_l": None, "_ln": (1, 2)}
OPTIONS = {name: {"trimmed": "true", "silent": "false"} for name, _ in METHODS}


@click.group("messages")
def messages_group() -> None:
    """Message catalogues: English in the code, Chinese in translations/."""


@messages_group.command("update")
def update_command() -> None:
    """Bring the catalogues up to date with the code; traditional is converted from simplified."""
    for name in ("zh_Hans", "zh_Hant"):
        path = _path(name)
        catalogue = _updated(path, name)
        if name == "zh_Hant":
            _convert(_read(_path("zh_Hans")), catalogue)
        _write(path, catalogue)
    missing = _missing(_read(_path("zh_Hans")))
    click.echo(f"{len(missing)} messages without a Chinese text")


@messages_group.command("check")
def check_command() -> None:
    """Fail when a catalogue is stale, a text is missing or a conversion is out of date."""
    problems = []
    for name in ("zh_Hans", "zh_Hant"):
        current = _read(_path(name))
        fresh = _updated(_path(name), name)
        problems += (
            [f"{name}: stale, run `make messages`"] if _texts(current) != _texts(fresh) else []
        )
        problems += [f"{name}: no text for {message!r}" for message in _missing(current)]
    converted = _read(_path("zh_Hant"))
    _convert(_read(_path("zh_Hans")), converted)
    if _texts(converted) != _texts(_read(_path("zh_Hant"))):
        problems.append("zh_Hant: not converted from zh_Hans, run `make messages`")
    if problems:
        raise Failure("\n".join(problems[:20]))


COMMANDS = (messages_group,)


def _path(name: str) -> Path:
    return TRANSLATIONS / name / "LC_MESSAGES" / "messages.po"


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def _write(path: Path, catalogue: Catalog) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.fuzzy = False
    catalogue.header_comment = "# Chinese texts of the portal; see docs/developers/i18n.md."
    catalogue.creation_date = catalogue.revision_date = RELEASED  # or every run is a change
    with path.open("wb") as file:
        write_po(file, catalogue, width=100, no_location=True, sort_output=True, ignore_obsolete=True,
                 include_previous=False)  # fmt: skip


def _template() -> Catalog:
    template = Catalog(project="portal", charset="utf-8")
    found = extract_from_dir(PACKAGE, METHODS, OPTIONS, KEYWORDS)
    for file, line, message, comments, context in found:
        template.add(message, None, [(file, line)], auto_comments=comments, context=context)
    return template


def _updated(path: Path, name: str) -> Catalog:
    catalogue = _read(path) if path.exists() else Catalog(locale=name, charset="utf-8")
    catalogue.update(_template(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    return catalogue


def _texts(catalogue: Catalog) -> dict[object, object]:
    return {_key(m.id): m.string for m in catalogue if m.id}


def _key(id: object) -> object:
    return tuple(id) if isinstance(id, (list, tuple)) else id


def _missing(catalogue: Catalog) -> list[object]:
    return [m.id for m in catalogue if m.id and not _complete(m.string)]


def _complete(string: object) -> bool:
    return all(string) if isinstance(string, (list, tuple)) else bool(string)


def _convert(source: Catalog, target: Catalog) -> None:
    for message in source:
        if message.id:
            text = message.string
            converted = (
                tuple(to_traditional(part) for part in text)
                if isinstance(text, (list, tuple))
                else to_traditional(text or "")
            )
            kept = target.get(message.id if isinstance(message.id, str) else message.id[0])
            if kept is not None:  # else the catalogue is stale, and `check` says so
                kept.string = converted
