"""Export: what is public of a type, as records that import reads back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Organisation
from portal.core.locales import BY_SEGMENT
from portal.editorial import intake
from portal.editorial.rows import Format
from portal.listings.columns import from_column
from portal.listings.fields import Field, Reference, Value, YesNo
from portal.listings.kit import ListingType
from portal.listings.models import Listing, ListingText, Origin, Published
from portal.listings.service import published_ids

BATCH = 100


def records(
    session: Session, listing_type: ListingType, format: Format
) -> Iterator[Mapping[str, Any]]:
    """One record a listing and language, oldest first; converted texts are left out."""
    ids = list(published_ids(session, listing_type.key))
    for start in range(0, len(ids), BATCH):
        yield from _batch(session, listing_type, ids[start : start + BATCH], format)
        session.expunge_all()


def _batch(
    session: Session, listing_type: ListingType, ids: Sequence[int], format: Format
) -> Iterator[Mapping[str, Any]]:
    model: Any = listing_type.model
    rows = session.execute(
        select(Listing, Published, Organisation.key, model)
        .join(Published, Published.listing_id == Listing.id)
        .join(Organisation, Organisation.id == Listing.owner_id)
        .join(model, model.listing_id == Listing.id)
        .where(Listing.id.in_(ids))
        .order_by(Listing.id)
    ).all()
    parts = {part.name: _grouped(session, part.model, ids) for part in listing_type.parts}
    texts = _texts(session, ids)
    named = _source_ids(session, listing_type, [row[3] for row in rows])
    for listing, published, owner, own in rows:
        facts = _values(intake.fact_fields(listing_type), (own, published), format, named)
        for part in listing_type.parts:
            held = parts[part.name].get(listing.id, [])
            dumped = [_values(_typed(part.fields), (row,), Format.JSONL, named) for row in held]
            facts[part.name] = dumped if format is Format.JSONL else _as_json(dumped)
        for text in texts.get(listing.id, ()):
            yield {
                "source_id": listing.source_id,
                "locale": BY_SEGMENT[text.locale].tag,
                "owner": owner,
                "sample": listing.sample,
                "title": text.title,
                "summary": text.summary,
                "body": text.body,
                **text.fields,
                **facts,
            }


def _texts(session: Session, ids: Sequence[int]) -> Mapping[int, list[ListingText]]:
    found: dict[int, list[ListingText]] = {}
    query = select(ListingText).where(
        ListingText.listing_id.in_(ids), ListingText.origin != Origin.CONVERTED
    )
    for text in session.scalars(query):
        found.setdefault(text.listing_id, []).append(text)
    for texts in found.values():
        texts.sort(key=lambda text: list(BY_SEGMENT).index(text.locale))
    return found


def _grouped(session: Session, model: Any, ids: Sequence[int]) -> Mapping[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    query = select(model).where(model.listing_id.in_(ids)).order_by(model.position)
    for row in session.scalars(query):
        found.setdefault(row.listing_id, []).append(row)
    return found


def _source_ids(
    session: Session, listing_type: ListingType, rows: Sequence[Any]
) -> Mapping[int, str | None]:
    """What files call the listings that these rows refer to."""
    references = [f.name for f in listing_type.facts if isinstance(f, Reference)]
    ids = {getattr(row, name) for row in rows for name in references} - {None}
    query = select(Listing.id, Listing.source_id).where(Listing.id.in_(ids))
    return {row.id: row.source_id for row in session.execute(query)} if ids else {}


def _typed(fields: Sequence[Field]) -> Sequence[Field]:
    return [field for field in fields if not field.derived]


def _values(
    fields: Sequence[Field],
    rows: Sequence[Any],
    format: Format,
    named: Mapping[int, str | None],
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field in fields:
        row = next(row for row in rows if hasattr(row, field.name))
        value = from_column(getattr(row, field.name))
        if isinstance(field, Reference) and isinstance(value, int):
            value = named.get(value)
        if value is not None:
            values[field.name] = _cell(field, value, format)
    return values


def _cell(field: Field, value: Value, format: Format) -> Any:
    if format is Format.JSONL:
        return field.dump(value)
    if isinstance(field, YesNo):
        return "yes" if value else "no"
    return field.text(value)


def _as_json(rows: Sequence[Mapping[str, Any]]) -> str:
    return json.dumps(rows, ensure_ascii=False) if rows else ""
