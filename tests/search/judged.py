"""The judged queries as values: what a line must be understood as, and what must come first.

Files in `queries/`, one a kind. Of each query: `understood`, conditions by comma ("type = space,
area >= 5000, maybe industry = food"; "~" is about; figures in canonical units; "maybe" may be there
and need not; "nothing"); `text`, what is left as words; `first`, any of which must come first; `top`,
what must be true of the first `n`; `found` and `absent`; `total`; `complete: space/hall`, no hall that
meets the conditions and is not let may be left out. Listings are "type/source_id".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.search.sample import Record, Thing

FOLDER = Path(__file__).parent / "queries"
KINDS = (
    "compounds",
    "one_character",
    "pinyin",
    "initials",
    "traditional",
    "english",
    "units",
    "comparisons",
    "ranges",
    "numerals",
    "typos",
    "mixtures",
)
# What the API must call the canonical units (see "Addresses" in docs/).
UNITS = {
    "area": "m²",
    "land_area": "m²",
    "clear_height": "m",
    "floor_load": "kN/m²",
    "crane": "t",
    "power": "kVA",
    "rent": "yuan/m²/month",
    "investment": "yuan",
    "pay": "yuan/month",
}
OPERATORS = {"=": "eq", ">=": "ge", "<=": "le", "~": "about"}
WRITTEN = re.compile(r"^(maybe )?(\w+) (=|>=|<=|~) (\S+)$")
NOTHING = "nothing"
FACTS = ("type", "region", "kind", "chain", "title")


@dataclass(frozen=True, slots=True, order=True)
class Expected:
    """A condition. `spared`: it may be there and need not (written with “maybe”)."""

    field: str
    op: str
    value: float | str
    spared: bool = False

    def holds(self, thing: Thing) -> bool:
        """Whether the figure of a thing meets this condition on a measure."""
        assert isinstance(self.value, float)
        if self.field not in thing:
            return False
        least, most = thing[self.field]
        slack = {"ge": (0.0, None), "le": (None, 0.0), "eq": (0.0, 0.0), "about": (0.2, 0.2)}
        below, above = slack[self.op]
        return (below is None or most >= self.value * (1 - below) - 1e-6) and (
            above is None or least <= self.value * (1 + above) + 1e-6
        )


@dataclass(frozen=True, slots=True)
class Top:
    """What must be true of the first `count` hits."""

    count: int
    facts: Mapping[str, str]

    def fits(self, record: Record) -> bool:
        return all(_fits(record, name, value) for name, value in self.facts.items())


@dataclass(frozen=True, slots=True)
class Judged:
    """One query. `understood` is None where only the hits are judged."""

    kind: str
    q: str
    locale: str = "zh-hans"
    understood: tuple[Expected, ...] | None = None
    text: str | None = None
    first: tuple[str, ...] = ()
    top: Top | None = None
    found: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    total_at_least: int = 1
    total: int | None = None
    complete: str = ""  # "space/hall": each of these with a free thing that meets the conditions

    @property
    def measures(self) -> tuple[Expected, ...]:
        return tuple(c for c in self.understood or () if isinstance(c.value, float))

    def value(self, name: str) -> str:
        """The code asked for by a condition such as the region, or ""."""
        found = (c.value for c in self.understood or () if c.field == name and not c.spared)
        return str(next(found, ""))


@cache
def judged() -> tuple[Judged, ...]:
    return tuple(
        _judged(file.stem, row)
        for file in sorted(FOLDER.glob("*.yaml"))
        for row in yaml.safe_load(file.read_text(encoding="utf-8"))
    )


def condition(written: str) -> Expected:
    """“area >= 5000” as a condition; figures are in the canonical unit."""
    match = WRITTEN.match(written.strip())
    assert match, f"not a condition: {written!r}"
    spared, name, sign, value = match.groups()
    number = name in UNITS or name == "storey"
    return Expected(name, OPERATORS[sign], float(value) if number else value, bool(spared))


def _judged(kind: str, row: dict[str, Any]) -> Judged:
    known = dict(row)
    written, top = known.pop("understood", None), known.pop("top", None)
    for name in ("first", "found", "absent"):
        known[name] = tuple(known.get(name, ()))
    return Judged(
        kind=kind,
        understood=None if written is None else _conditions(written),
        top=Top(top.pop("n"), top) if top else None,
        **known,
    )


def _conditions(written: str) -> tuple[Expected, ...]:
    return () if written == NOTHING else tuple(map(condition, written.split(",")))


def _fits(record: Record, name: str, value: str) -> bool:
    assert name in FACTS, name
    if name == "chain":
        return value in record.chains
    if name == "title":
        return value in record.title
    return getattr(record, name) in value.split(",")
