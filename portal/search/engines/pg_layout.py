"""Where the index lies in PostgreSQL: a schema for each build, and a row that names the one in use.

The tables are no part of the portal's migrations: they can be dropped at any time and come back
with the next rebuild. Each transaction puts the schema of the build in use on its search path, so
every statement is a constant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, TextClause, text

from portal.search.analysis import ANALYSIS_VERSION
from portal.search.engine import IndexUnavailable
from portal.search.naming import tight
from portal.search.question import Space
from portal.search.weighing import Weighed

LAYOUT_VERSION = "1"
"""Stands for the tables below; raise it, and rename `portal_search.current_1`, when one changes."""

VERSION = f"{ANALYSIS_VERSION}/{LAYOUT_VERSION}"
SPACES = tuple(Space)
LONGEST_TERM = 200
"""Characters of a term that are kept; PostgreSQL allows 2,046 bytes."""

_FIRST = {Space.PAIR: "p", Space.CHARACTER: "c", Space.WORD: "w", Space.SOUND: "s"}
_FACET = "f"
_TITLE = "t"

HOME = (
    text("CREATE SCHEMA IF NOT EXISTS portal_search"),
    text("CREATE SEQUENCE IF NOT EXISTS portal_search.build"),
    text(
        "CREATE TABLE IF NOT EXISTS portal_search.current_1 ("
        "only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row), "
        "build int NOT NULL, version text NOT NULL, documents int NOT NULL, "
        "commits int NOT NULL, numbers int NOT NULL, "
        "merged_part int NOT NULL, settled_part int NOT NULL, settled_number int NOT NULL, "
        "lengths float8[] NOT NULL, sized int[] NOT NULL)"
    ),
)
# A document gets a new number whenever it changes, so posting lists are only ever added to:
# `dropped` holds the numbers that they still name. `count` is how many more documents contain the
# term since the commit `part`, so the sum over the parts is exact. Terms stand without their
# weights in `document.terms`, for matching by GIN; with them in `posting`, for ranking. `said` is
# the beginning of all texts, folded. These two are kept apart from the rest of their row, which
# every document found is read for.
TABLES = (
    text(
        "CREATE TABLE document (number int PRIMARY KEY, id bigint NOT NULL UNIQUE, "
        "published float8, verified float8, titles text NOT NULL, facets text[] NOT NULL, "
        "lengths float8[] NOT NULL, terms tsvector NOT NULL, said text NOT NULL) "
        "WITH (toast_tuple_target = 128)"
    ),
    text(
        "ALTER TABLE document ALTER titles SET STORAGE MAIN, ALTER facets SET STORAGE MAIN, "
        "ALTER lengths SET STORAGE MAIN"
    ),
    text(
        "CREATE TABLE figure (number int, thing int, measure text, "
        "least float8 NOT NULL, most float8 NOT NULL, PRIMARY KEY (number, thing, measure))"
    ),
    text(
        "CREATE TABLE posting (term text, part int, count int NOT NULL, numbers int[] NOT NULL, "
        "weights real[] NOT NULL, lengths real[] NOT NULL)"
    ),
    text("CREATE TABLE dropped (number int PRIMARY KEY)"),
)
INDEXES = (
    text("ALTER TABLE posting ADD PRIMARY KEY (term, part)"),
    text("CREATE INDEX posting_part ON posting USING brin (part)"),
    text("CREATE INDEX document_terms ON document USING gin (terms)"),
    text("CREATE INDEX figure_measure ON figure (measure, least)"),
    text("ANALYZE document, figure, posting, dropped"),
)
CURRENT = (
    "SELECT build, version, documents, commits, numbers, merged_part, settled_part, settled_number, "
    "lengths, sized, set_config('search_path', 'portal_search_' || build, true)"
)
# The questions differ too much for one plan to serve them all, and none is worth compiling. The
# planner does not know how long posting lists are, and would sort them where a hash adds them up;
# nor what it costs to read the terms of a document, and would look through all instead of using GIN.
PLANNING = (
    ", set_config('jit', 'off', true), set_config('work_mem', '32MB', true), "
    "set_config('enable_sort', 'off', true), set_config('enable_seqscan', 'off', true), "
    "set_config('plan_cache_mode', 'force_custom_plan', true)"
)
HERE = " FROM portal_search.current_1"
TO_READ = text("".join((CURRENT, PLANNING, HERE)))
TO_WRITE = text("".join((CURRENT, HERE)))
PUBLISH = text(
    "INSERT INTO portal_search.current_1 (build, version, documents, commits, numbers, "
    "merged_part, settled_part, settled_number, lengths, sized) VALUES (:build, :version, "
    ":documents, :commits, :numbers, :merged_part, :settled_part, :settled_number, :lengths, :sized) "
    "ON CONFLICT (only_row) DO UPDATE SET build = excluded.build, version = excluded.version, "
    "documents = excluded.documents, commits = excluded.commits, numbers = excluded.numbers, "
    "merged_part = excluded.merged_part, settled_part = excluded.settled_part, "
    "settled_number = excluded.settled_number, "
    "lengths = excluded.lengths, sized = excluded.sized"
)


@dataclass(frozen=True, slots=True)
class Current:
    """The index in use. `lengths` and `sized` are, by space, the sum and the number of lengths.

    `commits` numbers the parts of posting lists, `numbers` the documents ever written. Parts were
    last merged as `merged_part`; those up to `settled_part` and `settled_number` never are again.
    """

    build: int
    documents: int
    commits: int
    numbers: int
    merged_part: int
    settled_part: int
    settled_number: int
    lengths: tuple[float, ...]
    sized: tuple[int, ...]

    @property
    def generation(self) -> str:
        """What changes with every commit and rebuild."""
        return f"{self.build}.{self.commits}"

    def mean(self, space: Space) -> float:
        """Return the mean length of the documents that have any term of a space."""
        at = SPACES.index(space)
        return self.lengths[at] / self.sized[at] if self.sized[at] else 1.0


def read_current(connection: Connection, purpose: TextClause = TO_READ) -> Current:
    """Return what is in use and put its schema on the path; `IndexUnavailable` when there is none.

    `purpose` is `TO_READ` or `TO_WRITE`.
    """
    row = connection.execute(purpose).one_or_none()
    if row is None:
        raise IndexUnavailable("There is no index yet.")
    if row.version != VERSION:
        raise IndexUnavailable(f"The index is of version {row.version}, not {VERSION}.")
    return Current(
        *(row.build, row.documents, row.commits, row.numbers),
        *(row.merged_part, row.settled_part, row.settled_number),
        *(tuple(row.lengths), tuple(row.sized)),
    )


def publish(connection: Connection, current: Current) -> None:
    """Make `current` what readers see once the transaction is committed."""
    values = {name: getattr(current, name) for name in Current.__slots__}
    lists = {"lengths": list(current.lengths), "sized": list(current.sized)}
    connection.execute(PUBLISH, {**values, **lists, "version": VERSION})


def build_schema(build: int) -> str:
    """Return the name of the schema of a build."""
    return f"portal_search_{build}"


def lexeme(space: Space, term: str) -> str:
    """Return how a term is kept, its space included."""
    return _FIRST[space] + term[:LONGEST_TERM]


def weighted_lexemes(space: Space, weighed: Weighed) -> dict[str, tuple[float, float]]:
    """Return all terms of a space as they are kept, with weight and length."""
    first, length = _FIRST[space], weighed.length
    terms = weighed.terms.items()
    return {first + term[:LONGEST_TERM]: (weight, length) for term, weight in terms}


def facet_lexeme(facet: tuple[str, str]) -> str:
    """Return how a facet's value is kept among the terms."""
    return _FACET + facet_value(facet)[:LONGEST_TERM]


def title_lexeme(title: str) -> str:
    """Return how a folded title as a whole is kept among the terms."""
    return _TITLE + tight(title)[:LONGEST_TERM]


def facet_value(facet: tuple[str, str]) -> str:
    """Return how a facet's value is kept, its name included."""
    return storable("=".join(facet))


def facet_values(facets: Mapping[str, Sequence[str]]) -> list[str]:
    """Return all values of a document's facets, each once."""
    return list(dict.fromkeys(facet_value((n, v)) for n, values in facets.items() for v in values))


def storable(value: str) -> str:
    """Return text that PostgreSQL can hold: without NUL and unpaired surrogates."""
    return value.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
