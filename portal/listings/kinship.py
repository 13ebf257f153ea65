"""What is like a listing: others that share its park, employer, chain, industry or region."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import ColumnElement, Subquery, and_, case, func, literal, select, union_all
from sqlalchemy.orm import Session

from portal.core.locales import Locale
from portal.listings import cards
from portal.listings.cards import CardView
from portal.listings.models import Card, Facet
from portal.listings.registry import registry

# How strongly a shared facet relates two listings; any other shared facet does not.
KINSHIP: Mapping[str, int] = {"chains": 4, "industry": 3, "region": 1}
KINSHIP_BY_REFERENCE = 16


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
        *(
            select(literal(name).label("name"), literal(value).label("value"))
            for name, value in pairs
        )
    ).subquery()
    by_type = _kin(session, own, listing_id, locale, per_type=6)
    return tuple(card for found in by_type.values() for card in found)


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
