"""The county map: outlines from content as SVG paths, each with its counts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import cos, radians
from typing import Any

from portal.core import reference
from portal.core.resources import resource_dir

WIDTH = 520.0  # sheet units
MARGIN = 4.0
STEPS = 4  # tints from few to many


@dataclass(frozen=True, slots=True)
class Outline:
    """A county as drawn: `x`, `y` is where its name stands."""

    code: str
    path: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Outlines:
    width: float
    height: float
    counties: tuple[Outline, ...]


@dataclass(frozen=True, slots=True)
class County:
    """`counts` by listing type; `tint` from 0 (none) to `STEPS` (most) by the type that is shown."""

    code: str
    outline: Outline | None
    counts: Mapping[str, int]
    tint: int


@cache
def outlines() -> Outlines:
    """The outlines of the site's map setting, projected so that a square is a square."""
    file = reference.load_yaml("site.yaml")["map"]["file"]
    features = json.loads((resource_dir("content") / file).read_text(encoding="utf-8"))["features"]
    points = [point for feature in features for ring in _rings(feature) for point in ring]
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    squeeze = cos(radians((south + north) / 2))
    scale = (WIDTH - 2 * MARGIN) / ((east - west) * squeeze)

    def place(longitude: float, latitude: float) -> tuple[float, float]:
        return MARGIN + (longitude - west) * squeeze * scale, MARGIN + (north - latitude) * scale

    drawn = []
    for feature in features:
        code = feature["properties"]["code"]
        rings = [[place(*point) for point in ring] for ring in _rings(feature)]
        term = reference.regions()[code]
        centre = place(term.longitude or west, term.latitude or north)
        drawn.append(Outline(code, "".join(_path(ring) for ring in rings), *centre))
    return Outlines(WIDTH, (north - south) * scale + 2 * MARGIN, tuple(drawn))


def counties(totals: Mapping[str, Mapping[str, int]], shown: str) -> tuple[County, ...]:
    """Every county of the city, tinted by how much it has of the type `shown`."""
    by_code = {outline.code: outline for outline in outlines().counties}
    root = reference.root_region()
    codes = [code for code, term in reference.regions().items() if term.parent == root]
    counts = {code: {key: found.get(code, 0) for key, found in totals.items()} for code in codes}
    most = max((by_type.get(shown, 0) for by_type in counts.values()), default=0)
    return tuple(
        County(code, by_code.get(code), counts[code], _tint(counts[code].get(shown, 0), most))
        for code in codes
    )


def _tint(count: int, most: int) -> int:
    return -(-count * STEPS // most) if most else 0


def _rings(feature: dict[str, Any]) -> list[list[tuple[float, float]]]:
    return [ring for polygon in feature["geometry"]["coordinates"] for ring in polygon]


def _path(ring: list[tuple[float, float]]) -> str:
    """Relative steps in tenths of a unit: half the size of absolute points."""
    x0, y0 = (round(v, 1) for v in ring[0])
    parts, x, y = [f"M{x0:g} {y0:g}l"], x0, y0
    for px, py in ring[1:-1]:
        dx, dy = round(px - x, 1), round(py - y, 1)
        if dx or dy:
            parts.append(f"{dx:g} {dy:g} ")
            x, y = x + dx, y + dy
    return "".join(parts).rstrip() + "z"
