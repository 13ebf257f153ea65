"""From public listings to search documents, and the outbox handler that keeps them in step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from itertools import islice
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.clock import from_city, in_city
from portal.core.database import Database
from portal.core.i18n import speaking
from portal.core.locales import LOCALES, Locale
from portal.core.outbox import Message
from portal.core.reference import Term, industries, regions
from portal.listings.columns import from_column
from portal.listings.fields import Field, Weight
from portal.listings.figures import figures
from portal.listings.kit import ListingType
from portal.listings.models import Facet, ListingText, Published
from portal.listings.querying import SECTORS
from portal.listings.registry import registry
from portal.listings.service import published_ids
from portal.search.engine import Document, Engine

BATCH = 200
# Traditional Chinese folds to simplified in the index: its text would only be said twice.
INDEXED_LOCALES = tuple(locale for locale in LOCALES if locale.segment != "zh-hant")


def documents(session: Session, ids: Sequence[int]) -> list[Document]:
    """Search documents of those ids that are public, in few queries."""
    rows = session.scalars(
        select(Published).where(Published.listing_id.in_(ids)).order_by(Published.listing_id)
    ).all()
    texts = _grouped(session, ListingText, ids, ListingText.locale)
    facets = _grouped(session, Facet, ids, Facet.name, Facet.value)
    found = []
    for type_key in dict.fromkeys(row.type for row in rows):
        listing_type = registry()[type_key]
        records = _records(
            session, listing_type, [r.listing_id for r in rows if r.type == type_key]
        )
        found += [
            _document(listing_type, row, records[row.listing_id], texts, facets)
            for row in rows
            if row.type == type_key
        ]
    return found


def all_documents(session: Session) -> Iterator[Document]:
    """Every public listing as a document, a batch at a time."""
    ids = iter(list(published_ids(session)))
    while batch := list(islice(ids, BATCH)):
        yield from documents(session, batch)
        session.expunge_all()


def handle(database: Database, engine: Engine, messages: Sequence[Message]) -> None:
    """Bring the index up to the database for the listings these messages name.

    They are read only when it is this writer's turn: what was read before a wait may be older than
    what another writer has meanwhile put into the index.
    """
    ids = sorted({int(message.payload["listing"]) for message in messages})
    engine.update(_read(database, ids), deleted=ids)


def rebuild(database: Database, engine: Engine) -> int:
    """Build the index anew from what is public once it is this writer's turn; returns how many."""
    return engine.rebuild(_read_all(database))


def _read(database: Database, ids: Sequence[int]) -> Iterator[Document]:
    with database.read() as session:
        yield from documents(session, ids)


def _read_all(database: Database) -> Iterator[Document]:
    with database.read() as session:
        yield from all_documents(session)


def _grouped(
    session: Session, model: Any, ids: Sequence[int], *order: Any
) -> Mapping[int, list[Any]]:
    """The rows of those listings by listing, in a stable order."""
    found: dict[int, list[Any]] = {}
    rows = select(model).where(model.listing_id.in_(ids)).order_by(*order)
    for row in session.scalars(rows):
        found.setdefault(row.listing_id, []).append(row)
    return found


def _records(
    session: Session, listing_type: ListingType, ids: list[int]
) -> Mapping[int, tuple[Any, Mapping[str, list[Any]]]]:
    """Each listing's own row and its parts' rows."""
    model: Any = listing_type.model
    own = {
        row.listing_id: row
        for row in session.scalars(select(model).where(model.listing_id.in_(ids)))
    }
    parts: dict[str, Mapping[int, list[Any]]] = {}
    for part in listing_type.parts:
        rows: Any = part.model
        parts[part.name] = _grouped(session, rows, ids, rows.position)
    return {
        id: (row, {name: grouped.get(id, []) for name, grouped in parts.items()})
        for id, row in own.items()
    }


def _document(
    listing_type: ListingType,
    published: Published,
    record: tuple[Any, Mapping[str, list[Any]]],
    texts: Mapping[int, list[ListingText]],
    facets: Mapping[int, list[Facet]],
) -> Document:
    every = texts.get(published.listing_id, [])
    own = [text for text in every if text.locale != "zh-hant"] or every
    by_facet: dict[str, tuple[str, ...]] = {"type": (listing_type.key,)}
    for facet in facets.get(published.listing_id, ()):
        by_facet[facet.name] = (*by_facet.get(facet.name, ()), facet.value)
    if published.industry:
        by_facet[SECTORS] = _with_those_above(published.industry, industries())
    if published.region:
        by_facet["region"] = _with_those_above(published.region, regions())
    return Document(
        id=published.listing_id,
        type=listing_type.key,
        title=tuple(text.title for text in own),
        keys=(
            *(text.summary for text in own),
            *_texts(listing_type, published, record, own, Weight.KEY),
        ),
        body=(
            *(text.body for text in own),
            *_texts(listing_type, published, record, own, Weight.BODY),
        ),
        facets=by_facet,
        published=published.published_at,
        verified=_start_of(published.verified_on),
        figures=figures(listing_type, *record, in_city(published.published_at).date()),
    )


def _with_those_above(code: str, terms: Mapping[str, Term]) -> tuple[str, ...]:
    """A code and all that it lies in, so that who asks for the city finds its counties too."""
    found = [code]
    while (term := terms.get(found[-1])) and term.parent:
        found.append(term.parent)
    return tuple(found)


def _start_of(day: date | None) -> datetime | None:
    return from_city(datetime.combine(day, time())) if day else None


def _texts(
    listing_type: ListingType,
    published: Published,
    record: tuple[Any, Mapping[str, list[Any]]],
    texts: list[ListingText],
    weight: Weight,
) -> tuple[str, ...]:
    """What the fields of that weight say, labels of codes in every indexed language."""
    row, parts = record
    said: dict[str, None] = {}
    for text in texts:
        said |= dict.fromkeys(
            text.fields[f.name]
            for f in listing_type.texts
            if f.weight is weight and f.name in text.fields
        )
    for locale in INDEXED_LOCALES:
        with speaking(locale):
            said |= dict.fromkeys(_said(listing_type.facts, (row, published), weight, locale))
            for part in listing_type.parts:
                for part_row in parts[part.name]:
                    said |= dict.fromkeys(_said(part.fields, (part_row,), weight, locale))
    return tuple(said)


def _said(
    fields: Iterable[Field], rows: tuple[Any, ...], weight: Weight, locale: Locale
) -> Iterator[str]:
    for field in fields:
        if field.weight is weight:
            value = next(
                (getattr(row, field.name) for row in rows if hasattr(row, field.name)), None
            )
            yield from field.search_texts(from_column(value), locale)
