"""The view from above: outline, column grid and doors of a hall, or the outline of a plot."""

from __future__ import annotations

from math import sqrt

from portal.core import units
from portal.core.locales import Locale
from portal.web.public.drawing.shapes import (
    Box,
    Dot,
    Figures,
    Line,
    Shape,
    Sheet,
    Words,
    across,
    known,
    upright,
    written,
)

WIDTH, LEFT, RIGHT, TOP, DEEPEST = 360.0, 56.0, 60.0, 34.0, 186.0
MOST_COLUMNS = 400  # dots; a finer grid is not drawn
PITCH_LENGTH, PITCH_WIDTH = 105.0, 68.0  # m, a football pitch for scale


def outline(figures: Figures) -> tuple[float, float]:
    """Length and width in m; what is missing follows from the area, else from 2 : 1."""
    area = figures.area or 1000.0
    if figures.length and figures.width:
        return figures.length, figures.width
    if figures.length:
        return figures.length, area / figures.length
    if figures.width:
        return area / figures.width, figures.width
    ratio = 1.4 if figures.kind == "land" else 2.0
    return sqrt(area * ratio), sqrt(area / ratio)


def plan(figures: Figures, locale: Locale) -> Sheet:
    length, width = outline(figures)
    scale = min((WIDTH - LEFT - RIGHT) / length, DEEPEST / width)
    x2, y2 = LEFT + length * scale, TOP + width * scale
    known_sides = (figures.length, figures.width)
    inside = _pitch(length, width, scale) if figures.kind == "land" else [
        *_grid(figures, length, width, scale),
        *_doors(x2, y2, scale),
    ]  # fmt: skip
    shapes: list[Shape] = [
        Box(LEFT, TOP, x2 - LEFT, y2 - TOP, known("outline", *known_sides)),
        *inside,
        Words((LEFT + x2) / 2, (TOP + y2) / 2 + 5, _area(figures, locale), "label strong halo"),
        *across(LEFT, x2, y2 + 16, written(figures.length, units.LENGTH, locale)),
        *upright(x2 + 14, TOP, y2, written(figures.width, units.LENGTH, locale), "start"),
        *_bays(figures, length, width, scale, locale),
    ]
    return Sheet(WIDTH, y2 + 40, scale, tuple(shapes))


def _area(figures: Figures, locale: Locale) -> str:
    quantity = units.LAND if figures.kind == "land" else units.AREA
    return written(figures.area, quantity, locale)


def _steps(whole: float, step: float | None) -> list[float]:
    """Distances of the columns from the first one, the last one at the far wall."""
    if not step or step <= 0 or whole / step > MOST_COLUMNS:
        return []
    count = int(whole / step + 1e-6)
    places = [i * step for i in range(count + 1)]
    return places if whole - places[-1] < step / 4 else [*places, whole]


def _grid(figures: Figures, length: float, width: float, scale: float) -> list[Shape]:
    rows, columns = _steps(width, figures.column_y), _steps(length, figures.column_x)
    if not rows or not columns or len(rows) * len(columns) > MOST_COLUMNS:
        return []
    lines: list[Shape] = [
        Line(LEFT + x * scale, TOP, LEFT + x * scale, TOP + width * scale, "axis") for x in columns
    ]
    lines += [
        Line(LEFT, TOP + y * scale, LEFT + length * scale, TOP + y * scale, "axis") for y in rows
    ]
    dots = [Dot(LEFT + x * scale, TOP + y * scale, 2.0, "post") for x in columns for y in rows]
    return [*lines, *dots]


def _bays(
    figures: Figures, length: float, width: float, scale: float, locale: Locale
) -> list[Shape]:
    """One bay lengthwise above the plan, one across at its left."""
    if figures.kind == "land":
        return []
    bay_x = min(figures.column_x or length / 4, length)
    bay_y = min(figures.column_y or width / 2, width)
    bays = _bay_lengthwise(figures.column_x, bay_x * scale, locale) if bay_x < length else []
    return [*bays, *(_bay_across(figures.column_y, bay_y * scale, locale) if bay_y < width else [])]


def _bay_lengthwise(known_bay: float | None, bay: float, locale: Locale) -> list[Shape]:
    return [
        Line(LEFT, TOP - 12, LEFT + bay, TOP - 12, known("dimension", known_bay)),
        Line(LEFT, TOP - 16, LEFT, TOP - 8, "dimension"),
        Line(LEFT + bay, TOP - 16, LEFT + bay, TOP - 8, "dimension"),
        Words(LEFT, TOP - 20, written(known_bay, units.LENGTH, locale), anchor="start"),
    ]


def _bay_across(known_bay: float | None, bay: float, locale: Locale) -> list[Shape]:
    return [
        Line(LEFT - 12, TOP, LEFT - 12, TOP + bay, known("dimension", known_bay)),
        Line(LEFT - 16, TOP, LEFT - 8, TOP, "dimension"),
        Line(LEFT - 16, TOP + bay, LEFT - 8, TOP + bay, "dimension"),
        Words(LEFT - 18, TOP + bay / 2 + 4, written(known_bay, units.LENGTH, locale), anchor="end"),
    ]


def _doors(x2: float, y2: float, scale: float) -> list[Shape]:
    """A gate in each short side; where they are is schematic."""
    half = max(5.0, 2.0 * scale)
    middle = (TOP + y2) / 2
    gates: list[Shape] = []
    for x, outward in ((LEFT, -1), (x2, 1)):
        gates.append(Line(x, middle - half, x, middle + half, "gate"))
        gates.append(Line(x, middle - half, x + outward * half, middle - half * 1.6, "door"))
        gates.append(Line(x, middle + half, x + outward * half, middle + half * 1.6, "door"))
    return gates


def _pitch(length: float, width: float, scale: float) -> list[Shape]:
    """A football pitch in the corner of a plot, where it fits: a scale everybody knows."""
    if length < PITCH_LENGTH * 1.2 or width < PITCH_WIDTH * 1.2:
        return []
    x, y = LEFT + 8, TOP + 8
    wide, high = PITCH_LENGTH * scale, PITCH_WIDTH * scale
    return [
        Box(x, y, wide, high, "pitch"),
        Line(x + wide / 2, y, x + wide / 2, y + high, "pitch"),
        Dot(x + wide / 2, y + high / 2, 9.15 * scale, "pitch"),
    ]
