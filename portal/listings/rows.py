"""Writing a record into the rows that the public sees: one function a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.locales import LOCALES
from portal.listings import cards
from portal.listings.fields import Files, Record, Value
from portal.listings.kit import COMMON_COLUMNS, ListingType
from portal.listings.models import Card, Facet, Listing, ListingFile, ListingText, Published
from portal.listings.texts import Text


def put_published(session: Session, listing: Listing, record: Record) -> Published:
    published = session.get(Published, listing.id)
    first = published is None
    if published is None:
        published = Published(listing_id=listing.id, type=listing.type)
        session.add(published)
    for name in ("region", "industry", "source_url", "verified_on"):
        setattr(published, name, record.get(name))
    chains = record.get("chains")
    published.chains = [str(key) for key in chains] if isinstance(chains, tuple) else None
    published.owner_id, published.sample = listing.owner_id, listing.sample
    moment = record.get("published_at")
    if moment is not None or first:
        published.published_at = moment or now()  # type: ignore[assignment]
    published.updated_at = now()
    session.flush()
    return published


def put_type_row(session: Session, listing_type: ListingType, id: int, record: Record) -> None:
    model: Any = listing_type.model
    row = session.get(model, id) or model(listing_id=id)
    for field in listing_type.facts:
        if field.name not in COMMON_COLUMNS:
            setattr(row, field.name, _column(record.get(field.name)))
    session.add(row)


def put_parts(session: Session, listing_type: ListingType, id: int, record: Record) -> None:
    for part in listing_type.parts:
        model: Any = part.model
        session.execute(delete(model).where(model.listing_id == id))
        rows = record.get(part.name)
        for position, row in enumerate(rows if isinstance(rows, tuple) else ()):
            values = {
                f.name: _column(row.get(f.name)) for f in part.fields if isinstance(row, dict)
            }
            session.add(model(listing_id=id, position=position, **values))


def _column(value: Value) -> Any:
    return list(value) if isinstance(value, tuple) else value


def put_texts(session: Session, id: int, texts: Mapping[str, Text]) -> None:
    session.execute(delete(ListingText).where(ListingText.listing_id == id))
    for locale, text in texts.items():
        session.add(
            ListingText(
                listing_id=id,
                locale=locale,
                title=text.title,
                slug=text.slug,
                summary=text.summary,
                body=text.body,
                fields=dict(text.fields),
                origin=text.origin,
            )
        )


def put_facets(
    session: Session, listing_type: ListingType, listing: Listing, record: Record
) -> None:
    """The declared facets, and the listing itself under its type's key.

    So a hall with `park=7` and park 7 share the facet (park, 7): that is what relates them.
    """
    session.execute(delete(Facet).where(Facet.listing_id == listing.id))
    pairs = {(listing.type, str(listing.id))}
    for field in listing_type.facets:
        pairs |= {(field.name, value) for value in field.facet_values(record.get(field.name))}
    for name, value in sorted(pairs):
        session.add(Facet(listing_id=listing.id, name=name, value=value, type=listing.type))


def put_files(session: Session, listing_type: ListingType, id: int, record: Record) -> None:
    session.execute(delete(ListingFile).where(ListingFile.listing_id == id))
    for field in listing_type.facts:
        if isinstance(field, Files):
            chosen = record.get(field.name)
            for position, media_id in enumerate(chosen if isinstance(chosen, tuple) else ()):
                session.add(
                    ListingFile(
                        listing_id=id, media_id=media_id, role=field.name, position=position
                    )
                )


def put_cards(
    session: Session,
    listing_type: ListingType,
    published: Published,
    record: Record,
    texts: Mapping[str, Text],
) -> None:
    session.execute(delete(Card).where(Card.listing_id == published.listing_id))
    picture = cards.picture(session, published.listing_id)
    for locale in LOCALES:
        data = cards.build(listing_type, published, record, texts, locale, picture)
        session.add(Card(listing_id=published.listing_id, locale=locale.segment, data=data))
