"""Which parts of a folded line give conditions."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from portal.search.lexicon import Kind
from portal.search.measures import DATE, Op
from portal.search.understanding.dates import days
from portal.search.understanding.heads import heads
from portal.search.understanding.items import Item, Sort
from portal.search.understanding.places import places
from portal.search.understanding.quantities import Quantity, quantities
from portal.search.understanding.sentences import fits_a_sentence, is_empty

INDUSTRY = "industry"
"""Both an industry and a chain give a condition of this name."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A condition that the folded characters from `start` up to, not including, `end` give.

    Several may share a place. `value` is ISO text for a day. Of `certain` ones there is no doubt
    even in a sentence, as far as the words beside them go.
    """

    start: int
    end: int
    field: str
    op: Op
    value: float | str
    certain: bool = True
    quantity: Quantity | None = None


def figures(folded: str, settled: Iterable[Item]) -> list[Claim]:
    """Dates, then quantities, in order; none overlaps another or what is `settled`."""
    kept: list[Claim] = []
    for claim in (_trimmed(folded, c) for c in (*_dates(folded), *_quantities(folded))):
        clashes = (
            c for c in kept if _overlap(claim, c) and (c.start, c.end) != (claim.start, claim.end)
        )
        if not any(clashes) and not any(_overlap(claim, item) for item in settled):
            kept.append(claim)
    return sorted(kept, key=lambda claim: claim.start)


def regions(folded: str, parts: list[Item]) -> list[Claim]:
    """The places of a line; one without a value is said by another one already."""
    return [Claim(start, end, "region", Op.EQ, code) for start, end, code in places(folded, parts)]


def of_names(
    folded: str, parts: list[Item], given: list[Claim], located: list[Claim]
) -> list[Claim]:
    """All conditions of a few names, in their order, given the line's `figures` and `regions`."""
    named = [_of_name(part) for part in parts if _is_field(folded, part, parts)]
    types = [_of_name(part) for part in heads(folded, parts)]
    return sorted([*given, *located, *named, *types], key=lambda claim: claim.start)


def _is_field(folded: str, part: Item, parts: list[Item]) -> bool:
    """Whether a part names an industry by itself, and does not begin a longer word: 农业机械化."""
    if part.kind not in (Kind.INDUSTRY, Kind.CHAIN):
        return False
    return not any(
        other.sort is Sort.PLAIN and other.start == part.end and not is_empty(folded, other)
        for other in parts
    )


def of_sentence(
    folded: str, parts: list[Item], given: list[Claim], located: list[Claim]
) -> list[Claim]:
    """The conditions of a sentence: figures of things that have them, dates of things looked for.

    Without one of these and without a place, the sentence is taken for one on another subject.
    """
    looked_for = located or heads(folded, parts)
    meant = [
        claim
        for claim in given
        if (
            fits_a_sentence(folded, claim.quantity, parts)
            if claim.quantity
            else claim.certain and looked_for
        )
    ]
    return of_names(folded, parts, meant, located) if meant or located else []


def _trimmed(folded: str, claim: Claim) -> Claim:
    said = folded[claim.start : claim.end]
    start = claim.start + len(said) - len(said.lstrip())
    return replace(claim, start=start, end=start + len(said.strip()))


def _dates(folded: str) -> Iterator[Claim]:
    for day in days(folded):
        yield Claim(day.start, day.end, DATE, day.op, day.day.isoformat(), day.compared)


def _quantities(folded: str) -> Iterator[Claim]:
    for found in quantities(folded):
        yield Claim(found.start, found.end, found.measure, found.op, found.value, quantity=found)


def _of_name(part: Item) -> Claim:
    named = part.named
    if named is None:
        raise ValueError("not a name")
    field = INDUSTRY if named.kind is Kind.CHAIN else named.kind.value
    return Claim(part.start, part.end, field, Op.EQ, named.code)


def _overlap(one: Claim | Item, other: Claim | Item) -> bool:
    return one.start < other.end and other.start < one.end
