"""Answering one question from the tables of one build."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from math import inf
from operator import attrgetter

from sqlalchemy import Connection, text

from portal.search.engine import (
    LARGEST_PAGE,
    Explanation,
    FacetCount,
    Hit,
    Order,
    Query,
    Reason,
    Result,
)
from portal.search.engines.pg_asking import Asked, Part, ask, lexemes
from portal.search.engines.pg_layout import Current
from portal.search.engines.pg_reading import PRIOR, Statement, priors, ranked
from portal.search.explaining import with_nearness
from portal.search.naming import is_name, name_factor, tight, title_share
from portal.search.nearness import nearness
from portal.search.question import Question
from portal.search.raising import NEAR, READ, SECOND_STAGE, TITLE
from portal.search.scoring import AGREEMENT

FURTHEST = 10**9
FREQUENCIES = text("SELECT term, sum(count) FROM posting WHERE term = ANY(:terms) GROUP BY term")
DOCUMENT = text(
    "".join(("SELECT number, titles, ", PRIOR, " AS prior FROM document WHERE id = :id"))
)
TEXTS = text("SELECT id, said FROM document WHERE id = ANY(:ids)")
ENTRIES = text(
    "SELECT p.term, u.weight, u.length FROM posting p "
    "CROSS JOIN LATERAL unnest(p.numbers, p.weights, p.lengths) AS u(number, weight, length) "
    "WHERE p.term = ANY(:terms) AND u.number = :number"
)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the statement: what it is, and what that kind of row says (see `pg_reading`)."""

    kind: str
    name: str
    id: int
    amount: float
    key: float | None


def frequencies(connection: Connection, terms: Sequence[str]) -> dict[str, int]:
    """Return in how many documents each lexeme is."""
    found = connection.execute(FREQUENCIES, {"terms": list(terms)}) if terms else ()
    return {term: int(count) for term, count in found if count}


def answer(connection: Connection, current: Current, query: Query) -> Result:
    """Look for what meets all words first; when nothing does, for what comes nearest."""
    asked = _asked(connection, current, query.question)
    first = min(max(query.offset, 0), FURTHEST)
    last = first + min(max(query.limit, 0), LARGEST_PAGE)
    best = query.order is Order.RELEVANCE and ranked(query.question) and first < SECOND_STAGE
    begin, end = (0, max(last, SECOND_STAGE)) if best else (first, last)
    rows = _rows(connection, query, asked, begin, end)
    (total,) = rows["total"]
    if asked.nearly and not total.key:
        rows = _rows(connection, query, replace(asked, nearly=""), begin, end)
        (total,) = rows["total"]
    hits = rows.get("hit", [])
    phrase = query.question.phrase
    if best:
        hits = _raised(connection, hits, phrase, asked.readable)
    hits = sorted(hits, key=_place)[first - begin : last - begin]
    return Result(
        total=int(total.amount),
        hits=tuple(Hit(hit.id, hit.amount, is_name(hit.name, phrase)) for hit in hits),
        facets=_facets(rows.get("facet", []), query),
        histograms=_histograms(rows.get("bar", []), query),
    )


def explain(connection: Connection, current: Current, query: Query, id: int) -> Explanation | None:
    """Return the reasons for the score of a document; `None` when the query misses it."""
    whole = Query(query.question, query.filters, query.ranges, limit=LARGEST_PAGE)
    hit = next((hit for hit in answer(connection, current, whole).hits if hit.id == id), None)
    if hit is None:
        return None
    reasons = list(_reasons(connection, current, query.question, id))
    return Explanation(hit.score, tuple(with_nearness(reasons, hit.score)))


