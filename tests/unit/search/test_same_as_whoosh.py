"""Posting lists read as arrays say what Whoosh's own matchers, scorer and collector say.

Whoosh opens the very same index. Its scorer is told the exact lengths that we keep, for it would
round them to a byte. Rarity is asked both ways: by our formula, and by Whoosh's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import query
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import IndexReader
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

from portal.search.engine import Document, Query
from portal.search.engines import whoosh_store as store
from portal.search.engines.whoosh import WhooshEngine
from portal.search.question import Question, Space, Term
from portal.search.scoring import rarity_of, tally
from portal.search.snapshot import LENGTH_NORMALISATION, SATURATION, Snapshot

WORDS = ("盐湖", "铝", "厂房", "产业园", "hall", "halls", "5000平方米", "，", " ")
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map("".join)
CHANGES = st.dictionaries(st.integers(1, 12), st.none() | st.tuples(TEXTS, TEXTS), min_size=1)
HISTORIES = st.lists(CHANGES, min_size=1, max_size=11)
"""Commits: of each id a new title and body, or `None` where it is deleted."""

Changes = dict[int, tuple[str, str] | None]
History = list[Changes]
Rarity = Callable[[Snapshot, Searcher, Term], float]
FoundTerm = tuple[str, bytes]


@dataclass(frozen=True)
class Both:
    """One index, as we read it and as Whoosh does."""

    engine: WhooshEngine
    snapshot: Snapshot
    reader: IndexReader

    @property
    def terms(self) -> list[Term]:
        """Every term of the index, of which deleted documents may hold all."""
        found: Sequence[FoundTerm] = sorted(self.reader.all_terms())
        return [Term(Space(name), text.decode(), 1.0, 1.0) for name, text in found]


class _ExactSearcher(Searcher):  # type: ignore[misc]
    """Whoosh's searcher, with our exact lengths in place of its rounded ones."""

    snapshot: Snapshot

    def __init__(self, reader: IndexReader, **options: object) -> None:
        super().__init__(reader, **options)
        parts = {part.name.rpartition("/")[2]: part for part in self.snapshot.parts}
        if reader.is_atomic() and reader.doc_count_all():  # a commit of deletes leaves none
            rows = parts[reader.segment().segment_id()].rows
            self.doc_field_length = lambda number, name, default: float(rows[name][number])

    def avg_field_length(self, name: str, default: object = None) -> float:
        lengths = self.snapshot.rows[name][self.snapshot.live]
        return float(lengths[lengths > 0].mean(dtype=np.float64))


class _Weighting(BM25F):  # type: ignore[misc]
    """Whoosh's BM25F with our constants and, where one is given, another rarity."""

    def __init__(self, snapshot: Snapshot, rarity: Rarity | None) -> None:
        super().__init__(B=LENGTH_NORMALISATION, K1=SATURATION)
        self._snapshot, self._rarity = snapshot, rarity

    def idf(self, searcher: Searcher, fieldname: str, text: str | bytes) -> float:
        if self._rarity is None:
            return float(super().idf(searcher, fieldname, text))
        word = text.decode() if isinstance(text, bytes) else text
        return self._rarity(self._snapshot, searcher, Term(Space(fieldname), word, 1.0, 1.0))


def our_rarity(snapshot: Snapshot, _searcher: Searcher, term: Term) -> float:
    return rarity_of(snapshot, len(snapshot.posting(term.space, term.text).documents))


@contextmanager
def index_of(history: Sequence[Changes]) -> Iterator[Both]:
    """Commit one change after the other, and open what became of it both ways."""
    with TemporaryDirectory() as folder:
        engine = WhooshEngine(Path(folder), grace=0)
        engine.rebuild([])
        for changes in history:
            written = [document(id, *texts) for id, texts in changes.items() if texts]
            engine.update(written, deleted=[id for id, texts in changes.items() if not texts])
        snapshot = engine._views.latest()
        with _opened(next(Path(folder).glob("index/*/"))) as reader:
            yield Both(engine, snapshot, reader)


def document(id: int, title: str, body: str) -> Document:
    return Document(id, "news", (title,), (), (body,), {}, None)


@contextmanager
def _opened(path: Path) -> Iterator[IndexReader]:
    schema = store.SCHEMA.copy()
    for space in Space:
        schema[space.value].scorable = True
    index = FileStorage(str(path), supports_mmap=False).open_index(store.INDEX_NAME, schema=schema)
    reader = index.reader()
    try:
        yield reader
    finally:
        reader.close()


