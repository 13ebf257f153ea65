"""A list's criteria as a reader sees them: facets with counts, ranges, chips, orders.

Every address made here holds the known parameters in their fixed order, so that the same
choice has one address.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request
from flask_babel import gettext as _

from portal.core import units
from portal.core.i18n import Label
from portal.core.locales import Locale
from portal.listings.criteria import NEWEST, Asked, Criteria, parameters, sorts
from portal.listings.fields import Day, Field, Number, Reference, YesNo, clean
from portal.listings.kit import ListingType
from portal.search.engine import FacetCount

SHOWN = 7  # values of a facet that are shown at once
LEADING = 2  # of the type's own facets stand open above the ranges, and those every type shares:
SHARED_LEADING = ("region", "chains")  # the industry's long official names stay folded
BARE = re.compile(r"\d{1,12}(\.\d{1,6})?", re.ASCII)  # a number without its unit
Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class FacetFilter:
    name: str
    label: Label
    options: tuple[Option, ...]
    error: Label | None

    @property
    def first(self) -> tuple[Option, ...]:
        return tuple(o for i, o in enumerate(self.options) if i < SHOWN or o.chosen)

    @property
    def rest(self) -> tuple[Option, ...]:
        return tuple(o for i, o in enumerate(self.options) if i >= SHOWN and not o.chosen)

    @property
    def chosen(self) -> bool:
        return any(o.chosen for o in self.options)


@dataclass(frozen=True, slots=True)
class RangeFilter:
    """`least` and `most` are what the reader typed, right or wrong."""

    name: str
    label: Label
    unit: str
    day: bool
    example: str  # how a figure can be typed with its unit, where metres are unusual
    least: str
    most: str
    errors: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Chip:
    label: str
    without: str  # the address that drops it


@dataclass(frozen=True, slots=True)
class Order:
    label: str
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Filters:
    facets: tuple[FacetFilter, ...]
    ranges: tuple[RangeFilter, ...]
    chips: tuple[Chip, ...]
    orders: tuple[Order, ...]
    everything: str
    page: Callable[[int], str]

    @property
    def leading(self) -> tuple[FacetFilter, ...]:
        """The facets that most readers choose by."""
        own = [f for f in self.facets if f.name not in (*SHARED_LEADING, "industry")][:LEADING]
        return (*own, *(f for f in self.facets if f.name in SHARED_LEADING))

    @property
    def further(self) -> tuple[FacetFilter, ...]:
        """The others, which a reader unfolds."""
        leading = self.leading
        return tuple(f for f in self.facets if f not in leading)

    @property
    def errors(self) -> tuple[tuple[str, Label], ...]:
        """Field id and message of all that is wrong."""
        found = [(f"facet-{f.name}", f.error) for f in self.facets if f.error]
        found += [(f"{r.name}_min", message) for r in self.ranges for message in r.errors]
        return tuple((name, message) for name, message in found if message)


def given(listing_type: ListingType) -> dict[str, list[str]]:
    """The known parameters of the address, without control characters and surrogates."""
    return {
        name: [clean(value) for value in request.args.getlist(name)]
        for name in parameters(listing_type)
        if name in request.args
    }


def asked_pairs(listing_type: ListingType) -> Pairs:
    """What the address asks for, in fixed order, empty and doubled values left out."""
    found = given(listing_type)
    return [(name, value) for name in found for value in dict.fromkeys(found[name]) if value]


def address(pairs: Iterable[tuple[str, str]]) -> str:
    """This list's address with those parameters; the first page needs no number."""
    kept = [pair for pair in pairs if pair != ("page", "1")]
    return request.path + (f"?{urlencode(kept, errors='replace')}" if kept else "")


def filters(
    listing_type: ListingType,
    asked: Asked,
    counts: Mapping[str, tuple[FacetCount, ...]],
    titles: Mapping[str, str],
    locale: Locale,
) -> Filters:
    """`titles` names the listings that reference facets stand for, by id."""
    pairs = asked_pairs(listing_type)
    labels = _labels(titles, locale)
    return Filters(
        facets=tuple(
            _facet(field, asked, counts.get(field.name, ()), labels)
            for field in listing_type.facets
            if counts.get(field.name)
            or field.name in asked.criteria.facets
            or field.name in asked.errors
        ),
        ranges=tuple(_range(field, asked, locale) for field, _part in listing_type.ranges()),
        chips=_chips(listing_type, pairs, asked, labels, locale),
        orders=_orders(listing_type, pairs, asked.criteria),
        everything=request.path,
        page=lambda number: address([*_without(pairs, "page"), ("page", str(number))]),
    )


