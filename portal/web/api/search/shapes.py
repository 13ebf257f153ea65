"""An answer of the search as JSON holds it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from portal.listings import queries
from portal.listings.finding import Found
from portal.listings.passages import told
from portal.search.engine import FacetCount
from portal.web.api.listings.shapes import address
from portal.web.context import db, locale
from portal.web.facets import facet_label


def understood(found: Found) -> list[dict[str, Any]]:
    """One entry a condition, in the order of the line."""
    return [
        {"field": c.field, "op": c.op.value, "value": c.value, "unit": c.unit or None}
        for c in found.understood.conditions
    ]


def hits(found: Found) -> list[dict[str, Any]]:
    """What the database still says of the listings found, in their order; three queries."""
    ids = [hit.id for hit in found.result.hits]
    scores = {hit.id: round(hit.score, 4) for hit in found.result.hits}
    cards = queries.cards_of(db(), ids, locale())
    texts = told(db(), cards)
    sources = queries.source_ids(db(), ids)
    return [
        {
            "id": card.id,
            "source_id": sources.get(card.id),
            "type": card.type.key,
            "title": card.title,
            "url": address(locale(), card.path),
            "snippet": texts[card.id].passage(found.words).text,
            "score": scores[card.id],
        }
        for card in cards
    ]


def counts(name: str, found: Sequence[FacetCount]) -> list[dict[str, Any]]:
    return [
        {"value": c.value, "label": facet_label(name, c.value), "count": c.count} for c in found
    ]
