"""Writing documents and posting lists into the tables of one build."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import accumulate, chain
from typing import Any, TypeAlias

from sqlalchemy import Connection, text

from portal.search.engine import Document
from portal.search.engines.pg_layout import (
    SPACES,
    facet_lexeme,
    facet_values,
    storable,
    title_lexeme,
    weighted_lexemes,
)
from portal.search.packing import pack_names, pack_text
from portal.search.question import Space
from portal.search.weighing import Weighed, weigh

Row: TypeAlias = tuple[object, ...]
LARGEST_TERMS = 900_000
"""Bytes of the terms of one document that can be matched; PostgreSQL allows a mebibyte."""

DOCUMENTS = (
    "COPY document (number, id, published, verified, titles, facets, lengths, terms, said) "
    "FROM STDIN"
)
FIGURES = "COPY figure (number, thing, measure, least, most) FROM STDIN"
POSTINGS = "COPY posting (term, part, count, numbers, weights, lengths) FROM STDIN"
STALE = text(
    "SELECT number, lengths, tsvector_to_array(terms) AS terms FROM document WHERE id = ANY(:ids)"
)
DROP = (
    text("DELETE FROM figure WHERE number = ANY(:numbers)"),
    text("DELETE FROM document WHERE number = ANY(:numbers)"),
    text("INSERT INTO dropped SELECT unnest(CAST(:numbers AS int[]))"),
)
MERGE = (
    text(
        "WITH gone AS MATERIALIZED ("
        "DELETE FROM posting WHERE part > :settled RETURNING term, count, numbers, weights, lengths"
        "), pieces AS (SELECT term, count, NULL AS number, NULL AS weight, NULL AS length FROM gone "
        "UNION ALL SELECT term, 0, u.number, u.weight, u.length FROM gone "
        "CROSS JOIN LATERAL unnest(numbers, weights, lengths) AS u(number, weight, length) "
        "WHERE u.number NOT IN (SELECT number FROM dropped)), "
        "joined AS (SELECT term, sum(count) AS count, array_remove(array_agg(number), NULL) "
        "AS numbers, array_remove(array_agg(weight), NULL) AS weights, "
        "array_remove(array_agg(length), NULL) AS lengths FROM pieces GROUP BY term) "
        "INSERT INTO posting SELECT term, :part, count, numbers, weights, lengths FROM joined "
        "WHERE count <> 0 OR cardinality(numbers) > 0"
    ),
    text("DELETE FROM dropped WHERE number >= :first"),
)


class Entries:
    """The posting lists of one part, twelve bytes an entry, and how many documents terms lost."""

    def __init__(self) -> None:
        self._lists: dict[str, tuple[array[int], array[float], array[float]]] = {}
        self._lost: Counter[str] = Counter()
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def add(self, number: int, weights: Mapping[str, tuple[float, float]]) -> None:
        """Add the terms of a document, each with its weight and the length it is held against."""
        for term, (weight, length) in weights.items():
            if (kept := self._lists.get(term)) is None:
                kept = self._lists[term] = (array("i"), array("f"), array("f"))
            kept[0].append(number)
            kept[1].append(weight)
            kept[2].append(length)
        self._size += len(weights)

    def lose(self, terms: Iterable[str]) -> None:
        """Count the terms of a document that is replaced or dropped."""
        self._lost.update(terms)

    def rows(self, part: int) -> Iterator[Row]:
        """Yield the rows of `posting`."""
        for term, (numbers, weights, lengths) in self._lists.items():
            count = len(numbers) - self._lost.pop(term, 0)
            yield term, part, count, _literal(numbers), _literal(weights), _literal(lengths)
        for term, lost in self._lost.items():
            yield term, part, -lost, "{}", "{}", "{}"


class Writing:
    """One commit: documents and figures go to their tables at once, posting lists at the end."""

    def __init__(self, connection: Connection, number: int) -> None:
        self._connection = connection
        self.number = number
        self.documents = 0
        self.entries = Entries()
        self.lengths = [0.0] * len(SPACES)
        self.sized = [0] * len(SPACES)

    def drop(self, ids: Sequence[int]) -> None:
        """Take the documents with these ids out."""
        stale = self._connection.execute(STALE, {"ids": list(ids)}).all()
        for row in stale:
            self.entries.lose(row.terms)
            self._measure(row.lengths, -1)
        for statement in DROP:
            self._connection.execute(statement, {"numbers": [row.number for row in stale]})

    def add(self, documents: Iterable[Document]) -> None:
        """Add documents whose ids are not there."""
        rows: list[Row] = []
        figures: list[Row] = []
        for document in documents:
            weighed = weigh(document)
            lengths = [float(weighed[space].length) for space in SPACES]
            facets = facet_values({**document.facets, "type": (document.type,)})
            weights = _weights(weighed, document)
            self.entries.add(self.number, weights)
            self._measure(lengths, 1)
            rows.append(self._row(document, facets, lengths, weights))
            figures += _figures(self.number, document)
            self.number += 1
        self._copy(DOCUMENTS, rows)
        self._copy(FIGURES, figures)

    def flush(self, part: int) -> None:
        """Write the posting lists gathered so far as one part."""
        self._copy(POSTINGS, self.entries.rows(part))
        self.entries = Entries()

    def _row(
        self,
        document: Document,
        facets: list[str],
        lengths: list[float],
        weights: Mapping[str, tuple[float, float]],
    ) -> Row:
        times = _seconds(document.published), _seconds(document.verified)
        titles, said = pack_names(document).decode(), pack_text(document).decode()
        kept = (titles, facets, lengths, _tsvector(weights), said)
        return (self.number, document.id, *times, *kept)

    def _measure(self, lengths: Sequence[float], sign: int) -> None:
        self.documents += sign
        for at, length in enumerate(lengths):
            self.lengths[at] += sign * length
            self.sized[at] += sign * (length > 0)

    def _copy(self, statement: str, rows: Iterable[Row]) -> None:
        raw: Any = self._connection.connection.driver_connection
        with raw.cursor() as cursor, cursor.copy(statement) as copying:
            write: Callable[[Row], None] = copying.write_row
            for row in rows:
                write(row)


def merge(connection: Connection, settled: int, part: int, first: int) -> None:
    """Join the parts after `settled` into one; they hold documents from the number `first` on."""
    values = {"settled": settled, "part": part, "first": first}
    for statement in MERGE:
        connection.execute(statement, values)


def _weights(
    weighed: Mapping[Space, Weighed], document: Document
) -> dict[str, tuple[float, float]]:
    """Return weight and length by lexeme; facets and whole titles count once, whatever the length."""
    found: dict[str, tuple[float, float]] = {}
    for space in SPACES:
        found |= weighted_lexemes(space, weighed[space])
    own = ("type", document.type)
    facets = ((name, value) for name, values in document.facets.items() for value in values)
    titles = pack_names(document).decode().split("\n")
    once = chain(map(facet_lexeme, chain((own,), facets)), map(title_lexeme, titles))
    return found | dict.fromkeys(once, (1.0, 0.0))


def _figures(number: int, document: Document) -> Iterator[Row]:
    for thing, figures in enumerate(document.figures):
        for measure, (least, most) in figures.items():
            yield number, thing, storable(measure), float(least), float(most)


def _tsvector(weights: Mapping[str, tuple[float, float]]) -> str:
    """Write a tsvector, without the lightest terms when a text is as long as a book."""
    terms: Iterable[str] = weights
    if len(weights) * 8 + sum(map(len, weights)) * 4 > LARGEST_TERMS:
        heaviest = sorted(weights, key=lambda term: -weights[term][0])
        sizes = accumulate(len(term.encode()) + 8 for term in heaviest)
        terms = [t for t, size in zip(heaviest, sizes, strict=True) if size <= LARGEST_TERMS]
    return quote("\0".join(terms)).replace("\0", "' '")


def quote(term: str) -> str:
    """Write a term for a tsquery or a tsvector."""
    doubled = term.replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"


def _literal(numbers: Iterable[float]) -> str:
    return "{" + ",".join(map(repr, numbers)) + "}"


def _seconds(moment: datetime | None) -> float | None:
    return moment.timestamp() if moment else None