def _without(pairs: Pairs, name: str) -> Pairs:
    return [pair for pair in pairs if pair[0] != name]


def _labels(titles: Mapping[str, str], locale: Locale) -> Callable[[Field, str], str]:
    def label(field: Field, value: str) -> str:
        if isinstance(field, Reference):
            return titles.get(value, value)
        if isinstance(field, YesNo):
            return str(_("Yes") if value == "yes" else _("No"))
        vocabulary = getattr(field, "vocabulary", None)
        return str(vocabulary.label(value, locale)) if vocabulary else value

    return label


def _facet(
    field: Field, asked: Asked, counts: tuple[FacetCount, ...], label: Callable[[Field, str], str]
) -> FacetFilter:
    chosen = asked.criteria.facets.get(field.name, ())
    found = {count.value: count.count for count in counts}
    values = [*found, *(value for value in chosen if value not in found)]
    options = (Option(v, label(field, v), found.get(v, 0), v in chosen) for v in values)
    return FacetFilter(field.name, field.label, tuple(options), asked.errors.get(field.name))


def _typed(name: str) -> str:
    return clean(request.args.get(name, ""))[:60]


def _range(field: Field, asked: Asked, locale: Locale) -> RangeFilter:
    ends = f"{field.name}_min", f"{field.name}_max"
    return RangeFilter(
        name=field.name,
        label=field.label,
        unit=field.quantity.unit_name(locale) if isinstance(field, Number) else "",
        day=isinstance(field, Day),
        example=str(_("500 mu")) if getattr(field, "quantity", None) is units.LAND else "",
        least=_typed(ends[0]),
        most=_typed(ends[1]),
        errors=tuple(asked.errors[end] for end in ends if end in asked.errors),
    )


def _chips(
    listing_type: ListingType,
    pairs: Pairs,
    asked: Asked,
    label: Callable[[Field, str], str],
    locale: Locale,
) -> tuple[Chip, ...]:
    by_name = {field.name: field for field in listing_type.facets}
    kept = _without(pairs, "page")
    chips = [
        Chip(label(by_name[name], value), address([p for p in kept if p != (name, value)]))
        for name, value in kept
        if name in by_name and value in asked.criteria.facets.get(name, ())
    ]
    for field, _part in listing_type.ranges():
        for end in ("min", "max"):
            name = f"{field.name}_{end}"
            typed = dict(kept).get(name)
            if typed and name not in asked.errors:
                chips.append(
                    Chip(_range_words(field, end, typed, locale), address(_without(kept, name)))
                )
    return tuple(chips)


def _range_words(field: Field, end: str, typed: str, locale: Locale) -> str:
    figure = typed
    if isinstance(field, Number) and BARE.fullmatch(typed):
        unit = field.quantity.unit_name(locale)
        figure = f"{units.number(float(typed), locale, 2)}\N{NO-BREAK SPACE}{unit}"
    if end == "min":
        return str(_("%(name)s from %(figure)s", name=field.label, figure=figure.strip()))
    return str(_("%(name)s up to %(figure)s", name=field.label, figure=figure.strip()))


def _orders(listing_type: ListingType, pairs: Pairs, criteria: Criteria) -> tuple[Order, ...]:
    kept = _without(_without(pairs, "page"), "sort")
    return tuple(
        Order(
            label=_order_words(listing_type, sort),
            address=address(kept if sort == listing_type.first_sort else [*kept, ("sort", sort)]),
            chosen=sort == criteria.sort,
        )
        for sort in sorts(listing_type)
    )


def _order_words(listing_type: ListingType, sort: str) -> str:
    if sort == NEWEST:
        return str(_("Newest first"))
    field = listing_type.get(sort.lstrip("-"))
    if isinstance(field, Day):
        words = (
            _("%(name)s: latest first") if sort.startswith("-") else _("%(name)s: soonest first")
        )
    elif sort.startswith("-"):
        words = _("%(name)s: most first")
    else:
        words = _("%(name)s: least first")
    return str(words % {"name": field.label})