def whoosh_scores(both: Both, terms: Sequence[Term], rarity: Rarity | None) -> dict[int, float]:
    """Let Whoosh find any of the terms: its scores by document number."""
    kind = type("Exact", (_ExactSearcher,), {"snapshot": both.snapshot})
    with kind(both.reader, weighting=_Weighting(both.snapshot, rarity), closereader=False) as s:
        wanted = query.Or([query.Term(term.space.value, term.text) for term in terms])
        return {hit.docnum: hit.score for hit in s.search(wanted, limit=None)}


def our_scores(both: Both, terms: Sequence[Term], rarity: Rarity | None) -> dict[int, float]:
    """Score any of the terms as arrays: by `tally`, or its factors with Whoosh's own rarity."""
    scores = tally(both.snapshot, Question(tuple(terms), names=False)).scores
    if rarity is not our_rarity:
        scores = np.zeros(len(both.snapshot.live))
        searcher = Searcher(both.reader, closereader=False)
        for term in terms:
            found = both.snapshot.impacts(term.space, term.text)
            idf = BM25F().idf(searcher, term.space.value, term.text)
            scores[found.documents] += idf * found.weights
    return {int(number): float(scores[number]) for number in np.flatnonzero(scores)}


@settings(max_examples=25, deadline=None)
@given(HISTORIES)
def test_posting_lists_and_frequencies_are_whooshs_own(
    history: History,
) -> None:
    with index_of(history) as both:
        for term in both.terms:
            name, text = term.space.value, term.text
            matcher = both.reader.postings(name, text)
            posting = both.snapshot.posting(term.space, text)
            theirs = []
            while matcher.is_active():
                theirs.append((matcher.id(), matcher.weight()))
                matcher.next()
            assert (
                list(zip(posting.documents.tolist(), posting.weights.tolist(), strict=True))
                == theirs
            )
            assert both.snapshot.frequency(term.space, text) == both.reader.doc_frequency(
                name, text
            )


@pytest.mark.parametrize("rarity", [our_rarity, None], ids=["our rarity", "Whoosh's rarity"])
@settings(max_examples=25, deadline=None)
@given(history=HISTORIES, random=st.randoms(use_true_random=False), many=st.integers(1, 8))
def test_any_of_some_terms_finds_and_scores_what_whooshs_bm25f_does(
    history: History,
    random: Random,
    many: int,
    rarity: Rarity | None,
) -> None:
    with index_of(history) as both:
        terms = both.terms
        chosen = random.sample(terms, min(many, len(terms)))
        theirs, mine = whoosh_scores(both, chosen, rarity), our_scores(both, chosen, rarity)
        assert mine == pytest.approx(theirs, rel=1e-5)
        assert _order(mine) == _order(theirs)


@settings(max_examples=20, deadline=None)
@given(HISTORIES)
def test_a_search_for_one_term_finds_what_whoosh_finds(
    history: History,
) -> None:
    with index_of(history) as both:
        for term in both.terms[:20]:
            result = both.engine.search(Query(Question((term,)), limit=1000))
            theirs = whoosh_scores(both, [term], our_rarity)
            assert result.total == len(theirs)
            ids = both.snapshot.rows["id"][list(theirs)].tolist()
            assert sorted(hit.id for hit in result.hits) == sorted(ids)


def test_a_posting_list_of_several_blocks_is_read_whole() -> None:
    """Whoosh writes a block for every 1,024 documents; the last is shorter."""
    texts: Changes = {id: ("铝" * (1 + id % 3), "厂房") for id in range(1, 2500)}
    with index_of([texts]) as both:
        for term in (Term(Space.CHARACTER, "铝", 1.0, 1.0), Term(Space.PAIR, "厂房", 1.0, 1.0)):
            posting = both.snapshot.posting(term.space, term.text)
            assert len(posting.documents) == 2499
            mine = our_scores(both, [term], our_rarity)
            assert mine == pytest.approx(whoosh_scores(both, [term], our_rarity), rel=1e-5)


def _order(scores: dict[int, float]) -> list[int]:
    """Document numbers, best first; scores that differ by rounding alone are alike."""
    return sorted(scores, key=lambda number: (-round(scores[number], 4), number))
