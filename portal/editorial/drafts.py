"""A listing as its page will show it, from revisions that are not public yet."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from portal.accounts.models import Organisation
from portal.core.locales import BY_SEGMENT, Locale, fallback
from portal.editorial.revisions import WorkingCopy, is_empty
from portal.listings import rows
from portal.listings.details import ListingView
from portal.listings.fields import Files, Record
from portal.listings.kit import ListingType
from portal.listings.models import Listing, Published
from portal.listings.registry import registry
from portal.listings.texts import with_conversions
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
        published=rows.published_row(listing, record, session.get(Published, listing.id)),
        owner=session.get_one(Organisation, listing.owner_id),
        row=rows.type_row(listing_type, listing.id, record),
        parts={
            part.name: tuple(rows.part_rows(part, listing.id, record))
            for part in listing_type.parts
        },
        files=_files(session, listing_type, record),
        text=rows.text_row(listing.id, used[0].segment, used[1]),
        locale=used[0],
        slugs={segment: texts[segment].slug for segment in BY_SEGMENT if segment in texts},
    )


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
