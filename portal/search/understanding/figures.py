"""Numbers with what is written behind them, and which two of them make a range."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from portal.search.understanding import comparisons
from portal.search.understanding.numerals import Number, numbers
from portal.search.understanding.written_units import Dimension, Unit, unit_at

_CURRENCY = re.compile(r"(?:¥|(?<![a-z])(?:rmb|cny)|人民币)\s?$")
_MORE = re.compile(r"\s?(?:\+|多|余)")
_TIMES = re.compile(r"\s?[×x*]\s?\d")
_AFTER_TIMES = re.compile(r"[×x*]\s?$")


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with its unit, up to `end`; `currency` is where a sign before it starts."""

    number: Number
    unit: Unit
    start: int
    end: int
    more: bool


def figures(folded: str) -> Iterator[Figure]:
    for number in numbers(folded):
        if _TIMES.match(folded, number.end) or _AFTER_TIMES.search(folded[: number.start][-4:]):
            continue  # 126×42: two sides
        currency = _CURRENCY.search(folded[max(0, number.start - 5) : number.start])
        start = number.start - len(currency[0]) if currency else number.start
        more = _MORE.match(folded, number.end)
        end = more.end() if more else number.end
        unit = unit_at(folded, end, currency[0] if currency else "")
        if unit is None and number.scale == "k":
            unit = Unit(Dimension.MONTHLY, 1.0, end)
        if unit is None:
            unit = Unit(Dimension.NONE, 1.0, end)
        if unit.dimension is not Dimension.NONE and _TIMES.match(folded, unit.end):
            continue
        yield Figure(number, unit, start, unit.end, bool(more))


def closing(folded: str, figures: list[Figure], at: int) -> Figure | None:
    """The figure that closes the range that the one `at` opens."""
    if at + 1 >= len(figures):
        return None
    first, second = figures[at], figures[at + 1]
    between = folded[first.end : second.start]
    if comparisons.SEPARATOR.fullmatch(between):
        return second
    if comparisons.CONJUNCTION.fullmatch(between):
        opened = comparisons.between_before(folded, first.start) < first.start
        if opened or comparisons.between_after(folded, second.end) > second.end:
            return second
    return None


def values_of(figure: Figure, first: Figure | None) -> tuple[float, ...]:
    """The figures in the canonical unit of their dimension; a range's first takes what it lacks."""
    value = figure.number.value * figure.unit.factor
    if first is None:
        return (value,)
    number, factor = first.number, first.unit.factor
    if first.unit.dimension is Dimension.NONE or (number.scale == figure.number.scale == "k"):
        factor = figure.unit.factor
    alike = not number.scale and number.value < figure.number.lead
    if alike and first.unit.dimension is Dimension.NONE:
        return number.value * figure.number.factor * factor, value
    return number.value * factor, value
