"""Reading what is public: a list with its counts, cards for hits, and a listing's relations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    case,
    exists,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from portal.core import reference
from portal.core.locales import Locale, fallback
from portal.core.scripts import to_simplified
from portal.listings import cards
from portal.listings.cards import CardView
from portal.listings.criteria import NEWEST, Criteria, Range
from portal.listings.kit import COMMON_COLUMNS, ListingType, Part
from portal.listings.models import Card, Facet, Generation, Listing, ListingText, Published
from portal.listings.registry import registry

# How strongly a shared facet relates two listings; any other shared facet does not.
KINSHIP: Mapping[str, int] = {"chains": 4, "industry": 3, "region": 1}
KINSHIP_BY_REFERENCE = 16


@dataclass(frozen=True, slots=True)
class Count:
    value: str
    count: int


@dataclass(frozen=True, slots=True)
class ListPage:
    cards: tuple[CardView, ...]
    total: int
    page: int
    per_page: int
    counts: Mapping[str, tuple[Count, ...]]

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.per_page))


def list_page(
    session: Session, listing_type: ListingType, criteria: Criteria, locale: Locale
) -> ListPage:
    """One page of a type's list in three queries: cards, total, facet counts."""
    conditions = _conditions(listing_type, criteria)
    ids = _ids(listing_type, conditions)
    rows = session.execute(
        _ordered(select(Published.type, Card), listing_type, criteria.sort)
        .join(Card, and_(Card.listing_id == Published.listing_id, Card.locale == locale.segment))
        .where(Published.listing_id.in_(ids))
        .limit(criteria.per_page)
        .offset((criteria.page - 1) * criteria.per_page)
    ).all()
    total = session.scalar(select(func.count()).select_from(ids.subquery())) or 0
    return ListPage(
        cards=tuple(cards.view(type_key, card) for type_key, card in rows),
        total=total,
        page=criteria.page,
        per_page=criteria.per_page,
        counts=_counts(session, listing_type, conditions),
    )


def cards_of(session: Session, ids: Sequence[int], locale: Locale) -> tuple[CardView, ...]:
    """Cards of public listings in the order of `ids`; withdrawn ones are left out."""
    rows = session.execute(
        select(Published.type, Card)
        .join(Card, Card.listing_id == Published.listing_id)
        .where(Card.listing_id.in_(ids), Card.locale == locale.segment)
    ).all()
    found = {card.listing_id: cards.view(type_key, card) for type_key, card in rows}
    return tuple(found[id] for id in ids if id in found)


def texts_of(
    session: Session, ids: Sequence[int], locale: Locale
) -> Mapping[int, ListingText]:
    """The text that a reader of `locale` sees of each of those public listings; one query."""
    found: dict[int, dict[str, ListingText]] = {}
    for text in session.scalars(select(ListingText).where(ListingText.listing_id.in_(ids))):
        found.setdefault(text.listing_id, {})[text.locale] = text
    chosen = {id: fallback(locale, texts) for id, texts in found.items()}
    return {id: used[1] for id, used in chosen.items() if used is not None}


def suggest(session: Session, typed: str, locale: Locale, limit: int = 8) -> tuple[CardView, ...]:
    """Public listings whose title contains what was typed, shortest titles first."""
    words = to_simplified(typed.strip()[:60]).split()[:6]
    if not words:
        return ()
    title = func.lower(ListingText.title)
    ids = session.scalars(
        select(ListingText.listing_id)
        .where(*(title.contains(word.lower(), autoescape=True) for word in words))
        .group_by(ListingText.listing_id)
        .order_by(func.min(func.length(ListingText.title)), ListingText.listing_id)
        .limit(limit)
    ).all()
    return cards_of(session, ids, locale)


def source_ids(session: Session, ids: Sequence[int]) -> Mapping[int, str]:
    """The senders' own ids of those listings that have one."""
    rows = session.execute(
        select(Listing.id, Listing.source_id).where(Listing.id.in_(ids), Listing.source_id.is_not(None))
    )
    return {id: source_id for id, source_id in rows if source_id is not None}


def newest(
    session: Session, locale: Locale, limit: int, types: Iterable[str] | None = None
) -> tuple[CardView, ...]:
    query = (
        select(Published.type, Card)
        .join(Card, and_(Card.listing_id == Published.listing_id, Card.locale == locale.segment))
        .order_by(Published.published_at.desc(), Published.listing_id.desc())
        .limit(limit)
    )
    if types is not None:
        query = query.where(Published.type.in_(tuple(types)))
    return tuple(cards.view(type_key, card) for type_key, card in session.execute(query))


def totals(session: Session) -> Mapping[str, Mapping[str, int]]:
    """How many public listings there are by type and region (`""` where none is given)."""
    rows = session.execute(
        select(Published.type, Published.region, func.count()).group_by(
            Published.type, Published.region
        )
    )
    found: dict[str, dict[str, int]] = {}
    for type_key, region, count in rows:
        found.setdefault(type_key, {})[region or ""] = count
    return found


