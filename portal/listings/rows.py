"""Writing a record into the rows that the public sees: one function a table.

`publish` calls :func:`clear` first where a listing is public already; a new one has no rows yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.locales import LOCALES
from portal.listings import cards
from portal.listings.columns import to_column
from portal.listings.fields import Files, Record
from portal.listings.kit import COMMON_COLUMNS, ListingType, Part
from portal.listings.models import (
    Card,
    Facet,
    Listing,
    ListingFile,
    ListingText,
    Published,
    State,
)
from portal.listings.texts import Text


def published_row(listing: Listing, record: Record, was: Published | None) -> Published:
    """The common facts as a new row. What names no moment keeps the first, or is new now."""
    chains = record.get("chains")
    return Published(
        listing_id=listing.id,
        type=listing.type,
        owner_id=listing.owner_id,
        sample=listing.sample,
        region=record.get("region"),
        industry=record.get("industry"),
        chains=to_column(chains),
        source_url=record.get("source_url"),
        published_at=record.get("published_at") or (was.published_at if was else now()),
        verified_on=record.get("verified_on"),
        updated_at=now(),
    )


def type_row(listing_type: ListingType, id: int, record: Record) -> Any:
    """The type's own facts as a new row."""
    names = [f.name for f in listing_type.facts if f.name not in COMMON_COLUMNS]
    return listing_type.model(listing_id=id, **{n: to_column(record.get(n)) for n in names})


def part_rows(part: Part, id: int, record: Record) -> list[Any]:
    """A part's rows in the order of the record, as new rows."""
    held = record.get(part.name)
    rows = [row for row in held if isinstance(row, dict)] if isinstance(held, tuple) else []
    return [
        part.model(
            listing_id=id, position=i, **{f.name: to_column(row.get(f.name)) for f in part.fields}
        )
        for i, row in enumerate(rows)
    ]


def text_row(id: int, locale: str, text: Text) -> ListingText:
    return ListingText(
        listing_id=id,
        locale=locale,
        title=text.title,
        slug=text.slug,
        summary=text.summary,
        body=text.body,
        fields=dict(text.fields),
        origin=text.origin,
    )


def clear(session: Session, listing_type: ListingType, id: int) -> None:
    """Delete what a publication writes anew: parts, texts, facets, files and cards."""
    tables: tuple[Any, ...] = (ListingText, Facet, ListingFile, Card)
    for model in (*(part.model for part in listing_type.parts), *tables):
        session.execute(delete(model).where(model.listing_id == id))


def put_facts(
    session: Session, listing_type: ListingType, listing: Listing, record: Record
) -> Published:
    """The common and the type's own facts, over those that are public already if any are."""
    public = listing.state == State.PUBLISHED
    was = session.get(Published, listing.id) if public else None
    published = published_row(listing, record, was)
    own = type_row(listing_type, listing.id, record)
    if public:
        published, own = session.merge(published), session.merge(own)
    else:
        session.add_all((published, own))
    session.flush()
    return published


def put_parts(session: Session, listing_type: ListingType, id: int, record: Record) -> None:
    for part in listing_type.parts:
        session.add_all(part_rows(part, id, record))


def put_texts(session: Session, id: int, texts: Mapping[str, Text]) -> None:
    session.add_all(text_row(id, locale, text) for locale, text in texts.items())


def put_facets(
    session: Session, listing_type: ListingType, listing: Listing, record: Record
) -> None:
    """The declared facets, and the listing itself under its type's key.

    So a hall with `park=7` and park 7 share the facet (park, 7): that is what relates them.
    """
    pairs = {(listing.type, str(listing.id))}
    for field in listing_type.facets:
        pairs |= {(field.name, value) for value in field.facet_values(record.get(field.name))}
    for name, value in sorted(pairs):
        session.add(Facet(listing_id=listing.id, name=name, value=value, type=listing.type))


def put_files(session: Session, listing_type: ListingType, id: int, record: Record) -> None:
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
    picture = cards.picture(session, published.listing_id) if record.get("images") else None
    for locale in LOCALES:
        data = cards.build(listing_type, published, record, texts, locale, picture)
        session.add(Card(listing_id=published.listing_id, locale=locale.segment, data=data))
