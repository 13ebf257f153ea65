"""Search and suggestions as JSON."""

from __future__ import annotations

import time
from typing import Any

from flask import Blueprint, Response, jsonify, request

from portal.listings.finding import find
from portal.listings.suggesting import suggest as suggestions
from portal.web.access import public
from portal.web.api.parameters import read_locale
from portal.web.api.search.asked import asked
from portal.web.api.search.shapes import counts, hits, understood
from portal.web.context import db, locale, runtime

bp = Blueprint("api_search", __name__, url_prefix="/api/v1")


@bp.get("/search")
@public
def search() -> Response:
    """Hits with snippets, what was understood, and facets; titles alone while the index is away."""
    started = time.perf_counter()
    read_locale()
    found = find(db(), runtime().finder(db()), asked())
    answer: dict[str, Any] = {
        "query": {"text": found.understood.text, "understood": understood(found)},
        "total": found.result.total,
        "hits": hits(found),
        "facets": {name: counts(name, given) for name, given in found.result.facets.items()},
        "took_ms": round((time.perf_counter() - started) * 1000, 1),
    }
    if found.corrected:
        answer["corrected"] = found.corrected
    if found.degraded:
        answer["degraded"] = True
    return jsonify(answer)


@bp.get("/suggest")
@public
def suggest() -> Response:
    """Words that begin as what has been typed, and titles that hold it."""
    read_locale()
    found = suggestions(db(), runtime().finder(db()), request.args.get("q", ""), locale())
    base = f"{runtime().settings.base_url}/{locale().segment}"
    return jsonify(
        {
            "suggestions": [
                {"text": one.text, "type": one.type_key, "url": f"{base}/{one.path}"}
                for one in found
            ]
        }
    )
