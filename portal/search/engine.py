"""What every search engine offers: the only names the rest of the portal needs to search."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class IndexUnavailable(Exception):
    """The index is missing, damaged, or was built by another version of the analysis.

    Nothing else leaves an engine for these reasons. A page answers from the database instead and
    says so; the worker answers with `Engine.rebuild`.
    """


class Order(StrEnum):
    """How hits are sorted. Ties go to the higher id, so that pages never overlap."""

    RELEVANCE = "relevance"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class Document:
    """One public listing, in all its locales.

    `title`, `keys` and `body` are plain or Markdown texts of every locale; a word counts four
    times in `title`, twice in `keys` (summary, place, industry, codes), once in `body`. `facets` are
    codes to filter and count by; `type` becomes one of them by itself.
    """

    id: int
    type: str
    title: tuple[str, ...]
    keys: tuple[str, ...]
    body: tuple[str, ...]
    facets: Mapping[str, tuple[str, ...]]
    published: datetime | None


@dataclass(frozen=True, slots=True)
class Query:
    """A visitor's question.

    A blank `text` means every document, newest first. `filters`: the values of one name are
    alternatives, different names must all hold, a name without values filters nothing. `facets`:
    the names to count. At most `analysis.LONGEST_TEXT` characters of `text` are read, and at most
    `engine.LARGEST_PAGE` hits are returned.
    """

    text: str
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facets: tuple[str, ...] = ()
    order: Order = Order.RELEVANCE
    offset: int = 0
    limit: int = 10


LARGEST_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Hit:
    """A document found. Scores compare within one result only."""

    id: int
    score: float


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
    `terms` are the folded words of the question, for `highlight`.
    """

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[FacetCount, ...]]
    terms: tuple[str, ...]


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

    def update(self, documents: Iterable[Document], deleted: Iterable[int] = ()) -> None:
        """Add or replace `documents` and drop the ids `deleted`, in one commit.

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
