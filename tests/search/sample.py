"""What the sample content says, read from its files: the facts that expectations are held against."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from portal.core import units
from portal.core.resources import resource_dir
from portal.core.units import Quantity

Thing = Mapping[str, tuple[float, float]]
"""Figures of one and the same thing, by measure: least and most, in the canonical unit."""

MONTHS = {"month": 1.0, "day": 365 / 12, "year": 1 / 12}
QUANTITIES: dict[str, Quantity] = {
    "area": units.AREA,
    "clear_height": units.LENGTH,
    "floor_load": units.FLOOR_LOAD,
    "crane": units.MASS,
    "power": units.POWER,
    "storey": units.COUNT,
    "land_area": units.LAND,
    "investment": units.MONEY,
}


@dataclass(frozen=True, slots=True)
class Record:
    """One listing of the sample content; `free` are the things that are not let yet."""

    key: str  # "space/sample-yanhu-heavy-hall": type and source id
    title: str
    region: str
    chains: tuple[str, ...]
    kind: str
    things: tuple[Thing, ...]
    free: tuple[Thing, ...]

    @property
    def type(self) -> str:
        return self.key.split("/")[0]


@cache
def sample() -> Mapping[str, Record]:
    """Every listing of the sample content by its key."""
    folder = resource_dir("content")
    files = sorted(folder.glob("*/*.zh-hans.md"))
    return {record.key: record for file in files if (record := _record(file)) is not None}


def _record(file: Path) -> Record | None:
    front = yaml.safe_load(file.read_text(encoding="utf-8").split("---\n", 2)[1])
    if file.parent.name == "pages":
        return None
    things = [(thing, row.get("status") != "let") for row, thing in _things(front)]
    return Record(
        key=f"{file.parent.name}/{file.name.removesuffix('.zh-hans.md')}",
        title=front["title"],
        region=front.get("region", ""),
        chains=tuple(front.get("chains", ())),
        kind=front.get("kind", ""),
        things=tuple(thing for thing, _ in things),
        free=tuple(thing for thing, free in things if free),
    )


def _things(front: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], Thing]]:
    for unit in front.get("units", ()):
        thing = _figures(unit)
        if front["kind"] == "land":
            thing["land_area"] = thing["area"]
        if "rent_quoted" in unit:
            rent = unit["rent_quoted"] * MONTHS[unit["rent_unit"]]
            thing["rent"] = (rent, rent)
        yield unit, thing
    own = _figures(front)
    if "land_left" in front:  # a park's plots are from nothing up to all that is left
        left = units.read(str(front["land_left"]), units.LAND)
        own["land_area"] = (left, own["land_area"][1])
    if "pay_from" in front:
        own["pay"] = (front["pay_from"], front.get("pay_to") or front["pay_from"])
    if own:
        yield front, own


def _figures(row: Mapping[str, Any]) -> dict[str, tuple[float, float]]:
    found = {}
    for name, quantity in QUANTITIES.items():
        if row.get(name) is not None:
            value = units.read(str(row[name]), quantity)
            found[name] = (value, value)
    return found
