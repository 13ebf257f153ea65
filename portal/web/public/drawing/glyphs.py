"""Small drawings for lists, all at one scale, so that a tall hall looks tall."""

from __future__ import annotations

from portal.web.public.drawing.shapes import Box, Chain, Line, Shape, Sheet, known, person

WIDTH, HEIGHT, GROUND, SCALE = 120.0, 90.0, 78.0, 4.6
LOWEST, TALLEST, ASSUMED = 3.0, 13.0, 8.0  # m
LEFT, RIGHT = 14.0, 106.0


def glyph(kind: str, clear_height: float | None) -> Sheet:
    """The front of what a card offers; dotted where the clear height is not known."""
    height = min(max(clear_height or ASSUMED, LOWEST), TALLEST) * SCALE
    drawn = {"office": _storeys, "land": _plot, "warehouse": _store}.get(kind, _hall)
    shapes: list[Shape] = [Line(4, GROUND, 116, GROUND, "ground")]
    shapes += drawn(height, known("outline", clear_height))
    if kind != "land":
        shapes += person(LEFT + 9, GROUND, SCALE)
    return Sheet(WIDTH, HEIGHT, SCALE, tuple(shapes))


def _gable(height: float, kind: str) -> Chain:
    top = GROUND - height
    middle = (LEFT + RIGHT) / 2
    points = (LEFT, GROUND), (LEFT, top), (middle, top - 8), (RIGHT, top), (RIGHT, GROUND)
    return Chain(points, kind)


def _hall(height: float, kind: str) -> list[Shape]:
    top = GROUND - height
    return [
        _gable(height, kind),
        Line(LEFT, top, RIGHT, top, "axis"),
        Line(LEFT + 31, top, LEFT + 31, GROUND, "axis"),
        Line(RIGHT - 31, top, RIGHT - 31, GROUND, "axis"),
        Box(RIGHT - 26, GROUND - 18, 18, 18, "door"),
    ]


def _store(height: float, kind: str) -> list[Shape]:
    gates: list[Shape] = [Box(x, GROUND - 17, 15, 12, "door") for x in (42.0, 63.0, 84.0)]
    dock = Line(38, GROUND - 5, RIGHT, GROUND - 5, "axis")
    return [_gable(height, kind), *gates, dock]


def _storeys(_height: float, kind: str) -> list[Shape]:
    rows: list[Shape] = [Line(30, GROUND - y, 90, GROUND - y, "axis") for y in (15, 30, 45)]
    posts: list[Shape] = [Line(x, GROUND - 60, x, GROUND, "axis") for x in (45, 60, 75)]
    return [Box(30, GROUND - 60, 60, 60, kind), *rows, *posts]


def _plot(_height: float, _kind: str) -> list[Shape]:
    ground = ((12.0, 72.0), (40.0, 34.0), (112.0, 34.0), (98.0, 72.0), (12.0, 72.0))
    return [
        Chain(ground, "outline"),
        Line(27, 52, 105, 52, "axis"),
        Line(62, 34, 52, 72, "axis"),
        Line(40, 34, 40, 24, "outline"),
        Line(98, 72, 98, 62, "outline"),
    ]
