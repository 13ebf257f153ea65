"""Numbers with units as conditions: which measure, which comparison, from where to where."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from portal.search.measures import MEASURES, Op
from portal.search.understanding import comparisons, subjects
from portal.search.understanding.figures import Figure, closing, figures
from portal.search.understanding.meanings import is_whole, meant_by_field, resolve
from portal.search.understanding.subjects import FieldWord

_STOREY = re.compile(
    r"(?P<ground>首层|底层|底楼|(?<![a-z])ground[ -]floor(?![a-z]))|(?P<below>(?:负|地下)(?P<down>[一二三])[层楼])"
    r"|(?<![a-z])(?P<ordinal>first|second|third|fourth|fifth|sixth)[ -](?:floor|storey)(?![a-z])"
)
_ORDINALS = {
    w: n for n, w in enumerate(["first", "second", "third", "fourth", "fifth", "sixth"], 1)
}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A measure's condition, said by the folded characters from `start` up to, not including, `end`.

    `named` tells that the measure's field stands beside the number ("净高 8 米").
    """

    measure: str
    op: Op
    value: float
    start: int
    end: int
    named: bool


def quantities(folded: str) -> Iterator[Quantity]:
    """Yield the conditions of a folded line in order; those of a range share start and end."""
    yield from _storeys(folded)
    found = list(figures(folded))
    at = free_from = 0
    while at < len(found):
        second = closing(folded, found, at)
        following = found[at + (2 if second else 1) :][:1]
        given = list(_conditions(folded, found[at], second, free_from, following))
        yield from given
        at += 2 if second else 1
        free_from = given[0].end if given else free_from


def _storeys(folded: str) -> Iterator[Quantity]:
    for match in _STOREY.finditer(folded):
        if match["below"]:
            value = -1.0 - "一二三".index(match["down"])
        else:
            value = float(_ORDINALS.get(match["ordinal"] or "", 1))
        yield Quantity("storey", Op.EQ, value, *match.span(), named=True)


def _conditions(
    folded: str, first: Figure, second: Figure | None, free_from: int, following: list[Figure]
) -> Iterator[Quantity]:
    last = second or first
    start, end = first.start, last.end
    op = Op.GE if first.more else None
    if second:
        start = comparisons.between_before(folded, start)
        end = comparisons.between_after(folded, end)
    if (prefix := comparisons.before(folded, start)) and prefix[1] >= free_from:
        op, start = prefix
    if suffix := comparisons.after(folded, end):
        op, end = suffix
    if not is_whole(folded, last, end):
        return
    field = _field(folded, last, (start, end), free_from, following)
    meaning = resolve(folded, last, field, first if second else None)
    if meaning is None:
        return
    if meaning.named and field:
        start, end = min(start, field.start), max(end, field.end)
    measure, values = meaning.measure, sorted(meaning.values)
    ops = (Op.GE, Op.LE) if second else (op or MEASURES[measure].bare,)
    for compared, value in zip(ops, values, strict=True):
        yield Quantity(measure, compared, value, start, end, meaning.named)


def _field(
    folded: str,
    figure: Figure,
    span: tuple[int, int],
    free_from: int,
    following: list[Figure],
) -> FieldWord | None:
    """The field next to a number: the one before it, else the one after it.

    One that fits the unit is preferred; one after it must not belong to the number that follows.
    """
    before = subjects.field_before(folded, span[0])
    if before and before.start < free_from:
        before = None
    if before and meant_by_field(before, figure):
        return before
    after = subjects.field_after(folded, span[1])
    if after and not (following and _introduces(folded, after, following[0])):
        return after if meant_by_field(after, figure) else before or after
    return before


def _introduces(folded: str, field: FieldWord, figure: Figure) -> bool:
    """Whether a field belongs to the figure behind it."""
    compared = comparisons.before(folded, figure.start)
    gap = folded[field.end : compared[1] if compared else figure.start]
    if subjects.LINK.fullmatch(gap) is None:
        return False
    return field.measure == subjects.NO_MEASURE or meant_by_field(field, figure) is not None
