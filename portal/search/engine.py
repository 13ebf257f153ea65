"""What every search engine offers: the only names the rest of the portal needs to search.

Nothing here assumes how an engine scores or where it keeps its index.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeAlias

from portal.search.question import EVERYTHING, Question, Space


class IndexUnavailable(Exception):
    """The index is missing, damaged, or was built by another version of the analysis.

    Nothing else leaves an engine for these reasons. A page answers from the database instead and
    says so; the worker answers with `Engine.rebuild`.
    """


class Order(StrEnum):
    """How hits are sorted. Ties go to the higher id, so that pages never overlap.

    `LEAST` and `MOST` sort by the measure that the query names; documents without it come last.
    """

    RELEVANCE = "relevance"
    NEWEST = "newest"
    LEAST = "least"
    MOST = "most"


Figures: TypeAlias = Mapping[str, tuple[float, float]]
"""Measure (see `measures`) → least and most, alike when it is one number, in the canonical unit."""


@dataclass(frozen=True, slots=True)
class Document:
    """One public listing, in all its locales.

    `title`, `keys` and `body` are plain or Markdown texts of every locale; a word counts four
    times in `title`, twice in `keys` (summary, place, industry, codes), once in `body`. `facets` are
    codes to filter and count by; `type` becomes one of them by itself. Each of `figures` belongs to
    one thing (a unit of a building): conditions on several measures must hold for one and the same.
    """

    id: int
    type: str
    title: tuple[str, ...]
    keys: tuple[str, ...]
    body: tuple[str, ...]
    facets: Mapping[str, tuple[str, ...]]
    published: datetime | None
    verified: datetime | None = None
    figures: tuple[Figures, ...] = ()


@dataclass(frozen=True, slots=True)
class Bounds:
    """Least and most of a measure, both included; either may be open."""

    least: float | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """A visitor's question, understood and analysed.

    A question without terms means every document, newest first. `filters`: the values of one name
    are alternatives, different names must all hold, a name without values filters nothing.
    `ranges`: by measure; all must overlap the figures of one and the same thing. `facets`: the names
    to count. `histograms`: by measure, ascending edges of the bars to count. `sort_by`: the measure
    of `Order.LEAST` and `MOST`. At most `LARGEST_PAGE` hits are returned.
    """

    question: Question = EVERYTHING
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ranges: Mapping[str, Bounds] = field(default_factory=dict)
    facets: tuple[str, ...] = ()
    histograms: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    order: Order = Order.RELEVANCE
    sort_by: str = ""
    offset: int = 0
    limit: int = 10


LARGEST_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Hit:
    """A document found. Scores compare within one result only.

    `named`: its title is exactly what was asked (`Question.phrase`).
    """

    id: int
    score: float
    named: bool = False


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many of the documents found carry `value`; never zero."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Result:
    """One page of hits.

    `facets` holds an entry for every name asked for, commonest value first. A name's counts leave
    that name's own filter out, so that a chosen value still shows what its siblings would give.
    `histograms` holds, for every measure asked for, how many documents have a figure from one edge
    up to the next (the last bar is open), its own range left out.
    """

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[FacetCount, ...]] = field(default_factory=dict)
    histograms: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that made a document's score: what it was, and what it gave."""

    what: str  # a term, or "share", "fresh", "name", "title", "near": factors of all that stands above them
    value: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a document stands where it does: `reasons` in the order in which they were reckoned."""

    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Status:
    """What an operator wants to know: `generation` changes with every commit and rebuild."""

    documents: int
    generation: str
    analysis: str


class Engine(Protocol):
    """A search index. Every method may raise `IndexUnavailable`."""

    def search(self, query: Query) -> Result:
        """Answer one question. Safe to call from many threads and processes."""
        ...

    def explain(self, query: Query, id: int) -> Explanation | None:
        """Say how the score of one document comes about; `None` when the query misses it."""
        ...

    def frequencies(self, terms: Sequence[tuple[Space, str]]) -> tuple[int, ...]:
        """Return about how many documents contain each of `terms`."""
        ...

    def entitled(self, phrase: str) -> bool:
        """Say whether a document may have exactly this title; `False` is certain."""
        ...

    def update(self, documents: Iterable[Document], deleted: Iterable[int] = ()) -> None:
        """Drop the ids `deleted`, then add or replace `documents`, in one commit.

        `documents` are asked for when all other writers are done, and no sooner.
        Repeating an update changes nothing. An index that does not exist is not created: it would
        hold these few documents and look complete.
        """
        ...

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Build a new index from all `documents`, then put it in place of the old one.

        Readers go on with the old one meanwhile; updates wait. Returns the number of documents.
        """
        ...

    def status(self) -> Status:
        """Describe the index that searches are answered from now."""
        ...
