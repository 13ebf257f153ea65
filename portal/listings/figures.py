"""The figures of a listing that the search compares: which things it has, and what each measures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from portal.listings.fields import Field, Number
from portal.listings.kit import ListingType
from portal.search.engine import Figures
from portal.search.measures import DATE, MEASURES


def measure_of(field: Field) -> str:
    """The measure that a field gives: the one it declares, else the one of its own name."""
    if not isinstance(field, Number):
        return ""
    name = field.measure or (field.name if field.ranged else "")
    return name if name in MEASURES else ""


def measures_of(listing_type: ListingType) -> tuple[str, ...]:
    """The measures that listings of a type may have, in the order of its declaration."""
    fields = (*listing_type.facts, *(f for part in listing_type.parts for f in part.fields))
    found = dict.fromkeys(map(measure_of, fields))
    return tuple(name for name in (*found, *listing_type.further_measures) if name)


def figures(
    listing_type: ListingType,
    row: Any,
    parts: Mapping[str, list[Any]],
    published: date,
) -> tuple[Figures, ...]:
    """One entry a thing: a listing’s own figures, together with those of each of its parts.

    What a part measures, the listing only sums up, so there the part alone speaks.
    """
    of_parts = {measure_of(f) for part in listing_type.parts for f in part.fields}
    own = dict(_measured((f for f in listing_type.facts if measure_of(f) not in of_parts), row))
    own[DATE] = (float(published.toordinal()),) * 2
    things = [
        own | dict(_measured(part.fields, part_row))
        for part in listing_type.parts
        for part_row in parts[part.name]
    ]
    return listing_type.refine_figures(row, tuple(things) or (own,))


def _measured(fields: Iterable[Field], row: Any) -> Iterator[tuple[str, tuple[float, float]]]:
    """Least and most of every measure; two fields of one measure make a span."""
    spans: dict[str, list[float]] = {}
    for field in fields:
        value = getattr(row, field.name, None)
        if (name := measure_of(field)) and value is not None:
            spans.setdefault(name, []).append(float(value))
    for name, values in spans.items():
        yield name, (min(values), max(values))
