"""What a drawing is made of: lines, boxes, dots and words on a sheet, in its own units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from portal.core import units
from portal.core.locales import Locale
from portal.core.units import Quantity

UNKNOWN = "?"
TICK = 4.0


@dataclass(frozen=True, slots=True)
class Figures:
    """What is known of a unit: lengths in m, area in m², load in kN/m², crane in t."""

    kind: str = "hall"
    area: float | None = None
    length: float | None = None
    width: float | None = None
    clear_height: float | None = None
    column_x: float | None = None
    column_y: float | None = None
    floor_load: float | None = None
    crane: float | None = None
    storeys: int | None = None
    storey: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    tag: ClassVar[str] = "line"
    x1: float
    y1: float
    x2: float
    y2: float
    kind: str


@dataclass(frozen=True, slots=True)
class Box:
    tag: ClassVar[str] = "box"
    x: float
    y: float
    width: float
    height: float
    kind: str


@dataclass(frozen=True, slots=True)
class Chain:
    """Points joined by straight lines."""

    tag: ClassVar[str] = "chain"
    points: tuple[tuple[float, float], ...]
    kind: str

    @property
    def path(self) -> str:
        return "M" + " ".join(f"{x:.1f},{y:.1f}" for x, y in self.points)


@dataclass(frozen=True, slots=True)
class Dot:
    tag: ClassVar[str] = "dot"
    x: float
    y: float
    radius: float
    kind: str


@dataclass(frozen=True, slots=True)
class Words:
    """`anchor` is SVG's text-anchor."""

    tag: ClassVar[str] = "words"
    x: float
    y: float
    text: str
    kind: str = "label"
    anchor: str = "middle"


Shape: TypeAlias = Line | Box | Chain | Dot | Words


@dataclass(frozen=True, slots=True)
class Sheet:
    """`scale` is sheet units a metre; `shapes` are drawn in their order."""

    width: float
    height: float
    scale: float
    shapes: tuple[Shape, ...]

    def words(self) -> tuple[str, ...]:
        return tuple(shape.text for shape in self.shapes if isinstance(shape, Words))


def written(value: float | None, quantity: Quantity, locale: Locale) -> str:
    """A figure with its unit as the reader writes it; a question mark if it is not known."""
    if value is None:
        return UNKNOWN
    shown = units.show(value, quantity, locale)
    return f"{shown.number}\N{NO-BREAK SPACE}{shown.unit}" if shown.unit else shown.number


def known(kind: str, *values: float | None) -> str:
    """The kind of line for something whose figures these are: dotted if one is missing."""
    return kind if all(value is not None for value in values) else f"{kind} unknown"


def across(x1: float, x2: float, y: float, text: str) -> list[Shape]:
    """A horizontal dimension line with its number below."""
    return [
        Line(x1, y, x2, y, "dimension"),
        Line(x1, y - TICK, x1, y + TICK, "dimension"),
        Line(x2, y - TICK, x2, y + TICK, "dimension"),
        Words((x1 + x2) / 2, y + 15, text),
    ]


def upright(x: float, y1: float, y2: float, text: str, anchor: str = "end") -> list[Shape]:
    """A vertical dimension line with its number beside it."""
    beside = x - 6 if anchor == "end" else x + 6
    return [
        Line(x, y1, x, y2, "dimension"),
        Line(x - TICK, y1, x + TICK, y1, "dimension"),
        Line(x - TICK, y2, x + TICK, y2, "dimension"),
        Words(beside, (y1 + y2) / 2 + 4, text, anchor=anchor),
    ]


PERSON = 1.75  # m


def person(x: float, ground: float, scale: float) -> list[Shape]:
    """A person of 1.75 m standing at `x`, for scale."""
    height = PERSON * scale
    head = height * 0.09
    shoulder, hip = ground - height * 0.78, ground - height * 0.47
    arm, foot = height * 0.13, height * 0.11
    return [
        Dot(x, ground - height + head, head, "person"),
        Chain(((x, shoulder), (x, hip), (x - foot, ground)), "person"),
        Chain(((x, hip), (x + foot, ground)), "person"),
        Chain(((x - arm, hip), (x, shoulder), (x + arm, hip)), "person"),
    ]


def earth(x1: float, x2: float, y: float) -> list[Shape]:
    """The ground line and the hatching below it."""
    hatch: list[Shape] = []
    x = x1 + 8
    while x <= x2:
        hatch.append(Line(x, y, x - 6, y + 6, "hatch"))
        x += 9
    return [Line(x1, y, x2, y, "ground"), *hatch]
