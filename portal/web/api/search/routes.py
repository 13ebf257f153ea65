"""Search and suggestions as JSON."""

from __future__ import annotations

import time

from flask import Blueprint, Response, jsonify, request
from flask_babel import gettext as _

from portal.listings import queries
from portal.listings.queries import suggest as suggest_titles
from portal.listings.registry import registry
from portal.search.engine import IndexUnavailable, Order, Query
from portal.search.highlight import snippet
from portal.web.access import public
from portal.web.api.listings.shapes import address
from portal.web.api.parameters import LARGEST_PAGE, read_locale, refuse, whole
from portal.web.context import db, locale, runtime
from portal.web.errors import problem
from portal.web.facets import facet_label

bp = Blueprint("api_search", __name__, url_prefix="/api/v1")
FACETS = ("type", "region", "industry", "chains")
LAST_HIT = 10_000


@bp.get("/search")
@public
def search() -> Response:
    """Hits with snippets and facets; `understood` stays empty until conditions are parsed."""
    started = time.perf_counter()
    read_locale()
    page = whole("page", 1, 1, LAST_HIT // 10)
    per_page = whole("per_page", 10, 1, LARGEST_PAGE)
    text = request.args.get("q", "")
    query = Query(
        text=text,
        filters=_filters(),
        facets=FACETS,
        order=_order(),
        offset=(page - 1) * per_page,
        limit=per_page,
    )
    try:
        result = runtime().engine.search(query)
    except IndexUnavailable:
        return problem(
            503, _("The search index is being rebuilt"), _("Please try again in a minute.")
        )
    ids = [hit.id for hit in result.hits]
    cards = {card.id: card for card in queries.cards_of(db(), ids, locale())}
    texts = queries.texts_of(db(), ids, locale())
    sources = queries.source_ids(db(), ids)
    hits = [
        {
            "id": hit.id,
            "source_id": sources.get(hit.id),
            "type": cards[hit.id].type.key,
            "title": cards[hit.id].title,
            "url": address(locale(), cards[hit.id].path),
            "snippet": snippet(texts[hit.id].body or texts[hit.id].summary, result.terms).text,
            "score": round(hit.score, 4),
        }
        for hit in result.hits
        if hit.id in cards
    ]
    facets = {
        name: [
            {"value": c.value, "label": facet_label(name, c.value), "count": c.count}
            for c in counts
        ]
        for name, counts in result.facets.items()
    }
    return jsonify(
        {
            "query": {"text": text, "understood": []},
            "total": result.total,
            "hits": hits,
            "facets": facets,
            "took_ms": round((time.perf_counter() - started) * 1000, 1),
        }
    )


@bp.get("/suggest")
@public
def suggest() -> Response:
    """Titles that contain what has been typed so far."""
    read_locale()
    found = suggest_titles(db(), request.args.get("q", ""), locale())
    return jsonify(
        {
            "suggestions": [
                {"text": card.title, "type": card.type.key, "url": address(locale(), card.path)}
                for card in found
            ]
        }
    )


def _filters() -> dict[str, tuple[str, ...]]:
    chosen = {
        name: tuple(request.args.getlist(name)[:50]) for name in FACETS if name in request.args
    }
    unknown = [key for key in chosen.get("type", ()) if key not in registry()]
    if unknown:
        refuse({"type": _("“%(value)s” is not one of the choices.", value=unknown[0][:40])})
    return chosen


def _order() -> Order:
    asked = request.args.get("sort") or Order.RELEVANCE
    if asked not in tuple(Order):
        refuse({"sort": _("The list cannot be sorted like this.")})
    return Order(asked)
