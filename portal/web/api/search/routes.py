"""Search and suggestions as JSON."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, jsonify, request
from flask_babel import gettext as _

from portal.listings import queries
from portal.listings.criteria import LARGEST_PAGE
from portal.listings.queries import suggest as suggest_titles
from portal.listings.registry import registry
from portal.search.engine import FacetCount, IndexUnavailable, Order, Query, Result
from portal.search.highlight import snippet
from portal.web.access import public
from portal.web.api.listings.shapes import address
from portal.web.api.parameters import LAST_PAGE, read_locale, refuse, whole
from portal.web.context import db, locale, runtime
from portal.web.errors import problem
from portal.web.facets import facet_label

bp = Blueprint("api_search", __name__, url_prefix="/api/v1")
FACETS = ("type", "region", "industry", "chains")


@bp.get("/search")
@public
def search() -> Response:
    """Hits with snippets and facets; `understood` stays empty until conditions are parsed."""
    started = time.perf_counter()
    read_locale()
    query = _query()
    try:
        result = runtime().engine.search(query)
    except IndexUnavailable:
        return problem(
            503, _("The search index is being rebuilt"), _("Please try again in a minute.")
        )
    return jsonify(
        {
            "query": {"text": query.text, "understood": []},
            "total": result.total,
            "hits": _hits(result),
            "facets": {name: _counts(name, found) for name, found in result.facets.items()},
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


def _query() -> Query:
    page = whole("page", 1, 1, LAST_PAGE)
    per_page = whole("per_page", 10, 1, LARGEST_PAGE)
    return Query(
        text=request.args.get("q", ""),
        filters=_filters(),
        facets=FACETS,
        order=_order(),
        offset=(page - 1) * per_page,
        limit=per_page,
    )


def _hits(result: Result) -> list[dict[str, Any]]:
    """What the database still says of the ids found, in their order; three queries."""
    ids = [hit.id for hit in result.hits]
    cards = {card.id: card for card in queries.cards_of(db(), ids, locale())}
    texts = queries.texts_of(db(), ids, locale())
    sources = queries.source_ids(db(), ids)
    return [
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


def _counts(name: str, found: Sequence[FacetCount]) -> list[dict[str, Any]]:
    return [
        {"value": c.value, "label": facet_label(name, c.value), "count": c.count} for c in found
    ]


def _filters() -> dict[str, tuple[str, ...]]:
    chosen = {
        name: tuple(request.args.getlist(name)[:50]) for name in FACETS if name in request.args
    }
    unknown = [key for key in chosen.get("type", ()) if key not in registry()]
    if unknown:
        refuse({"type": _("“%(value)s” is not one of the choices.", value=unknown[0][:40])})
    return chosen


def _order() -> Order:
    asked = request.args.get("sort", "").strip() or Order.RELEVANCE
    if asked not in tuple(Order):
        refuse({"sort": _("The list cannot be sorted like this.")})
    return Order(asked)
