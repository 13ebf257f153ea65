"""Reading what is public: a list with its counts, cards for hits, texts, totals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Connection, Engine, and_, func, select, union_all
from sqlalchemy.orm import Session

from portal.core.database import is_writing
from portal.core.locales import Locale, fallback
from portal.core.scripts import to_simplified
from portal.listings import cards
from portal.listings.cards import CardView
from portal.listings.criteria import Criteria
from portal.listings.fields import clean
from portal.listings.filtering import conditions, ids_of, ordered
from portal.listings.generations import numbers
from portal.listings.kit import ListingType
from portal.listings.models import Card, Facet, Listing, ListingText, Published
from portal.listings.registry import registry
from portal.search.engine import FacetCount

Totals: TypeAlias = Mapping[str, Mapping[str, int]]
_totals: WeakKeyDictionary[Engine | Connection, tuple[Mapping[str, int], Totals]] = (
    WeakKeyDictionary()
)
"""By database: the generations that were counted, and the counts."""


@dataclass(frozen=True, slots=True)
class ListPage:
    cards: tuple[CardView, ...]
    total: int
    page: int
    per_page: int
    counts: Mapping[str, tuple[FacetCount, ...]]

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.per_page))


def list_page(
    session: Session, listing_type: ListingType, criteria: Criteria, locale: Locale
) -> ListPage:
    """One page of a type's list in three queries: cards, total, facet counts."""
    held = conditions(listing_type, criteria)
    ids = ids_of(listing_type, held)
    rows = session.execute(
        ordered(select(Published.type, Card), listing_type, criteria.sort)
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
        counts=_counts(session, listing_type, held),
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


def texts_of(session: Session, ids: Sequence[int], locale: Locale) -> Mapping[int, ListingText]:
    """The text that a reader of `locale` sees of each of those public listings; one query."""
    found: dict[int, dict[str, ListingText]] = {}
    for text in session.scalars(select(ListingText).where(ListingText.listing_id.in_(ids))):
        found.setdefault(text.listing_id, {})[text.locale] = text
    chosen = {id: fallback(locale, texts) for id, texts in found.items()}
    return {id: used[1] for id, used in chosen.items() if used is not None}


def suggest(session: Session, typed: str, locale: Locale, limit: int = 8) -> tuple[CardView, ...]:
    """Public listings whose title contains what was typed, shortest titles first."""
    words = to_simplified(clean(typed)[:60]).split()[:6]
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


def public_among(session: Session, ids: Sequence[int]) -> frozenset[int]:
    """Those of the listings that are public."""
    return frozenset(
        session.scalars(select(Published.listing_id).where(Published.listing_id.in_(ids)))
    )


def source_ids(session: Session, ids: Sequence[int]) -> Mapping[int, str]:
    """The senders' own ids of those listings that have one."""
    rows = session.execute(
        select(Listing.id, Listing.source_id).where(
            Listing.id.in_(ids), Listing.source_id.is_not(None)
        )
    )
    return {id: source_id for id, source_id in rows if source_id is not None}


def newest(
    session: Session, locale: Locale, limit: int, types: Iterable[str] | None = None
) -> tuple[CardView, ...]:
    """Cards of what was published last; a database is told to look for the listings first."""
    last = (Published.published_at.desc(), Published.listing_id.desc())
    listings = select(Published.listing_id).order_by(*last).limit(limit)
    if types is not None:
        listings = listings.where(Published.type.in_(tuple(types)))
    rows = session.execute(
        select(Published.type, Card)
        .join(Card, and_(Card.listing_id == Published.listing_id, Card.locale == locale.segment))
        .where(Published.listing_id.in_(listings))
        .order_by(*last)
    )
    return tuple(cards.view(type_key, card) for type_key, card in rows)


def totals(session: Session) -> Totals:
    """How many public listings there are by type and region (`""` where none is given).

    Counted anew only when something public has changed since.
    """
    if is_writing(session):
        return _counted(session)
    now, database = numbers(session), session.get_bind()
    kept = _totals.get(database)
    if kept is None or kept[0] != now:
        kept = _totals[database] = now, _counted(session)
    return kept[1]


def _counted(session: Session) -> Totals:
    rows = session.execute(
        select(Published.type, Published.region, func.count()).group_by(
            Published.type, Published.region
        )
    )
    found: dict[str, dict[str, int]] = {}
    for type_key, region, count in rows:
        found.setdefault(type_key, {})[region or ""] = count
    return found


def generation(session: Session) -> int:
    """A number that grows whenever anything public changes."""
    return sum(numbers(session).values())


def _counts(
    session: Session, listing_type: ListingType, held: Mapping[str, ColumnElement[bool]]
) -> Mapping[str, tuple[FacetCount, ...]]:
    """Counts a facet value; a facet's own choice does not narrow its own counts."""
    names = [field.name for field in listing_type.facets]
    free = [name for name in names if name not in held]
    groups: list[tuple[list[str], str | None]] = [(free, None)] if free else []
    groups += [([name], name) for name in names if name in held]
    if not groups:
        return {}
    queries = [
        select(Facet.name, Facet.value, func.count().label("n"))
        .where(Facet.name.in_(wanted), Facet.listing_id.in_(ids_of(listing_type, held, own)))
        .group_by(Facet.name, Facet.value)
        for wanted, own in groups
    ]
    found: dict[str, list[FacetCount]] = {name: [] for name in names}
    for name, value, n in session.execute(union_all(*queries)):
        found[name].append(FacetCount(value, n))
    return {
        name: tuple(sorted(counts, key=lambda c: (-c.count, c.value)))
        for name, counts in found.items()
        if counts
    }


def titled_like(session: Session, words: str, limit: int, offset: int) -> tuple[int, list[int]]:
    """How many public listings have these words in a title, and one page of their ids.

    What a search falls back to while its index is being rebuilt.
    """
    matching = (
        select(ListingText.listing_id)
        .where(ListingText.title.icontains(words, autoescape=True))
        .distinct()
        .subquery()
    )
    total = session.scalar(select(func.count()).select_from(matching)) or 0
    ids = session.scalars(
        select(Published.listing_id)
        .join(matching, matching.c.listing_id == Published.listing_id)
        .order_by(Published.published_at.desc(), Published.listing_id.desc())
        .limit(limit)
        .offset(offset)
    )
    return total, list(ids)


def paths(session: Session, limit: int) -> Sequence[tuple[str, str]]:
    """Locale segment and path of the public pages of listings, newest first, for the site map.

    Only languages in which there is a text: a stand-in is not worth a robot's visit.
    """
    rows = session.execute(
        select(Published.type, ListingText.locale, ListingText.listing_id, ListingText.slug)
        .join(ListingText, ListingText.listing_id == Published.listing_id)
        .order_by(Published.published_at.desc(), Published.listing_id.desc(), ListingText.locale)
        .limit(limit)
    )
    return [(locale, f"{registry()[key].segment}/{id}-{slug}") for key, locale, id, slug in rows]
