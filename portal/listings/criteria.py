"""What a reader of a list asked for: chosen facet values, ranges, order and page.

The same criteria come from the site's addresses and from the API's parameters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.core.i18n import Label, _l
from portal.core.paging import read_whole
from portal.listings.fields import (
    Checklist,
    Choice,
    Choices,
    Day,
    Field,
    FieldError,
    Number,
    Reference,
    YesNo,
)
from portal.listings.kit import ListingType

LAST_PAGE = 10_000
LARGEST_PAGE = 100  # listings a page
NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class Range:
    """Least and most, in the canonical unit; either may be open. Dates count as their day."""

    least: object | None = None
    most: object | None = None


@dataclass(frozen=True, slots=True)
class Criteria:
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ranges: Mapping[str, Range] = field(default_factory=dict)
    sort: str = NEWEST
    page: int = 1
    per_page: int = 20

    @property
    def narrowed(self) -> bool:
        return bool(self.facets or self.ranges)


@dataclass(frozen=True, slots=True)
class Asked:
    """Criteria as far as they could be understood, and what was wrong by parameter."""

    criteria: Criteria
    errors: Mapping[str, Label]


def sorts(listing_type: ListingType) -> tuple[str, ...]:
    """Orders a list offers: newest, then each listed figure up and down (`area`, `-area`)."""
    figures = [f.name for f in listing_type.listed if isinstance(f, (Number, Day))]
    return (NEWEST, *(sign + name for name in figures for sign in ("", "-")))


def parameters(listing_type: ListingType) -> tuple[str, ...]:
    """Every query parameter a list understands, in the fixed order of its addresses."""
    facets = [field.name for field in listing_type.facets]
    ranges = [f"{f.name}_{end}" for f, _ in listing_type.ranges() for end in ("min", "max")]
    return (*facets, *ranges, "sort", "page", "per_page")


def read(listing_type: ListingType, args: Mapping[str, Iterable[str]], per_page: int = 20) -> Asked:
    """Criteria from query parameters (name → values); unknown parameters are ignored."""
    given = {name: [v.strip() for v in values if v.strip()] for name, values in args.items()}
    errors: dict[str, Label] = {}
    facets = _facets(listing_type, given, errors)
    ranges = _ranges(listing_type, given, errors)
    sort = (given.get("sort") or [listing_type.first_sort])[0]
    if sort not in sorts(listing_type):
        errors["sort"] = _l("The list cannot be sorted like this.")
        sort = listing_type.first_sort
    page = _whole(given, "page", 1, LAST_PAGE, errors)
    return Asked(
        Criteria(
            facets, ranges, sort, page, _whole(given, "per_page", per_page, LARGEST_PAGE, errors)
        ),
        errors,
    )


def _facets(
    listing_type: ListingType, given: Mapping[str, list[str]], errors: dict[str, Label]
) -> dict[str, tuple[str, ...]]:
    chosen: dict[str, tuple[str, ...]] = {}
    for candidate in listing_type.facets:
        values = tuple(dict.fromkeys(given.get(candidate.name, ())))[:50]
        try:
            known = tuple(v for v in values if _facet_value(candidate, v))
        except FieldError as error:
            errors[candidate.name] = error.message
            continue
        if known:
            chosen[candidate.name] = known
    return chosen


def _facet_value(candidate: Field, value: str) -> str:
    """Check one value; a facet of yes or no, or of listings, has its own words."""
    if isinstance(candidate, (Choice, Choices, Checklist)):
        if value not in candidate.vocabulary.codes():
            raise FieldError(_l("“%(value)s” is not one of the choices.", value=value[:40]))
    elif isinstance(candidate, YesNo):
        if value not in ("yes", "no"):
            raise FieldError(_l("Answer yes or no, or leave it open."))
    elif isinstance(candidate, Reference):
        candidate.parse(value)
    return value


def _ranges(
    listing_type: ListingType, given: Mapping[str, list[str]], errors: dict[str, Label]
) -> dict[str, Range]:
    ranges = {}
    for candidate, _part in listing_type.ranges():
        ends: list[object | None] = []
        for end in ("min", "max"):
            name = f"{candidate.name}_{end}"
            try:
                ends.append(candidate.parse((given.get(name) or [""])[0]))
            except FieldError as error:
                errors[name] = error.message
                ends.append(None)
        if any(end is not None for end in ends):
            ranges[candidate.name] = Range(*_in_order(ends))
    return ranges


def _in_order(ends: list[Any]) -> list[Any]:
    """Least first: who fills the two boxes the wrong way round means the same."""
    return sorted(ends) if None not in ends else ends


def _whole(
    given: Mapping[str, list[str]], name: str, default: int, most: int, errors: dict[str, Label]
) -> int:
    raw = (given.get(name) or [str(default)])[0]
    try:
        return read_whole(raw, 1, most)
    except ValueError:
        errors[name] = _l("Give a number from %(least)s to %(most)s.", least="1", most=str(most))
        return default
