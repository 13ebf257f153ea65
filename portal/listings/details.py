"""One public listing, whole: what its page and its API resource show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Organisation
from portal.core.locales import BY_SEGMENT, Locale, fallback
from portal.listings.fields import Files
from portal.listings.kit import ListingType
from portal.listings.models import Listing, ListingFile, ListingText, Published
from portal.media.models import MediaFile


@dataclass(frozen=True, slots=True)
class ListingView:
    """`row` is the type's own row, `parts` its rows by part, `files` by field name.

    `locale` is the language of the text, which may stand in for the one that was asked for.
    """

    listing: Listing
    type: ListingType
    published: Published
    owner: Organisation
    row: Any
    parts: Mapping[str, tuple[Any, ...]]
    files: Mapping[str, tuple[MediaFile, ...]]
    text: ListingText
    locale: Locale
    slugs: Mapping[str, str]  # by the segments in which there is a text

    @property
    def path(self) -> str:
        return f"{self.type.segment}/{self.listing.id}-{self.text.slug}"

    @property
    def locales(self) -> tuple[str, ...]:
        """The segments of the languages in which there is a text."""
        return tuple(self.slugs)

    def value(self, name: str) -> Any:
        """The value of a declared field, wherever it is kept."""
        if self.type.get(name).translated:
            return self.text.fields.get(name)
        return getattr(self.row if hasattr(self.row, name) else self.published, name)


def find(
    session: Session, listing_type: ListingType, listing_id: int, locale: Locale
) -> ListingView | None:
    """The public listing of that type and id, or None; four queries and one a part."""
    model: Any = listing_type.model
    found = session.execute(
        select(Listing, Published, Organisation, model)
        .join(Published, Published.listing_id == Listing.id)
        .join(Organisation, Organisation.id == Listing.owner_id)
        .join(model, model.listing_id == Listing.id)
        .where(Listing.id == listing_id, Listing.type == listing_type.key)
    ).first()
    if found is None:
        return None
    listing, published, owner, row = found
    texts = {
        text.locale: text
        for text in session.scalars(select(ListingText).where(ListingText.listing_id == listing_id))
    }
    used = fallback(locale, texts)
    if used is None:
        return None
    return ListingView(
        listing=listing,
        type=listing_type,
        published=published,
        owner=owner,
        row=row,
        parts=_parts(session, listing_type, listing_id),
        files=_files(session, listing_type, listing_id),
        text=used[1],
        locale=used[0],
        slugs={segment: texts[segment].slug for segment in BY_SEGMENT if segment in texts},
    )


def _parts(
    session: Session, listing_type: ListingType, listing_id: int
) -> Mapping[str, tuple[Any, ...]]:
    found = {}
    for part in listing_type.parts:
        model: Any = part.model
        rows = select(model).where(model.listing_id == listing_id).order_by(model.position)
        found[part.name] = tuple(session.scalars(rows))
    return found


def _files(
    session: Session, listing_type: ListingType, listing_id: int
) -> Mapping[str, tuple[MediaFile, ...]]:
    """The files of each field that holds files; an empty tuple where there are none."""
    rows = session.execute(
        select(ListingFile.role, MediaFile)
        .join(MediaFile, MediaFile.id == ListingFile.media_id)
        .where(ListingFile.listing_id == listing_id)
        .order_by(ListingFile.role, ListingFile.position)
    )
    found: dict[str, tuple[MediaFile, ...]] = {
        field.name: () for field in listing_type.fields if isinstance(field, Files)
    }
    for role, file in rows:
        found[role] = (*found.get(role, ()), file)
    return found
