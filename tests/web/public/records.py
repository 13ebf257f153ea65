"""Public records with a title in both languages, for pages to show."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from portal.listings.models import Listing
from portal.listings.texts import Text
from tests.support import factories


def entry(session: Session, type_key: str, title: str, **facts: Any) -> Listing:
    """A published listing of any type called `title` in English."""
    fields = factories.FIELDS.get(type_key, {})
    texts = {
        "zh-hans": Text("示例", "示例。", "", fields),
        "en": Text(title, "In short.", "", fields),
    }
    return factories.listing(session, type_key, texts=texts, **facts)


def hall(session: Session, title: str, **facts: Any) -> Listing:
    return entry(session, "space", title, **({"units": [dict(factories.UNIT)]} | facts))
