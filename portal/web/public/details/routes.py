"""`/{locale}/{segment}/{id}-{slug}`: one listing, its QR code, and its gravestone (410)."""

from __future__ import annotations

import re

from flask import Response, abort, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.core import qr as codes
from portal.core.locales import LOCALES, Locale, fallback
from portal.editorial.service import last_facts
from portal.enquiries.record import promise
from portal.listings import details, kinship
from portal.listings.details import ListingView
from portal.listings.kit import ListingType
from portal.listings.models import Listing, State
from portal.listings.registry import by_segment
from portal.web.access import public
from portal.web.context import db, locale, runtime
from portal.web.public.cache import cached_page
from portal.web.public.locales import public_blueprint
from portal.web.public.templating import declare_address
from portal.web.wechat import code_of

bp = public_blueprint("public_details", __name__)
_TAIL = re.compile(r"(\d{1,18})(?:-.*)?", re.DOTALL)
LARGEST_ID = 2**31 - 1  # what the database's integers hold


@bp.get("/<segment:segment>/<tail>")
@public
@cached_page()
def page(segment: str, tail: str) -> ResponseReturnValue:
    """`tail` is `12-any-words`: the number counts, other words lead to the right ones."""
    listing_type, listing_id = _type(segment), _id(tail)
    view = details.find(db(), listing_type, listing_id, locale())
    if view is None:
        return _gone(listing_type, listing_id)
    own = path(view, locale())
    if own != _path(segment, tail, locale()):
        return redirect(own, 301)
    declare_address({other.segment: path(view, other) for other in LOCALES})
    return render_template(
        f"{listing_type.key}/detail.html",
        view=view,
        type=listing_type,
        related=kinship.related(db(), listing_id, locale(), per_type=3),
        promise=promise(db()),
        wechat=code_of(view.owner),
    )


@bp.get("/<segment:segment>/<tail>/qr.svg")
@public
@cached_page()
def qr(segment: str, tail: str) -> ResponseReturnValue:
    """The page's full address as a QR code for posters and site boards."""
    view = details.find(db(), _type(segment), _id(tail), locale()) or abort(404)
    image = codes.svg(runtime().settings.base_url + path(view, locale()))
    return Response(image, content_type="image/svg+xml")


def path(view: ListingView, reader: Locale) -> str:
    """The address of a listing for readers of a language, with that language's slug."""
    found = fallback(reader, view.slugs)
    slug = found[1] if found else view.text.slug
    return _path(view.type.segment, f"{view.listing.id}-{slug}", reader)


def _path(segment: str, tail: str, reader: Locale) -> str:
    return url_for("public_details.page", segment=segment, tail=tail, locale_code=reader.segment)


def _type(segment: str) -> ListingType:
    return by_segment(segment) or abort(404)


def _id(tail: str) -> int:
    match = _TAIL.fullmatch(tail)
    if match is None or int(match[1]) > LARGEST_ID:
        abort(404)
    return int(match[1])


def _gone(listing_type: ListingType, listing_id: int) -> ResponseReturnValue:
    """410 with what is like it, if it was public once; else 404."""
    listing = db().get(Listing, listing_id)
    if listing is None or listing.type != listing_type.key or listing.state != State.WITHDRAWN:
        abort(404)
    facts = last_facts(db(), listing)
    facets = [
        (field.name, value)
        for field in listing_type.facets
        for value in field.facet_values(facts.get(field.name))
    ]
    like = kinship.kin_of(db(), facets, listing_id, locale())
    page = render_template("public/details/gone.html", type=listing_type, like=like)
    response = make_response(page, 410)
    response.headers["Cache-Control"] = "public, max-age=60"
    return response
