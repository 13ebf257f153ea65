"""Asking the search API, and its answer as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask.testing import FlaskClient

LARGEST_PAGE = 100


@dataclass(frozen=True, slots=True)
class Understood:
    """One entry of `understood`."""

    field: str
    op: str
    value: float | str
    unit: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What `/api/v1/search` said; `hits` are "type/source_id"."""

    text: str
    understood: tuple[Understood, ...]
    total: int
    hits: tuple[str, ...]
    facets: Mapping[str, Mapping[str, int]]
    told: str  # for messages: what was understood, the first hits, and what was searched instead


def ask(client: FlaskClient, q: str, locale: str = "zh-hans", **more: str) -> Answer:
    """The first hundred hits. An answer that is not 200 fails the test."""
    sent = {"q": q, "locale": locale, "per_page": str(LARGEST_PAGE), **more}
    response = client.get("/api/v1/search", query_string=sent)
    assert response.status_code == 200, f"{q!r}: {response.status_code} {response.text[:500]}"
    body = response.get_json()
    query, hits = body["query"], body["hits"]
    understood = tuple(
        Understood(c["field"], c["op"], _number(c["value"]), c.get("unit") or "")
        for c in query["understood"]
    )
    return Answer(
        text=query["text"],
        understood=understood,
        total=body["total"],
        hits=tuple(f"{hit['type']}/{hit['source_id']}" for hit in hits),
        facets={
            name: {count["value"]: count["count"] for count in counts}
            for name, counts in body["facets"].items()
        },
        told="\n".join(
            [
                f"  query: { {k: v for k, v in query.items() if k != 'understood'} }",
                *(f"  understood: {c.field} {c.op} {c.value} {c.unit}" for c in understood),
                *(f"  {h['type']}/{h['source_id']}  {h['title']}  {h['score']}" for h in hits[:5]),
                f"  total: {body['total']}",
            ]
        ),
    )


def _number(value: float | str) -> float | str:
    return value if isinstance(value, str) else float(value)
