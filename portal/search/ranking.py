"""Which documents answer a question, in which order, and how they fall into facets and bars.

Names ("盐湖区 厂房") must all be met, if any document does so: nobody wants every hall of the city.
Of a sentence, or of names that no document unites, a part of what the best document meets is
enough. So a question always gets the nearest documents there are, but a long one is not answered by
everything that shares one common word with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from portal.search.engine import LARGEST_PAGE, FacetCount, Hit, Order, Query, Result
from portal.search.figures import Mask
from portal.search.naming import is_name, tight
from portal.search.question import Question
from portal.search.raising import SECOND_STAGE, Looked, raised
from portal.search.scoring import tally, weights_of
from portal.search.snapshot import Chosen, Snapshot

NEARLY_ALL = 0.7
"""Share of a few names that must be met: all of them, spelt nearly so (标准厂房 for 标准化厂房)."""

SCATTERED_NAMES = 0.5
"""Of names that no document unites, more than this part of what the best document meets."""

SENTENCE = 0.5
"""Of a sentence, the same, each word counted by its rarity: 办理 tells little, 压铸 much."""


@dataclass(frozen=True, slots=True)
class _Match:
    mask: Mask
    scores: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Scope:
    """What a query narrows: documents by facet, things (units of a building) by ranges."""

    filters: Mapping[str, Mask]
    things: Mask

    def documents(self, snapshot: Snapshot, query: Query, but: str = "") -> Mask:
        """Mark the documents within all filters and ranges, one facet left out."""
        mask = snapshot.live
        for name, allowed in self.filters.items():
            if name != but:
                mask = mask & allowed
        if query.ranges:
            mask = mask & snapshot.figures.owners(self.things, len(mask))
        return mask


def answer(snapshot: Snapshot, query: Query) -> Result:
    """Answer `query` from one snapshot."""
    match = _match(snapshot, query.question)
    scope = _scope(snapshot, query)
    found = Chosen(match.mask & scope.documents(snapshot, query))
    return Result(
        total=len(found.numbers),
        hits=_page(snapshot, match, found.numbers, scope, query),
        facets={name: _counts(snapshot, name, match, found, scope, query) for name in query.facets},
        histograms={name: _bars(snapshot, name, match, scope, query) for name in query.histograms},
    )


def _match(snapshot: Snapshot, question: Question) -> _Match:
    """Score by BM25, and favour documents by the share of the question that they meet."""
    gathered = tally(snapshot, question)
    if question.blank:
        return _Match(snapshot.live, gathered.scores * snapshot.prior)
    told = gathered.told
    names = question.names
    mask = _enough_names(gathered.met) if names else told > told.max(initial=0.0) * SENTENCE
    return _Match(mask, gathered.scores * (0.5 + gathered.met) * snapshot.prior)


def _enough_names(met: NDArray[np.float64]) -> Mask:
    best = float(met.max(initial=0.0))
    if best >= NEARLY_ALL:
        return np.greater_equal(met, NEARLY_ALL)
    return np.greater(met, best * SCATTERED_NAMES)


def _scope(snapshot: Snapshot, query: Query) -> _Scope:
    filters = {
        name: _carrying(snapshot, name, values) for name, values in query.filters.items() if values
    }
    return _Scope(filters, snapshot.figures.meeting(query.ranges))


def _carrying(snapshot: Snapshot, name: str, values: tuple[str, ...]) -> Mask:
    if name not in snapshot.columns:
        return np.zeros(len(snapshot.live), np.bool_)
    return snapshot.columns[name].carrying(values, len(snapshot.live))


def _counts(
    snapshot: Snapshot, name: str, match: _Match, found: Chosen, scope: _Scope, query: Query
) -> tuple[FacetCount, ...]:
    if name not in snapshot.columns:
        return ()
    if name in scope.filters:
        found = Chosen(match.mask & scope.documents(snapshot, query, but=name))
    counts = snapshot.columns[name].counts(found)
    counts.sort(key=lambda counted: (-counted[1], counted[0]))
    return tuple(FacetCount(value, count) for value, count in counts)


def _bars(
    snapshot: Snapshot, name: str, match: _Match, scope: _Scope, query: Query
) -> tuple[int, ...]:
    others = {measure: bounds for measure, bounds in query.ranges.items() if measure != name}
    things = snapshot.figures.meeting(others)
    found = match.mask & snapshot.live
    for allowed in scope.filters.values():
        found = found & allowed
    things &= found[snapshot.figures.documents]
    return snapshot.figures.counts(name, things, query.histograms[name])


def _page(
    snapshot: Snapshot, match: _Match, found: NDArray[np.intp], scope: _Scope, query: Query
) -> tuple[Hit, ...]:
    first = max(query.offset, 0)
    last = first + min(max(query.limit, 0), LARGEST_PAGE)
    if last == first:
        return ()
    if query.order is Order.RELEVANCE and _ranked(query.question):
        best, keys = _second_stage(snapshot, match.scores, found, last, query.question)
        scores = keys
    else:
        keys = _keys(snapshot, scope, query)
        best = _leading(found, keys[found], last)
        keys, scores = keys[best], match.scores[best]
    ids = snapshot.rows["id"][best]
    phrase = query.question.phrase
    return tuple(
        Hit(int(ids[at]), float(scores[at]), is_name(snapshot.names(int(best[at])), phrase))
        for at in np.lexsort((-ids, -keys))[first:last]
    )


def _second_stage(
    snapshot: Snapshot,
    scores: NDArray[np.float64],
    found: NDArray[np.intp],
    wanted: int,
    question: Question,
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return all documents that may be among the first `wanted`, with their scores raised."""
    best = _leading(found, scores[found], max(wanted, SECOND_STAGE))
    best = best[np.argsort(-scores[best], kind="stable")]
    reached = scores[best]
    stage = zip(best[:SECOND_STAGE].tolist(), reached[:SECOND_STAGE].tolist(), strict=True)
    looked = Looked(tight(question.phrase), weights_of(snapshot, question))
    reached[:SECOND_STAGE] = raised(snapshot, list(stage), looked, wanted)
    return best, reached


def _keys(snapshot: Snapshot, scope: _Scope, query: Query) -> NDArray[np.float64]:
    """What to sort by, the most first, where it is not relevance."""
    size = len(snapshot.live)
    if query.order is Order.MOST:
        return snapshot.figures.most(query.sort_by, scope.things, size)
    if query.order is Order.LEAST:
        return -snapshot.figures.least(query.sort_by, scope.things, size)
    return snapshot.published


def _ranked(question: Question) -> bool:
    """Whether anything tells a better document from a worse one."""
    return bool(question.terms or question.choices)


def _leading(found: NDArray[np.intp], keys: NDArray[np.float64], count: int) -> NDArray[np.intp]:
    """Drop what cannot be among the first `count`, keeping all that tie with the last of them."""
    if not 0 < count < len(found):
        return found
    last = np.partition(keys, -count)[-count]
    return found[np.flatnonzero(keys >= last)]
