"""What public templates can say besides `web.templating`: addresses of listings and of pages."""

from __future__ import annotations

import re

from flask import Flask, g, url_for

from portal.core.locales import Locale
from portal.listings.cards import CardView
from portal.listings.details import ListingView
from portal.web.context import locale, runtime
from portal.web.public import drawing
from portal.web.templating import here_in


def set_up(app: Flask) -> None:
    app.jinja_env.filters["telephone"] = telephone
    app.jinja_env.globals.update(
        canonical_url=canonical_url,
        glyph=glyph,
        listing_url=listing_url,
        reader_locale=locale,
        same_page_in=same_page_in,
    )


def declare_address(paths: dict[str, str], query: str = "") -> None:
    """Say under which address (path by locale segment) this page is to be known."""
    g.canonical = {segment: path + (f"?{query}" if query else "") for segment, path in paths.items()}


def canonical_url(other: Locale | None = None) -> str | None:
    """The page's own full address, in `other` language if given; None where it has none."""
    paths: dict[str, str] | None = g.get("canonical")
    if paths is None:
        return None
    return runtime().settings.base_url + paths[(other or locale()).segment]


def same_page_in(other: Locale) -> str:
    """Where the language switch leads: this page, with what was asked for."""
    paths: dict[str, str] | None = g.get("canonical")
    return paths[other.segment] if paths else here_in(other)


def listing_url(view: CardView | ListingView) -> str:
    """The address of a listing's page in the reader's language."""
    segment, tail = view.path.split("/", 1)
    return url_for("public_details.page", segment=segment, tail=tail)


def telephone(number: str) -> str:
    """A number as `tel:` wants it; a Chinese area code becomes international."""
    digits = re.sub(r"[^\d+]", "", number)
    return "+86" + digits[1:] if digits.startswith("0") else digits


def glyph(view: CardView) -> drawing.Sheet | None:
    """A small drawing of what a card describes, where its facts allow one."""
    kind, height = view.facts.get("kind"), view.figures.get("clear_height")
    if "clear_height" not in {field.name for field in view.type.listed}:
        return None
    return drawing.glyph(str(kind), height if isinstance(height, (int, float)) else None)
