"""One consistent view of an index, as arrays over all its documents."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from portal.core import clock
from portal.search.figures import Mask, Table
from portal.search.postings import NOWHERE, Memory, Posting
from portal.search.priors import prior
from portal.search.question import Space

LENGTHS = tuple((space.value, "<f4") for space in Space)
ROW = np.dtype([("id", "<i8"), ("published", "<i8"), ("verified", "<i8"), *LENGTHS])
"""What is kept of a document besides its terms: id, times in microseconds since 1970, lengths."""

LENGTH_NORMALISATION = 0.5
"""BM25's b: how far a long document is held against its occurrences (0 not at all, 1 fully)."""

SATURATION = 1.2
"""BM25's k1: how soon further occurrences of a term stop counting."""


@dataclass(frozen=True)
class Chosen:
    """Some of all documents: as a mask, and by their numbers."""

    mask: Mask

    @cached_property
    def numbers(self) -> NDArray[np.intp]:
        """Ascending."""
        return np.flatnonzero(self.mask)


@dataclass(frozen=True, slots=True)
class Column:
    """A facet: document `documents[i]` carries `values[codes[i]]`. A document may occur often.

    `single` says that the documents are 0, 1, 2 … without a gap, so that each carries one value.
    """

    values: tuple[str, ...]
    documents: NDArray[np.int32]
    codes: NDArray[np.int32]
    single: bool

    @classmethod
    def of(cls, carried: Sequence[tuple[int, str]]) -> "Column":
        """Build the column from pairs of document number and value."""
        values = {value: code for code, value in enumerate(dict.fromkeys(v for _, v in carried))}
        documents = np.array([document for document, _ in carried], np.int32)
        coded = np.array([values[v] for _, v in carried], np.int32)
        return cls(tuple(values), documents, coded, _gapless(documents))

    @classmethod
    def joined(cls, columns: Iterable[tuple["Column", int]]) -> "Column":
        """Join the columns of several parts, each with the number of its first document."""
        codes: dict[str, int] = {}
        pieces = []
        for column, offset in columns:
            new = [codes.setdefault(value, len(codes)) for value in column.values]
            pieces.append((column.documents + offset, np.array(new, np.int32)[column.codes]))
        documents, joined = (np.concatenate(arrays) for arrays in zip(*pieces, strict=True))
        return cls(tuple(codes), documents, joined, _gapless(documents))

    def carrying(self, wanted: Iterable[str], size: int) -> Mask:
        """Mark the documents that carry any of the values `wanted`."""
        known = {value: code for code, value in enumerate(self.values)}
        chosen = np.zeros(len(self.values), np.bool_)
        chosen[[known[value] for value in wanted if value in known]] = True
        if self._one_each(size):
            return chosen.take(self.codes)
        mask = np.zeros(size, np.bool_)
        mask[self.documents[chosen.take(self.codes)]] = True
        return mask

    def counts(self, chosen: Chosen) -> list[tuple[str, int]]:
        """Count the documents under every value that one of them carries."""
        one_each = self._one_each(len(chosen.mask))
        carried = self.codes[chosen.numbers if one_each else chosen.mask[self.documents]]
        found = np.bincount(carried, minlength=len(self.values)).tolist()
        return [(value, n) for value, n in zip(self.values, found, strict=True) if n]

    def _one_each(self, size: int) -> bool:
        """Whether each of all documents carries one value, so that places are document numbers."""
        return self.single and len(self.documents) == size


def _gapless(documents: NDArray[np.int32]) -> bool:
    return bool(np.array_equal(documents, np.arange(len(documents))))


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Part:
    """A part of an index that never changes, except that documents of it are dropped.

    `names` are the titles of each document as `naming` compares them, `titles` the hashes
    of all, `text` the beginning of everything
    that it says, folded. `frequency` and `read` answer for
    one term: how many documents contain it, dropped ones included, and which.
    """

    name: str
    rows: NDArray[np.void]
    columns: Mapping[str, Column]
    figures: Table
    names: Sequence[str]
    titles: frozenset[int]
    text: Callable[[int], str]
    frequency: Callable[[Space, str], int]
    read: Callable[[Space, str], Posting]


