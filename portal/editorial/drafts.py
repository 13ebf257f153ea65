"""A listing as its page will show it, from revisions that are not public yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from portal.accounts.models import Organisation
from portal.core.clock import now
from portal.core.locales import BY_SEGMENT, Locale, fallback
from portal.editorial.revisions import WorkingCopy, is_empty
from portal.listings.details import ListingView
from portal.listings.fields import Files, Record, Value
from portal.listings.kit import COMMON_COLUMNS, ListingType
from portal.listings.models import Listing, ListingText, Published
from portal.listings.registry import registry
from portal.listings.texts import Text, with_conversions
from portal.media import library
from portal.media.models import MediaFile


def view(
    session: Session, listing: Listing, copy: WorkingCopy, locale: Locale
) -> ListingView | None:
    """What `portal.listings.details.find` will give once this is published; nothing is saved.

    None while there is no text at all.
    """
    listing_type = registry()[listing.type]
    texts = with_conversions({k: t for k, t in copy.texts.items() if not is_empty(t)})
    used = fallback(locale, texts)
    if used is None:
        return None
    record = copy.record | listing_type.derive(copy.record)
    return ListingView(
        listing=listing,
        type=listing_type,
        published=_published(session, listing, record),
        owner=session.get_one(Organisation, listing.owner_id),
        row=_row(listing_type, listing.id, record),
        parts=_parts(listing_type, record),
        files=_files(session, listing_type, record),
        text=_text(listing.id, *used),
        locale=used[0],
        slugs={segment: texts[segment].slug for segment in BY_SEGMENT if segment in texts},
    )


def _published(session: Session, listing: Listing, record: Record) -> Published:
    chains = record.get("chains")
    was = session.get(Published, listing.id)
    return Published(
        listing_id=listing.id,
        type=listing.type,
        owner_id=listing.owner_id,
        sample=listing.sample,
        region=record.get("region"),
        industry=record.get("industry"),
        chains=list(chains) if isinstance(chains, tuple) else None,
        source_url=record.get("source_url"),
        published_at=record.get("published_at") or (was.published_at if was else now()),
        verified_on=record.get("verified_on"),
        updated_at=now(),
    )


def _row(listing_type: ListingType, id: int, record: Record) -> Any:
    names = [f.name for f in listing_type.facts if f.name not in COMMON_COLUMNS]
    return listing_type.model(listing_id=id, **{n: _column(record.get(n)) for n in names})


def _parts(listing_type: ListingType, record: Record) -> Mapping[str, tuple[Any, ...]]:
    found = {}
    for part in listing_type.parts:
        held = record.get(part.name)
        rows = [row for row in held if isinstance(row, dict)] if isinstance(held, tuple) else []
        found[part.name] = tuple(
            part.model(position=i, **{f.name: _column(row.get(f.name)) for f in part.fields})
            for i, row in enumerate(rows)
        )
    return found


def _files(
    session: Session, listing_type: ListingType, record: Record
) -> Mapping[str, tuple[MediaFile, ...]]:
    chosen = {f.name: record.get(f.name) for f in listing_type.facts if isinstance(f, Files)}
    ids = {
        name: [id for id in value if isinstance(id, int)] if isinstance(value, tuple) else []
        for name, value in chosen.items()
    }
    known = library.by_id(session, {id for held in ids.values() for id in held})
    return {name: tuple(known[id] for id in held if id in known) for name, held in ids.items()}


def _text(id: int, locale: Locale, text: Text) -> ListingText:
    return ListingText(
        listing_id=id,
        locale=locale.segment,
        title=text.title,
        slug=text.slug,
        summary=text.summary,
        body=text.body,
        fields=dict(text.fields),
        origin=text.origin,
    )


def _column(value: Value) -> Any:
    return list(value) if isinstance(value, tuple) else value
