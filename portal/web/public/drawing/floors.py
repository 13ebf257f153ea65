"""The section of a building with several storeys: the unit's own floor is filled."""

from __future__ import annotations

from portal.core import units
from portal.core.locales import Locale
from portal.web.public.drawing.frame import load_words
from portal.web.public.drawing.shapes import (
    Box,
    Chain,
    Figures,
    Line,
    Shape,
    Sheet,
    Words,
    across,
    earth,
    known,
    person,
    upright,
    written,
)

WIDTH, LEFT, RIGHT, TOP, TALLEST = 360.0, 62.0, 70.0, 14.0, 158.0
ASSUMED_HEIGHT, ASSUMED_SPAN, SLAB, MOST = 3.6, 18.0, 0.6, 7  # m, m, m, storeys drawn


def floors(figures: Figures, locale: Locale) -> Sheet:
    """At most seven storeys are drawn; a break line stands for the others."""
    storeys = max(figures.storeys or 1, figures.storey or 1)
    drawn = min(storeys, MOST)
    own = min(max(figures.storey or 1, 1), drawn)
    clear = figures.clear_height or ASSUMED_HEIGHT
    step, span = clear + SLAB, figures.width or ASSUMED_SPAN
    across_metres = min(span, 2.4 * drawn * step)
    scale = min((WIDTH - LEFT - RIGHT) / across_metres, TALLEST / (drawn * step + 0.5))
    ground = TOP + (drawn * step + 0.5) * scale
    x2 = LEFT + across_metres * scale
    floor_at = [ground - i * step * scale for i in range(drawn + 1)]
    ceiling = floor_at[own - 1] - clear * scale
    shapes: list[Shape] = [
        *earth(LEFT - 10, x2 + 10, ground),
        Box(LEFT, floor_at[own], x2 - LEFT, floor_at[own - 1] - floor_at[own], "own"),
        *_storeys(figures, floor_at, x2, scale),
        *(_skipped(LEFT, x2, floor_at[-1]) if storeys > drawn else []),
        *person(LEFT + max(12.0, 0.9 * scale), floor_at[own - 1], scale),
        *upright(LEFT - 18, ceiling, floor_at[own - 1],
                 written(figures.clear_height, units.LENGTH, locale)),
        Words(x2 + 8, floor_at[own - 1] - clear * scale / 2 + 4, _ordinal(figures, storeys), "label strong", "start"),
        Words((LEFT + x2) / 2 + 8, floor_at[own - 1] - 5, load_words(figures.floor_load, locale), "label small"),
        *across(LEFT, x2, ground + 20, written(figures.width, units.LENGTH, locale)),
    ]  # fmt: skip
    return Sheet(WIDTH, ground + 42, scale, tuple(shapes))


def _ordinal(figures: Figures, storeys: int) -> str:
    """Which floor of how many, such as `2F / 6F`."""
    own = f"{figures.storey}F" if figures.storey else "?"
    return f"{own}\N{NO-BREAK SPACE}/\N{NO-BREAK SPACE}{storeys}F" if figures.storeys else own


def _storeys(figures: Figures, floor_at: list[float], x2: float, scale: float) -> list[Shape]:
    slab = max(2.0, SLAB * 0.6 * scale)
    walls = known("column", figures.width)
    shapes: list[Shape] = [
        Box(LEFT, y, x2 - LEFT, slab, known("beam", figures.clear_height)) for y in floor_at[1:]
    ]
    shapes.append(Line(LEFT, floor_at[-1], LEFT, floor_at[0], walls))
    shapes.append(Line(x2, floor_at[-1], x2, floor_at[0], walls))
    return shapes


def _skipped(x1: float, x2: float, y: float) -> list[Shape]:
    middle = (x1 + x2) / 2
    zigzag = ((x1 - 4, y - 5), (middle - 6, y - 5), (middle - 2, y - 10), (middle + 2, y), (middle + 6, y - 5), (x2 + 4, y - 5))  # fmt: skip
    return [Chain(zigzag, "break")]
