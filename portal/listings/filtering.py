"""Criteria as SQL: facets, ranges over a type’s own columns or its parts’ rows, order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, select

from portal.core import reference
from portal.listings.criteria import NEWEST, Criteria, Range
from portal.listings.kit import COMMON_COLUMNS, ListingType, Part
from portal.listings.models import Card, Facet, Published


def conditions(listing_type: ListingType, criteria: Criteria) -> Mapping[str, ColumnElement[bool]]:
    """One condition a facet, and one (named `""`) for all ranges together."""
    found = {name: _has(name, values) for name, values in criteria.facets.items()}
    if criteria.ranges:
        found[""] = _in_ranges(listing_type, criteria.ranges)
    return found


def _has(name: str, values: tuple[str, ...]) -> ColumnElement[bool]:
    wanted = set(values)
    if name == "region":  # a region means its counties too
        wanted |= {code for code, term in reference.regions().items() if term.parent in wanted}
    matching = select(Facet.listing_id).where(Facet.name == name, Facet.value.in_(sorted(wanted)))
    return Published.listing_id.in_(matching)


def _in_ranges(listing_type: ListingType, ranges: Mapping[str, Range]) -> ColumnElement[bool]:
    """All ranges over one part must hold for one and the same row of it."""
    own: list[ColumnElement[bool]] = []
    of_parts: dict[str, tuple[Part, list[ColumnElement[bool]]]] = {}
    for field, part in listing_type.ranges():
        if field.name not in ranges:
            continue
        if part is not None:
            held = of_parts.setdefault(part.name, (part, []))[1]
            held += _between(part.model, field.name, ranges[field.name])
        else:
            model: Any = Published if field.name in COMMON_COLUMNS else listing_type.model
            own += _between(model, field.name, ranges[field.name])
    table: Any = listing_type.model
    clauses: list[ColumnElement[bool]] = []
    if own:
        joined = select(Published.listing_id).join(table, table.listing_id == Published.listing_id)
        clauses.append(Published.listing_id.in_(joined.where(*own)))
    for part, held in of_parts.values():
        rows: Any = part.model
        clauses.append(exists().where(rows.listing_id == Published.listing_id, *held))
    return and_(*clauses)


def _between(model: Any, name: str, range_: Range) -> list[ColumnElement[bool]]:
    column = getattr(model, name)
    ends = []
    if range_.least is not None:
        ends.append(column >= range_.least)
    if range_.most is not None:
        ends.append(column <= range_.most)
    return ends


def ids_of(
    listing_type: ListingType,
    conditions: Mapping[str, ColumnElement[bool]],
    without: str | None = None,
) -> Select[int]:
    held = [condition for name, condition in conditions.items() if name != without]
    return select(Published.listing_id).where(Published.type == listing_type.key, *held)


def ordered(query: Select[str, Card], listing_type: ListingType, sort: str) -> Select[str, Card]:
    last = (Published.published_at.desc(), Published.listing_id.desc())
    if sort == NEWEST:
        return query.order_by(*last)
    model: Any = listing_type.model
    column = getattr(model, sort.lstrip("-"))
    ordered = column.desc() if sort.startswith("-") else column.asc()
    return query.join(model, model.listing_id == Published.listing_id).order_by(
        ordered.nulls_last(), *last
    )