def related(
    session: Session, listing_id: int, locale: Locale, per_type: int = 4
) -> Mapping[str, tuple[CardView, ...]]:
    """Other public listings that share park, employer, chain, industry or region, by type.

    A reference (a hall's park) counts most. Works for withdrawn listings through `kin_of`.
    """
    own = select(Facet.name, Facet.value).where(Facet.listing_id == listing_id).subquery()
    return _kin(session, own, listing_id, locale, per_type)


def kin_of(
    session: Session, facets: Iterable[tuple[str, str]], listing_id: int, locale: Locale
) -> tuple[CardView, ...]:
    """What is like a listing that is no longer public, from the facets it had."""
    pairs = tuple(facets)
    if not pairs:
        return ()
    own = union_all(
        *(select(literal(name).label("name"), literal(value).label("value")) for name, value in pairs)
    ).subquery()
    by_type = _kin(session, own, listing_id, locale, per_type=6)
    return tuple(card for found in by_type.values() for card in found)


def generation(session: Session) -> int:
    """A number that grows whenever anything public changes."""
    return session.scalar(select(func.coalesce(func.sum(Generation.number), 0))) or 0


def _kin(
    session: Session, own: Subquery, listing_id: int, locale: Locale, per_type: int
) -> Mapping[str, tuple[CardView, ...]]:
    weights = {**KINSHIP, **dict.fromkeys(registry(), KINSHIP_BY_REFERENCE)}
    strength = func.sum(_weight(weights)).label("strength")
    scored = (
        select(Facet.listing_id, Facet.type, strength)
        .join(own, and_(Facet.name == own.c.name, Facet.value == own.c.value))
        .where(Facet.name.in_(weights), Facet.listing_id != listing_id)
        .group_by(Facet.listing_id, Facet.type)
        .having(strength > KINSHIP["region"])
        .subquery()
    )
    place = func.row_number().over(
        partition_by=scored.c.type,
        order_by=(scored.c.strength.desc(), scored.c.listing_id.desc()),
    )
    best = select(scored.c.listing_id, scored.c.type, place.label("place")).subquery()
    rows = session.execute(
        select(best.c.type, Card)
        .join(Card, and_(Card.listing_id == best.c.listing_id, Card.locale == locale.segment))
        .where(best.c.place <= per_type)
        .order_by(best.c.type, best.c.place)
    )
    found: dict[str, list[CardView]] = {key: [] for key in registry()}
    for type_key, card in rows:
        found[type_key].append(cards.view(type_key, card))
    return {key: tuple(views) for key, views in found.items() if views}


def _weight(weights: Mapping[str, int]) -> ColumnElement[int]:
    return case(weights, value=Facet.name, else_=0)


def _conditions(
    listing_type: ListingType, criteria: Criteria
) -> Mapping[str, ColumnElement[bool]]:
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
            model = Published if field.name in COMMON_COLUMNS else listing_type.model
            own += _between(model, field.name, ranges[field.name])
    model: Any = listing_type.model
    clauses = [Published.listing_id.in_(select(model.listing_id).where(*own))] if own else []
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


def _ids(
    listing_type: ListingType, conditions: Mapping[str, ColumnElement[bool]], without: str | None = None
) -> Select[tuple[int]]:
    held = [condition for name, condition in conditions.items() if name != without]
    return select(Published.listing_id).where(Published.type == listing_type.key, *held)


def _ordered(query: Select[Any], listing_type: ListingType, sort: str) -> Select[Any]:
    last = (Published.published_at.desc(), Published.listing_id.desc())
    if sort == NEWEST:
        return query.order_by(*last)
    model: Any = listing_type.model
    column = getattr(model, sort.lstrip("-"))
    ordered = column.desc() if sort.startswith("-") else column.asc()
    return query.join(model, model.listing_id == Published.listing_id).order_by(
        ordered.nulls_last(), *last
    )


def _counts(
    session: Session, listing_type: ListingType, conditions: Mapping[str, ColumnElement[bool]]
) -> Mapping[str, tuple[Count, ...]]:
    """Counts a facet value; a facet's own choice does not narrow its own counts."""
    names = [field.name for field in listing_type.facets]
    free = [name for name in names if name not in conditions]
    groups: list[tuple[list[str], str | None]] = [(free, None)] if free else []
    groups += [([name], name) for name in names if name in conditions]
    if not groups:
        return {}
    queries = [
        select(Facet.name, Facet.value, func.count().label("n"))
        .where(Facet.name.in_(wanted), Facet.listing_id.in_(_ids(listing_type, conditions, own)))
        .group_by(Facet.name, Facet.value)
        for wanted, own in groups
    ]
    found: dict[str, list[Count]] = {name: [] for name in names}
    for name, value, n in session.execute(union_all(*queries)):
        found[name].append(Count(value, n))
    return {
        name: tuple(sorted(counts, key=lambda c: (-c.count, c.value)))
        for name, counts in found.items()
        if counts
    }
