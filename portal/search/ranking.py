"""Which documents answer a question, in which order, and how they fall into facets.

Names ("盐湖区 厂房") must all be met, if any document does so: nobody wants every hall of the city.
Of a sentence, or of names that no document unites, a part of what the best document meets is
enough. So a question always gets the nearest documents there are, but a long one is not answered by
everything that shares one common word with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from portal.search.analysis import Question, Term
from portal.search.engine import LARGEST_PAGE, FacetCount, Hit, Order, Query, Result
from portal.search.snapshot import Mask, Snapshot

MOST_TERMS = 64
SATURATION = 1.2
"""BM25's k1: how soon further occurrences of a term stop counting."""

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


def answer(snapshot: Snapshot, query: Query, question: Question) -> Result:
    """Answer `query`, whose text was understood as `question`, from one snapshot."""
    blank = not query.text.strip()
    match = _everything(snapshot) if blank else _match(snapshot, question)
    order = Order.NEWEST if blank else query.order
    filters = {
        name: _carrying(snapshot, name, values) for name, values in query.filters.items() if values
    }
    found = _within(match.mask, filters)
    return Result(
        total=int(found.sum()),
        hits=_page(snapshot, match, np.flatnonzero(found), order, query),
        facets={name: _counts(snapshot, name, match.mask, filters) for name in query.facets},
        terms=question.words,
    )


def _everything(snapshot: Snapshot) -> _Match:
    return _Match(snapshot.live, np.zeros(len(snapshot.live)))


def _match(snapshot: Snapshot, question: Question) -> _Match:
    """Score by BM25, and favour documents by the share of the question that they meet."""
    scores = np.zeros(len(snapshot.live))
    met = np.zeros(len(snapshot.live))
    told = np.zeros(len(snapshot.live))
    for term in _rarest(snapshot, question.terms):
        posting = snapshot.posting(term.space, term.text)
        if found := len(posting.documents):
            rarity = log(1 + (snapshot.documents - found + 0.5) / (found + 0.5))
            damping = SATURATION * snapshot.norms[term.space][posting.documents]
            saturated = posting.weights / (posting.weights + damping)
            scores[posting.documents] += term.weight * rarity * (SATURATION + 1) * saturated
            met[posting.documents] += term.share
            told[posting.documents] += term.share * rarity
    mask = _enough_names(met) if question.names else told > told.max(initial=0.0) * SENTENCE
    return _Match(mask, scores * (0.5 + met))


def _rarest(snapshot: Snapshot, terms: tuple[Term, ...]) -> tuple[Term, ...]:
    """Bound the work: of too many terms, keep those that tell most."""
    if len(terms) <= MOST_TERMS:
        return terms
    frequencies = {term: snapshot.frequency(term.space, term.text) for term in terms}
    return tuple(sorted(filter(frequencies.get, terms), key=frequencies.__getitem__)[:MOST_TERMS])


def _enough_names(met: NDArray[np.float64]) -> Mask:
    best = float(met.max(initial=0.0))
    if best >= NEARLY_ALL:
        return np.greater_equal(met, NEARLY_ALL)
    return np.greater(met, best * SCATTERED_NAMES)


def _carrying(snapshot: Snapshot, name: str, values: tuple[str, ...]) -> Mask:
    if name not in snapshot.columns:
        return np.zeros(len(snapshot.live), np.bool_)
    return snapshot.columns[name].carrying(values, len(snapshot.live))


def _within(mask: Mask, filters: Mapping[str, Mask], but: str | None = None) -> Mask:
    for name, allowed in filters.items():
        if name != but:
            mask = mask & allowed
    return mask


def _counts(
    snapshot: Snapshot, name: str, mask: Mask, filters: Mapping[str, Mask]
) -> tuple[FacetCount, ...]:
    if name not in snapshot.columns:
        return ()
    counts = snapshot.columns[name].counts(_within(mask, filters, but=name))
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(FacetCount(value, count) for value, count in ordered)


def _page(
    snapshot: Snapshot, match: _Match, found: NDArray[np.intp], order: Order, query: Query
) -> tuple[Hit, ...]:
    first = max(query.offset, 0)
    last = first + min(max(query.limit, 0), LARGEST_PAGE)
    keys = match.scores if order is Order.RELEVANCE else snapshot.rows["published"]
    best = _leading(found, keys[found], last)
    ids = snapshot.rows["id"]
    sorted_ = best[np.lexsort((-ids[best], -keys[best]))]
    return tuple(Hit(int(ids[i]), float(match.scores[i])) for i in sorted_[first:last])


def _leading(found: NDArray[np.intp], keys: NDArray[np.float64], count: int) -> NDArray[np.intp]:
    """Drop what cannot be among the first `count`, keeping all that tie with the last of them."""
    if not 0 < count < len(found):
        return found
    last = np.partition(keys, -count)[-count]
    return found[np.flatnonzero(keys >= last)]
