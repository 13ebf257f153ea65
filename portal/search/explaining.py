"""Why one document has its score: the same reckoning as `scoring` and `ranking`, told term by term."""

from collections.abc import Iterator
from math import prod

import numpy as np

from portal.search.engine import LARGEST_PAGE, Explanation, Query, Reason
from portal.search.naming import name_factor, tight, title_share
from portal.search.question import Choice, Question, Term, Way
from portal.search.raising import TITLE
from portal.search.ranking import answer
from portal.search.scoring import (
    AGREEMENT,
    bounded,
    by_way,
    rarity_of,
    tally,
    weights_of,
)
from portal.search.snapshot import Snapshot

FACTORS = frozenset({"share", "fresh", "name", "title"})
NOTHING_MORE = 1.0001


def explain(snapshot: Snapshot, query: Query, id: int) -> Explanation | None:
    """Return the reasons for the score of document `id`; `None` when the query misses it."""
    numbers = np.flatnonzero(snapshot.live & (snapshot.rows["id"] == id))
    if not len(numbers):
        return None
    whole = Query(query.question, query.filters, query.ranges, limit=LARGEST_PAGE)
    hit = next((hit for hit in answer(snapshot, whole).hits if hit.id == id), None)
    if hit is None:
        return None
    reasons = list(_reasons(snapshot, query.question, int(numbers[0])))
    return Explanation(hit.score, tuple(with_nearness(reasons, hit.score)))


def with_nearness(reasons: list[Reason], score: float) -> list[Reason]:
    """Add what only the best gain: how near the words stand, the rest of the score."""
    told = sum(reason.value for reason in reasons if reason.what not in FACTORS)
    told *= prod(reason.value for reason in reasons if reason.what in FACTORS)
    if not told or score <= told * NOTHING_MORE:
        return reasons
    return [*reasons, Reason("near", score / told)]


def _reasons(snapshot: Snapshot, whole: Question, at: int) -> Iterator[Reason]:
    question = bounded(snapshot, whole)
    for term in question.terms:
        yield from _of_term(snapshot, term, at, 1.0)
    for choice in question.choices:
        yield from _of_choice(snapshot, choice, at)
    if not question.blank:
        yield Reason("share", 0.5 + float(tally(snapshot, question).met[at]))
    yield Reason("fresh", float(snapshot.prior[at]))
    titles = snapshot.names(at)
    yield Reason("name", name_factor(titles, tight(question.phrase)))
    yield Reason("title", 1 + TITLE * title_share(titles, weights_of(snapshot, question)))


def _of_choice(snapshot: Snapshot, choice: Choice, at: int) -> Iterator[Reason]:
    """The reasons of every way, each scaled as it counted."""
    scored = [(way, float(tally.scores[at])) for way, tally in by_way(snapshot, choice)]
    scores = [score for _, score in scored]
    best = scores.index(max(scores)) if scores else 0
    for number, (way, score) in enumerate(scored):
        told = list(_of_way(snapshot, way, at)) if score else []
        whole = sum(reason.value for reason in told)
        counted = score if number == best else AGREEMENT * score
        yield from (Reason(reason.what, reason.value * counted / whole) for reason in told)


def _of_way(snapshot: Snapshot, way: Way, at: int) -> Iterator[Reason]:
    for term in way.terms:
        yield from _of_term(snapshot, term, at, way.worth)
    if way.facet and way.facet[0] in snapshot.columns:
        carrying = snapshot.columns[way.facet[0]].carrying((way.facet[1],), len(snapshot.live))
        if carrying[at]:
            rarity = rarity_of(snapshot, int((carrying & snapshot.live).sum()))
            yield Reason("=".join(way.facet), way.worth * rarity)


def _of_term(snapshot: Snapshot, term: Term, at: int, worth: float) -> Iterator[Reason]:
    found = snapshot.impacts(term.space, term.text)
    place = int(np.searchsorted(found.documents, at))
    if place < len(found.documents) and found.documents[place] == at:
        rarity = rarity_of(snapshot, len(found.documents))
        yield Reason(term.text, float(worth * term.weight * rarity * found.weights[place]))
