"""Ways to narrow an answer: values with counts, ranges with bars, and the order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import inf

from flask_babel import gettext as _

from portal.core import units
from portal.listings.finding import Found
from portal.listings.querying import ranges_of
from portal.search.engine import Bounds, Order
from portal.search.measures import MEASURES
from portal.web.context import locale
from portal.web.facets import facet_label, facet_name, facet_of
from portal.web.measures import figure, measure_label, sort_label, span, unit_name
from portal.web.public.search.asked import Address, plain, ranges, unreadable
from portal.web.public.search.chips import Read, line_without

SHOWN, MOST = 6, 24  # values of a facet at once, and folded
SHOWN_ORDER = ("type", "region", "chains", "industry")
LEADING = 3  # ranges that stand open
WIDTH, HEIGHT, LOWEST, GAP = 240, 40, 3, 3  # of a drawing of bars
FINEST = 0.01  # two figures are at least so far apart: a bar ends before the next begins


@dataclass(frozen=True, slots=True)
class Option:
    label: str
    count: int
    chosen: bool
    address: Address  # with this value taken in or dropped


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    label: str
    first: tuple[Option, ...]
    rest: tuple[Option, ...]

    @property
    def chosen(self) -> bool:
        return any(option.chosen for option in self.first)


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of a range; `x`, `y`, `width`, `height` in the drawing, `address` None where empty."""

    x: float
    y: float
    width: float
    height: float
    on: bool
    words: str
    count: int
    address: Address | None


@dataclass(frozen=True, slots=True)
class Frame:
    """What is said around a range; the same for every answer."""

    label: str
    at_least: str
    at_most: str
    unit: str
    example: str  # how a figure can be typed with its unit, where metres are unusual
    ends: tuple[str, str]  # figures under the first and the last bar


@dataclass(frozen=True, slots=True)
class Range:
    """`least` and `most` are what the reader typed, right or wrong."""

    name: str
    frame: Frame
    least: str
    most: str
    wrong: bool
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Sort:
    label: str
    address: Address
    chosen: bool


def facets(found: Found, address: Address, read: Sequence[Read]) -> tuple[Facet, ...]:
    """The facets that can narrow this answer or already do."""
    held = {
        (facet_of(c.field, str(c.value)), str(c.value)): r for r in read for c in r.conditions
    }  # what the line says is chosen too; taking it back changes the line
    made = (_facet(found, address, name, held) for name in SHOWN_ORDER)
    return tuple(facet for facet in made if _narrows(facet, found.result.total))


def measured(found: Found, address: Address, read: Sequence[Read]) -> tuple[Range, ...]:
    """The ranges worth choosing by here, those of the address among them."""
    chosen = ranges(address)
    held = ranges_of(c for r in read for c in r.conditions) | dict(chosen)
    names = dict.fromkeys((*chosen, *found.measures))
    return tuple(
        _range(name, address, _bars(name, found, address, held.get(name)) if at < LEADING else ())
        for at, name in enumerate(names)
    )


def sorts(found: Found, address: Address, read: Sequence[Read]) -> tuple[Sort, ...]:
    """By relevance and date; by figures too where one kind of listing is asked for."""
    said = [c for r in read for c in r.conditions if c.field == "type"]
    names = (
        list(found.measures) if len({*address.all("type"), *(c.value for c in said)}) == 1 else []
    )
    current = address.sort
    if (by := current.lstrip("-")) in MEASURES and by not in names:
        names.append(by)
    values = [Order.RELEVANCE.value, Order.NEWEST.value, *(s + n for n in names for s in ("", "-"))]
    return tuple(
        Sort(
            sort_label(value),
            address.put("sort", "" if value == Order.RELEVANCE.value else value),
            value == current,
        )
        for value in values
    )


