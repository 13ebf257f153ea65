"""Addresses without a language: the way in, for readers and for robots."""

from __future__ import annotations

from xml.sax.saxutils import escape

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.locales import LOCALES, negotiate
from portal.listings import queries
from portal.listings.registry import registry
from portal.web.access import public
from portal.web.context import db, runtime, speak
from portal.web.public.cache import cached_page

bp = Blueprint("site", __name__)
MOST_ADDRESSES = 50_000  # in one file, by the protocol
PAGES = ("about", "contact", "privacy", "accessibility")
ROBOTS = """User-agent: *
Disallow: /staff/
Disallow: /api/
Disallow: /r/
Disallow: /*/search
Disallow: /*/enquiries/
Sitemap: {base}/sitemap.xml
"""


@bp.get("/")
@public
def root() -> ResponseReturnValue:
    """To the first page in the best language for the reader; no cache may keep the choice."""
    best = negotiate(request.accept_languages.values())
    response = redirect(url_for("public_home.page", locale_code=best.segment), 302)
    response.headers["Vary"] = "Accept-Language"
    return response


@bp.get("/robots.txt")
@public
def robots() -> ResponseReturnValue:
    text = ROBOTS.format(base=runtime().settings.base_url)
    response = Response(text, content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@bp.get("/sitemap.xml")
@public
@cached_page()
def sitemap() -> ResponseReturnValue:
    """Every public page in every language."""
    rows = ['<?xml version="1.0" encoding="UTF-8"?>']
    rows.append('<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">')
    rows += [f"<url><loc>{escape(address)}</loc></url>" for address in _addresses()]
    return Response("\n".join([*rows, "</urlset>"]), content_type="application/xml; charset=utf-8")


def _addresses() -> list[str]:
    base, found = runtime().settings.base_url, []
    for reader in LOCALES:
        speak(reader)
        found.append(url_for("public_home.page"))
        found += [url_for("public_pages.page", name=name) for name in PAGES]
        found += [url_for("public_lists.page", segment=t.segment) for t in registry().values()]
    room = (MOST_ADDRESSES - len(found)) // len(LOCALES)
    for segment, path in queries.paths(db(), room * len(LOCALES)):
        kind, tail = path.split("/", 1)
        found.append(url_for("public_details.page", segment=kind, tail=tail, locale_code=segment))
    return [base + address for address in found]
