"""Published listings as JSON: the same filters as the site."""

from __future__ import annotations

from flask import Blueprint, Response, abort, jsonify, request

from portal.core.database import LARGEST_ID
from portal.listings import criteria, details, queries
from portal.listings.registry import by_segment
from portal.web.access import public
from portal.web.api.listings.shapes import item, whole_listing
from portal.web.api.parameters import read_locale, refuse
from portal.web.context import db, locale

bp = Blueprint("api_listings", __name__, url_prefix="/api/v1/listings")
FRESH = "public, max-age=60"


@bp.get("/<segment>")
@public
def index(segment: str) -> Response:
    """`{"total", "items"}`: a page of a type's listings."""
    listing_type = by_segment(segment) or abort(404)
    read_locale()
    asked = criteria.read(listing_type, dict(request.args.lists()))
    refuse(dict(asked.errors))
    page = queries.list_page(db(), listing_type, asked.criteria, locale())
    sources = queries.source_ids(db(), [card.id for card in page.cards])
    items = [item(card, locale(), sources.get(card.id)) for card in page.cards]
    return _fresh(jsonify({"total": page.total, "items": items}))


@bp.get(f"/<segment>/<int(max={LARGEST_ID}):listing_id>")
@public
def one(segment: str, listing_id: int) -> Response:
    """One listing, whole."""
    listing_type = by_segment(segment) or abort(404)
    read_locale()
    view = details.find(db(), listing_type, listing_id, locale()) or abort(404)
    return _fresh(jsonify(whole_listing(view, locale())))


def _fresh(response: Response) -> Response:
    response.headers["Cache-Control"] = FRESH
    response.add_etag()
    response.make_conditional(request)
    return response