def _facet(
    found: Found, address: Address, name: str, held: Mapping[tuple[str, str], Read]
) -> Facet:
    counts = {count.value: count.count for count in found.result.facets.get(name, ())[:MOST]}
    chosen = (*address.all(name), *(value for facet, value in held if facet == name))
    values = [*counts, *(value for value in dict.fromkeys(chosen) if value not in counts)]
    base = _spelt_out(address, name, held) if name == "region" else address
    options: list[tuple[bool, Option]] = []
    for place, value in enumerate(values):
        said = held.get((name, value))
        way = said.without if said else base.toggled(name, value)
        option = Option(facet_label(name, value), counts.get(value, 0), value in chosen, way)
        options.append((place < SHOWN or option.chosen, option))
    return Facet(
        name,
        facet_name(name),
        tuple(option for first, option in options if first),
        tuple(option for first, option in options if not first),
    )


def _spelt_out(address: Address, name: str, held: Mapping[tuple[str, str], Read]) -> Address:
    """With what the line says of a facet chosen beside it, so that more can be chosen as well."""
    for (facet, value), read in held.items():
        if facet == name:
            line = line_without(address.first("q"), read.said)
            address = address.put("q", line).adding(name, value)
    return address


def _narrows(facet: Facet, total: int) -> bool:
    if facet.chosen:
        return True
    return bool(facet.first) and not (len(facet.first) == 1 and facet.first[0].count >= total)


def _range(name: str, address: Address, bars: Iterable[Bar]) -> Range:
    ends = f"{name}_min", f"{name}_max"
    return Range(
        name=name,
        frame=_frame(name, locale().segment),
        least=address.first(ends[0]),
        most=address.first(ends[1]),
        wrong=any(end in unreadable(address) for end in ends),
        bars=tuple(bars),
    )


@lru_cache(maxsize=64)
def _frame(name: str, _locale: str) -> Frame:
    label, edges = measure_label(name), MEASURES[name].edges
    first = next(edge for edge in edges if edge != -inf)
    return Frame(
        label=label,
        at_least=str(_("%(name)s, at least", name=label)),
        at_most=str(_("%(name)s, at most", name=label)),
        unit=unit_name(name),
        example=str(_("500 mu") if MEASURES[name].quantity is units.LAND else _("from")),
        ends=(figure(name, first), span(name, Bounds(edges[-1], None))),
    )


def _bars(name: str, found: Found, address: Address, held: Bounds | None) -> Iterator[Bar]:
    """Bars as high as their share of the commonest; one that holds nothing leads nowhere."""
    counts = found.result.histograms.get(name, ())
    if not any(counts):
        return
    step, highest = WIDTH / len(counts), max(counts)
    parts = _parts(name, locale().segment)
    for place, (count, part) in enumerate(zip(counts, parts, strict=False)):
        height = max(LOWEST, round(count / highest * HEIGHT)) if count else 1
        yield Bar(
            x=round(place * step, 1), y=HEIGHT - height, width=round(step - GAP, 1), height=height,
            on=_within(part.bounds, held), words=part.words, count=count,
            address=address.ranged(name, part.least, part.most) if count else None,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """What a bar stands for: its range, in words, and as an address holds its ends."""

    bounds: Bounds
    words: str
    least: str
    most: str


@lru_cache(maxsize=64)
def _parts(name: str, _locale: str) -> tuple[Part, ...]:
    """From each edge until just before the next; the last is open. The same for every answer."""
    measure = MEASURES[name]
    short = 1 if measure.quantity is units.COUNT else FINEST
    found = []
    for edge, following in zip(measure.edges, (*measure.edges[1:], inf), strict=True):
        least = None if edge == -inf else edge
        most = None if following == inf else following - short
        ends = ("" if end is None else plain(end) for end in (least, most))
        found.append(Part(Bounds(least, most), span(name, Bounds(least, most)), *ends))
    return tuple(found)


def _within(part: Bounds, held: Bounds | None) -> bool:
    """Whether a bar lies in the chosen range, at least partly; without one, all do."""
    if held is None:
        return True
    starts_after = held.most is not None and part.least is not None and part.least > held.most
    ends_before = held.least is not None and part.most is not None and part.most < held.least
    return not (starts_after or ends_before)
