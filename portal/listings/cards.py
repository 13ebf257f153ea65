"""Cards: what lists and hits show of a listing, built once when it is published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.locales import BY_SEGMENT, Locale, fallback
from portal.listings.fields import Record, Value
from portal.listings.kit import ListingType
from portal.listings.models import Card, ListingFile, Origin, Published
from portal.listings.registry import registry
from portal.listings.texts import Text
from portal.media.models import MediaFile


@dataclass(frozen=True, slots=True)
class Picture:
    media_id: int
    alt: Mapping[str, str]
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class CardView:
    """A card as templates take it; `figures` are the declared figures that are known."""

    id: int
    type: ListingType
    locale: Locale  # of its text, which may be a stand-in for the reader's
    path: str  # without the locale: `spaces/12-hall-a`
    title: str
    summary: str
    figures: Mapping[str, Value]
    facts: Mapping[str, Any]  # region, industry, chains as codes; the type's own card fields
    published_at: datetime
    verified_on: date | None
    sample: bool
    picture: Picture | None
    origin: Origin


def picture(session: Session, listing_id: int) -> Picture | None:
    """The first picture of a listing, or None."""
    found = session.scalars(
        select(MediaFile)
        .join(ListingFile, ListingFile.media_id == MediaFile.id)
        .where(ListingFile.listing_id == listing_id, ListingFile.role == "images")
        .order_by(ListingFile.position)
        .limit(1)
    ).first()
    if found is None:
        return None
    return Picture(found.id, found.alt, found.width or 0, found.height or 0)


def build(
    listing_type: ListingType,
    published: Published,
    record: Record,
    texts: Mapping[str, Text],
    locale: Locale,
    shown: Picture | None,
) -> dict[str, Any]:
    """The JSON of a card in one language; figures stay raw and are formatted when shown."""
    found = fallback(locale, texts)
    if found is None:
        raise ValueError("a public listing has at least one text")
    used, text = found
    return {
        "lang": used.segment,
        "slug": text.slug,
        "title": text.title,
        "summary": text.summary,
        "origin": text.origin,
        "figures": {
            field.name: field.dump(record[field.name])
            for field in listing_type.listed
            if not field.translated and record.get(field.name) is not None
        },
        "facts": {
            field.name: field.dump(record[field.name])
            for field in listing_type.facets
            if record.get(field.name) is not None
        }
        | {
            f.name: text.fields[f.name]
            for f in listing_type.texts
            if text.fields.get(f.name) and f.listed
        },
        "published": published.published_at.isoformat(),
        "verified": published.verified_on.isoformat() if published.verified_on else None,
        "sample": published.sample,
        "picture": (
            {"id": shown.media_id, "alt": dict(shown.alt), "w": shown.width, "h": shown.height}
            if shown
            else None
        ),
    }


def view(type_key: str, card: Card) -> CardView:
    """A stored card as a typed value."""
    listing_type, data = registry()[type_key], card.data
    stored = data["picture"]
    return CardView(
        id=card.listing_id,
        type=listing_type,
        locale=BY_SEGMENT[data["lang"]],
        path=f"{listing_type.segment}/{card.listing_id}-{data['slug']}",
        title=data["title"],
        summary=data["summary"],
        figures={name: listing_type.get(name).load(v) for name, v in data["figures"].items()},
        facts=data["facts"],
        published_at=datetime.fromisoformat(data["published"]),
        verified_on=date.fromisoformat(data["verified"]) if data["verified"] else None,
        sample=data["sample"],
        picture=(
            Picture(stored["id"], stored["alt"], stored["w"], stored["h"]) if stored else None
        ),
        origin=Origin(data["origin"]),
    )