class Snapshot:
    """All parts of an index with the documents of theirs that live: what one search sees.

    `memory` keeps what was reckoned from posting lists: it holds until the next commit.
    """

    def __init__(
        self, parts: Sequence[Part], live: Sequence[Mask], generation: str, memory: Memory
    ) -> None:
        self.generation = generation
        self._memory = memory
        self.parts = tuple(parts)
        self.offsets = tuple(np.cumsum([0, *(len(part.rows) for part in parts)]).tolist())
        self.live = np.concatenate([np.empty(0, np.bool_), *live])
        self.rows = np.concatenate([np.empty(0, ROW), *(part.rows for part in parts)])
        self.documents = int(self.live.sum())
        self.columns = {name: self._column(name) for name in self._facets()}
        self.figures = Table.joined(
            (part.figures, offset) for part, offset in zip(self.parts, self.offsets, strict=False)
        )
        self.norms = {space: self._norms(space) for space in Space}
        self._names = [name for part in self.parts for name in part.names]
        self._prior: tuple[date, NDArray[np.float64]] | None = None

    @cached_property
    def whole(self) -> bool:
        """Whether no document was dropped, so that posting lists need no sifting."""
        return self.documents == len(self.live)

    @property
    def prior(self) -> NDArray[np.float64]:
        """What each document counts for before anything is asked; renewed once a day."""
        today = clock.now().date()
        if self._prior is None or self._prior[0] != today:
            self._prior = today, prior(self.rows, today)
        return self._prior[1]

    @cached_property
    def published(self) -> NDArray[np.float64]:
        """Times of publication, for sorting."""
        return self.rows["published"].astype(np.float64)

    def text(self, document: int) -> str:
        """Return the beginning of a document's folded texts."""
        part = bisect_right(self.offsets, document) - 1
        return self.parts[part].text(document - self.offsets[part])

    def names(self, document: int) -> str:
        """Return the titles of a document as `naming` compares them."""
        return self._names[document]

    def _facets(self) -> set[str]:
        return {name for part in self.parts for name in part.columns}

    def _column(self, name: str) -> Column:
        pairs = zip(self.parts, self.offsets, strict=False)
        return Column.joined(
            (part.columns[name], offset) for part, offset in pairs if name in part.columns
        )

    def _norms(self, space: Space) -> NDArray[np.float32]:
        lengths = self.rows[space.value]
        counted = lengths[self.live & (lengths > 0)]
        mean = float(counted.mean(dtype=np.float64)) if len(counted) else 1.0
        b = LENGTH_NORMALISATION
        return (1 - b + b * lengths / mean).astype(np.float32)

    def frequency(self, space: Space, term: str) -> int:
        """Return about how many documents contain the term: dropped ones may be counted."""
        return sum(part.frequency(space, term) for part in self.parts)

    def posting(self, space: Space, term: str) -> Posting:
        """Return the living documents that contain the term, numbered over all parts."""
        lists = [(p.read(space, term), o) for p, o in zip(self.parts, self.offsets, strict=False)]
        lists = [(posting, offset) for posting, offset in lists if len(posting.documents)]
        if not lists:
            return NOWHERE
        documents = np.concatenate([posting.documents + offset for posting, offset in lists])
        weights = np.concatenate([posting.weights for posting, _ in lists])
        if self.whole:
            return Posting(documents, weights)
        kept = self.live[documents]
        return Posting(documents[kept], weights[kept])

    def impacts(self, space: Space, term: str) -> Posting:
        """Return a posting list with BM25's second factor, 0 to k1 + 1, in place of the weights."""
        key = (self.generation, space.value, term)
        kept = self._memory.get(key)
        if not isinstance(kept, Posting):
            kept = self._saturated(space, self.posting(space, term))
            self._memory.put(key, kept)
        return kept

    def _saturated(self, space: Space, posting: Posting) -> Posting:
        damping = SATURATION * self.norms[space][posting.documents].astype(np.float64)
        impacts = (SATURATION + 1) * posting.weights / (posting.weights + damping)
        return Posting(posting.documents, impacts.astype(np.float32))
