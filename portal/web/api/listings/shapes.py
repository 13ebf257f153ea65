"""Listings as the API gives them: declared names, canonical units, codes."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import url_for

from portal.core.locales import Locale
from portal.listings.cards import CardView
from portal.listings.columns import from_column
from portal.listings.details import ListingView
from portal.listings.fields import Files
from portal.media.checks import WIDTHS
from portal.media.models import MediaFile
from portal.media.service import IMAGE
from portal.web.context import runtime


def address(locale: Locale, path: str) -> str:
    """The page's full address, with what is not ASCII escaped as a URI demands."""
    return f"{runtime().settings.base_url}/{locale.segment}/{quote(path)}"


def item(card: CardView, locale: Locale, source_id: str | None) -> dict[str, Any]:
    """A listing in a list."""
    figures = {name: card.type.get(name).dump(value) for name, value in card.figures.items()}
    return {
        "id": card.id,
        "source_id": source_id,
        "type": card.type.key,
        "locale": card.locale.tag,
        "title": card.title,
        "summary": card.summary,
        "url": address(locale, card.path),
        "published_at": card.published_at.isoformat(),
        "verified_on": card.verified_on.isoformat() if card.verified_on else None,
        "sample": card.sample,
        **card.facts,
        **figures,
    }


def whole_listing(view: ListingView, locale: Locale) -> dict[str, Any]:
    """A listing with all its facts, texts and rows."""
    facts = {
        field.name: field.dump(from_column(view.value(field.name)))
        for field in view.type.fields
        if not isinstance(field, Files)
    }
    parts = {
        part.name: [
            {f.name: f.dump(from_column(getattr(row, f.name))) for f in part.fields} for row in rows
        ]
        for part in view.type.parts
        for rows in (view.parts[part.name],)
    }
    files = {
        field.name: [_file(file) for file in view.files.get(field.name, ())]
        for field in view.type.fields
        if isinstance(field, Files)
    }
    return {
        "id": view.listing.id,
        "source_id": view.listing.source_id,
        "type": view.type.key,
        "locale": view.locale.tag,
        "locales": list(view.locales),
        "title": view.text.title,
        "summary": view.text.summary,
        "body": view.text.body,
        "url": address(locale, view.path),
        "owner": view.owner.key,
        "sample": view.listing.sample,
        "updated_at": view.published.updated_at.isoformat(),
        **facts,
        **files,
        **parts,
    }


def _file(file: MediaFile) -> str:
    """The address of a picture at its widest, or of a document."""
    path = (
        url_for("site_media.image", media_id=file.id, width=max(WIDTHS))
        if file.kind == IMAGE
        else url_for("site_media.document", media_id=file.id, name=file.name)
    )
    return runtime().settings.base_url + path
