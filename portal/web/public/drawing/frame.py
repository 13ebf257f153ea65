"""The section of a single-storey hall: frame, crane, load, door, a person for scale."""

from __future__ import annotations

from math import floor

from portal.core import units
from portal.core.locales import Locale
from portal.core.units import GRAVITY
from portal.web.public.drawing.shapes import (
    Box,
    Chain,
    Dot,
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

WIDTH, LEFT, RIGHT, TOP = 360.0, 62.0, 14.0, 14.0
TALLEST = 158.0  # sheet units for the whole height
ASSUMED_HEIGHT, ASSUMED_SPAN = 8.0, 24.0  # m, dotted
BEAM, CRANE_ROOM, COLUMN, PITCH = 0.8, 1.7, 0.45, 0.1  # m, m, m, rise a metre: schematic
DOOR = (4.0, 4.5)  # m, schematic


def section(figures: Figures, locale: Locale) -> Sheet:
    """Across the hall: whole bays as far as the sheet reaches, then a break line."""
    height = figures.clear_height or ASSUMED_HEIGHT
    span = figures.width or ASSUMED_SPAN
    bay = min(figures.column_y or span, span)
    lifted = figures.kind == "hall"
    eaves = height + BEAM + (CRANE_ROOM if lifted and figures.crane else 0.0)
    drawn = _drawn(span, bay, eaves)
    total = eaves + _rise(span, drawn)
    scale = min((WIDTH - LEFT - RIGHT) / drawn, TALLEST / total)
    ground = TOP + total * scale
    x2 = LEFT + drawn * scale
    shapes = [
        *earth(LEFT - 10, x2 + 10, ground),
        *_shell(figures, drawn, bay, eaves, scale, ground),
        *_roof(figures, span, drawn, eaves, scale, ground),
        *_door(height, x2, scale, ground),
        *(_crane(figures, height, min(bay, drawn), scale, ground, locale) if lifted else []),
        *_load(figures, drawn, bay, scale, ground, locale),
        *person(LEFT + max(14.0, 0.9 * scale), ground, scale),
        Line(LEFT - 24, ground - height * scale, LEFT, ground - height * scale, "dimension"),
        *upright(LEFT - 18, ground - height * scale, ground,
                 written(figures.clear_height, units.LENGTH, locale)),
        *_widths(figures, span, drawn, bay, scale, ground, locale),
    ]  # fmt: skip
    return Sheet(WIDTH, ground + 66, scale, tuple(shapes))


def _drawn(span: float, bay: float, eaves: float) -> float:
    """How many metres of the span are drawn: all, or whole bays in a readable height."""
    reach = max(bay, 4.5 * eaves)
    return min(span, max(1, floor(reach / bay)) * bay)


def _rise(span: float, drawn: float) -> float:
    return PITCH * min(span / 2, drawn)


def _shell(
    figures: Figures, drawn: float, bay: float, eaves: float, scale: float, ground: float
) -> list[Shape]:
    """Columns at each bay, and the beam whose lower edge the clear height is measured to."""
    wide = max(3.0, COLUMN * scale)
    top = ground - eaves * scale
    count = round(drawn / bay)
    places = [LEFT + i * bay * scale for i in range(count + 1)] if bay else [LEFT]
    columns: list[Shape] = []
    for i, x in enumerate(places):
        inner = 0 < i < count
        kind = known("column", figures.column_y) if inner else known("column", figures.width)
        shift = 0.0 if i == 0 else wide if i == count else wide / 2
        columns.append(Box(x - shift, top, wide, ground - top, kind))
    beam = Box(LEFT, top, drawn * scale, BEAM * scale, known("beam", figures.clear_height))
    return [*columns, beam]


def _roof(
    figures: Figures, span: float, drawn: float, eaves: float, scale: float, ground: float
) -> list[Shape]:
    top, x2 = ground - eaves * scale, LEFT + drawn * scale
    ridge = top - _rise(span, drawn) * scale
    kind = known("roof", figures.width)
    middle = LEFT + span / 2 * scale
    if drawn >= span:
        return [Chain(((LEFT - 5, top), (middle, ridge), (x2 + 5, top)), kind)]
    turning = ((middle, ridge),) if middle < x2 else ()
    end = ridge if middle >= x2 else ridge + PITCH * (x2 - middle)
    broken = Chain(
        ((x2, end - 8), (x2, end + 26), (x2 - 5, end + 32), (x2 + 5, end + 40), (x2, end + 46),
         (x2, ground + 6)), "break",
    )  # fmt: skip
    return [Chain(((LEFT - 5, top), *turning, (x2, end)), kind), broken]


def _door(height: float, x2: float, scale: float, ground: float) -> list[Shape]:
    wide, high = DOOR[0] * scale, min(DOOR[1], height * 0.7) * scale
    x = x2 - wide - max(10.0, 1.2 * scale)
    return [
        Box(x, ground - high, wide, high, "door"),
        Line(x + wide / 2, ground - high, x + wide / 2, ground, "door"),
    ]


def _crane(
    figures: Figures, height: float, bay: float, scale: float, ground: float, locale: Locale
) -> list[Shape]:
    """Bridge and hook over the first bay; the hook reaches down to the clear height."""
    if figures.crane == 0:
        return []
    there = figures.crane is not None
    bridge = ground - (height + 1.0) * scale if there else ground - (height - 0.4) * scale
    hook = ground - height * scale if there else bridge + 1.4 * scale
    x1, x2, middle = LEFT + 5, LEFT + bay * scale - 5, LEFT + bay * scale * 0.45
    kind = known("crane", figures.crane)
    return [
        Box(x1, bridge - 0.6 * scale, x2 - x1, 0.6 * scale, kind),
        Line(middle, bridge, middle, hook, kind),
        Dot(middle, hook, 2.5, kind),
        Words(middle + 8, hook + 13, written(figures.crane, units.MASS, locale), "label strong", "start"),
    ]  # fmt: skip


def _load(
    figures: Figures, drawn: float, bay: float, scale: float, ground: float, locale: Locale
) -> list[Shape]:
    """Arrows that press on the floor of the middle bay, and the load in both usual units."""
    count = max(1, round(drawn / bay))
    middle = LEFT + (count // 2 + 0.5) * min(bay, drawn) * scale
    half = min(3, max(1, int(bay * scale / 22) - 1))
    kind = known("load", figures.floor_load)
    arrows: list[Shape] = []
    for step in range(-half, half + 1):
        x = middle + step * 11
        tip = ((x - 2.5, ground - 6.5), (x, ground - 2), (x + 2.5, ground - 6.5))
        arrows += [Line(x, ground - 15, x, ground - 3, kind), Chain(tip, kind)]
    words = load_words(figures.floor_load, locale)
    return [*arrows, Words(middle, ground - 20, words, "label strong halo")]


def load_words(load: float | None, locale: Locale) -> str:
    """A floor load as engineers and as warehouse keepers say it."""
    if load is None:
        return written(None, units.FLOOR_LOAD, locale)
    return f"{written(load, units.FLOOR_LOAD, locale)} · {units.number(load / GRAVITY, locale, 1)}\N{NO-BREAK SPACE}t/m²"


def _widths(
    figures: Figures,
    span: float,
    drawn: float,
    bay: float,
    scale: float,
    ground: float,
    locale: Locale,
) -> list[Shape]:
    """One bay, then the whole width below it."""
    whole = written(figures.width, units.LENGTH, locale)
    x2 = LEFT + drawn * scale
    if bay >= span:
        return across(LEFT, x2, ground + 20, whole)
    one = across(
        LEFT, LEFT + bay * scale, ground + 20, written(figures.column_y, units.LENGTH, locale)
    )
    if drawn >= span:
        return [*one, *across(LEFT, x2, ground + 46, whole)]
    return [
        *one,
        Line(LEFT, ground + 46, x2, ground + 46, "dimension"),
        Line(LEFT, ground + 42, LEFT, ground + 50, "dimension"),
        Chain(((x2 - 5, ground + 42), (x2, ground + 46), (x2 - 5, ground + 50)), "dimension"),
        Words((LEFT + x2) / 2, ground + 61, whole),
    ]
