"""Reference data every room shares: regions, industries, key chains and the site's identity.

All of it is content (`content/reference/*.yaml`, `content/site.yaml`): another city edits
those files and no code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from portal.core.locales import BY_SEGMENT, Locale, fallback
from portal.core.resources import resource_dir
from portal.core.scripts import to_traditional

FAST_YAML = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # in C where the package has it


@dataclass(frozen=True, slots=True)
class Term:
    """A code with its names per locale segment; `parent` is another code of the same list."""

    code: str
    names: Mapping[str, str]
    parent: str | None = None
    short: tuple[str, ...] = ()
    latitude: float | None = None
    longitude: float | None = None

    def name(self, locale: Locale) -> str:
        return in_locale(self.names, locale)


def in_locale(texts: Mapping[str, str], locale: Locale) -> str:
    """A short text in the reader's language; traditional is converted when not written."""
    if locale.segment == "zh-hant" and "zh-hant" not in texts and "zh-hans" in texts:
        return to_traditional(texts["zh-hans"])
    found = fallback(locale, texts)
    return found[1] if found else ""


@cache
def load_yaml(name: str) -> Any:
    with (resource_dir("content") / name).open(encoding="utf-8") as file:
        return yaml.load(file, Loader=FAST_YAML)  # noqa: S506 (a safe loader, in C)


@cache
def regions() -> Mapping[str, Term]:
    """Administrative divisions by six-digit code, the city itself first."""
    return _terms("reference/regions.yaml", "code")


def root_region() -> str:
    """The code of the region that the whole site is about."""
    return str(load_yaml("site.yaml")["root_region"])


@cache
def industries() -> Mapping[str, Term]:
    """Sections and divisions of GB/T 4754-2017 by code (`C`, `C34`)."""
    return _terms("reference/industries.yaml", "code")


@cache
def chains() -> Mapping[str, Term]:
    """The city's own key industry chains by key."""
    return _terms("reference/chains.yaml", "key")


def _terms(file: str, code: str) -> Mapping[str, Term]:
    return {row[code]: _term(row, code) for row in load_yaml(file)}


def _term(row: dict[str, Any], code: str) -> Term:
    unknown = set(row["names"]) - set(BY_SEGMENT)
    if unknown:
        raise ValueError(f"{row[code]}: unknown locale {', '.join(sorted(unknown))}")
    return Term(
        code=row[code],
        names=row["names"],
        parent=row.get("parent"),
        short=tuple(name for names in row.get("short", {}).values() for name in names),
        latitude=row.get("latitude"),
        longitude=row.get("longitude"),
    )