def _reasons(
    connection: Connection, current: Current, question: Question, id: int
) -> Iterator[Reason]:
    document = connection.execute(DOCUMENT, {"id": id, **priors()}).one()
    asked = _asked(connection, current, question)
    parts, titles = asked.parts, document.titles
    values = {"terms": [part.lexeme for part in parts], "number": document.number}
    entries = {row.term: (row.weight, row.length) for row in connection.execute(ENTRIES, values)}
    share = 0.5
    for _, of_thing in groupby((p for p in parts if p.lexeme in entries), key=attrgetter("thing")):
        ways = [list(way) for _, way in groupby(of_thing, key=attrgetter("way"))]
        counted = [way for way in ways if _met(way) >= way[0].needed]
        yield from _of_ways(counted, entries)
        share += max(map(_met, counted), default=0.0)
    if not question.blank:
        yield Reason("share", share)
    yield Reason("fresh", float(document.prior))
    yield Reason("name", name_factor(titles, tight(question.phrase)))
    yield Reason("title", 1 + TITLE * title_share(titles, asked.readable))


def _met(way: Sequence[Part]) -> float:
    return sum(part.share for part in way)


def _of_ways(
    ways: Sequence[Sequence[Part]], entries: Mapping[str, tuple[float, float]]
) -> Iterator[Reason]:
    """Tell what the best of several ways of saying a thing gave, then the little of the others."""
    told = [[Reason(part.what, part.gained(*entries[part.lexeme])) for part in way] for way in ways]
    told.sort(key=lambda way: -sum(reason.value for reason in way))
    for place, way in enumerate(told):
        scale = AGREEMENT if place else 1.0
        yield from (Reason(reason.what, reason.value * scale) for reason in way)


def _asked(connection: Connection, current: Current, question: Question) -> Asked:
    return ask(question, frequencies(connection, lexemes(question)), current)


def _rows(
    connection: Connection, query: Query, asked: Asked, begin: int, end: int
) -> Mapping[str, list[_Row]]:
    statement = Statement(query)
    statement.match(asked)
    statement.narrow()
    statement.page(begin, end - begin)
    statement.count()
    found = connection.execute(text(statement.sql), {**statement.values, **priors()})
    rows = sorted((_Row(*row) for row in found), key=lambda row: row.kind)
    return {kind: list(some) for kind, some in groupby(rows, key=lambda row: row.kind)}


def _place(hit: _Row) -> tuple[float, int]:
    return (inf if hit.key is None else -hit.key, -hit.id)


def _raised(
    connection: Connection, hits: Sequence[_Row], phrase: str, readable: Mapping[str, float]
) -> list[_Row]:
    """Raise the best documents by what their titles say and by how near their words stand.

    None falls, so pages stay stable.
    """
    ordered = sorted(hits, key=_place)
    best, others = ordered[:SECOND_STAGE], ordered[SECOND_STAGE:]
    wanted = tight(phrase)
    factors = {hit.id: _by_title(hit.name, wanted, readable) for hit in best}
    if len(readable) > 1:
        for row in connection.execute(TEXTS, {"ids": [hit.id for hit in best[:READ]]}):
            factors[row.id] *= 1 + NEAR * nearness(row.said, readable)
    scores = [hit.amount * factors[hit.id] for hit in best]
    raised = zip(best, scores, strict=True)
    return [*(replace(hit, amount=score, key=score) for hit, score in raised), *others]


def _by_title(names: str, wanted: str, readable: Mapping[str, float]) -> float:
    return name_factor(names, wanted) * (1 + TITLE * title_share(names, readable))


def _facets(rows: Sequence[_Row], query: Query) -> dict[str, tuple[FacetCount, ...]]:
    found: dict[str, list[FacetCount]] = {name: [] for name in query.facets}
    for row in sorted(rows, key=lambda row: (-row.amount, row.name)):
        name, _, value = row.name.partition("=")
        found[name].append(FacetCount(value, int(row.amount)))
    return {name: tuple(counts) for name, counts in found.items()}


def _histograms(rows: Sequence[_Row], query: Query) -> dict[str, tuple[int, ...]]:
    counts = {(row.name, row.id): int(row.amount) for row in rows}
    return {
        name: tuple(counts.get((name, bar), 0) for bar in range(1, len(edges) + 1))
        for name, edges in query.histograms.items()
    }
