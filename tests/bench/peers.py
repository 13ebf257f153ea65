"""The engines beside ours, each used as its documentation shows: one page of hits with counts.

Chinese is cut into words beforehand, for none of them does it. All keep their index on disk, take
the title four times, match any word, and count three facets.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

import tantivy
from tantivy import Occur
from whoosh import fields, query
from whoosh.analysis import Token, Tokenizer
from whoosh.index import create_in

from portal.search.engine import Document
from tests.bench.corpus import FACETS, Ask, cut

TITLE_WEIGHT = 4.0
MEMORY = 128_000_000
"""Bytes that a writer may keep before it writes a segment; tantivy's default."""

Page = tuple[int, list[int]]
"""How many documents were found, and the ids of the first ten."""


class Peer(Protocol):
    """What is measured of an engine that is not ours."""

    name: str

    def build(self, documents: Iterable[Document]) -> None:
        """Index all documents, on one core."""
        ...

    def search(self, ask: Ask) -> Page:
        """Answer with total, three facet counts and ten hits."""
        ...


class Tantivy:
    """tantivy 0.27 from its Python package: frequencies without positions, facets as fast fields."""

    name = "tantivy"

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        build = tantivy.SchemaBuilder().add_integer_field(
            "id", stored=True, indexed=True, fast=True
        )
        for name in ("title", "body"):
            build.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
        for name in FACETS:
            build.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
        self._schema = build.build()
        self._index = tantivy.Index(self._schema, str(folder))
        counts = {"terms": {"size": 100}}
        self._counts = {n: {"terms": {**counts["terms"], "field": n}} for n in FACETS}

    def build(self, documents: Iterable[Document]) -> None:
        writer = self._index.writer(MEMORY, num_threads=1)
        for d in documents:
            texts = {"title": _cut(d.title), "body": _cut(d.body)}
            writer.add_document(tantivy.Document(id=d.id, **texts, **_facets(d)))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def search(self, ask: Ask) -> Page:
        searcher, wanted = self._index.searcher(), self._query(ask)
        found = searcher.search(wanted, limit=10, count=True)
        searcher.aggregate(wanted, self._counts)
        addresses = [address for _, address in found.hits]
        ids = [int(id) for id in searcher.fast_field_values("id", addresses) if id is not None]
        return int(found.count), ids  # type: ignore[attr-defined]

    def _query(self, ask: Ask) -> tantivy.Query:
        any_word = []
        for word in ask.words:
            title = tantivy.Query.term_query(self._schema, "title", word, "freq")
            any_word += [
                (Occur.Should, tantivy.Query.boost_query(title, TITLE_WEIGHT)),
                (Occur.Should, tantivy.Query.term_query(self._schema, "body", word, "freq")),
            ]
        must = [(Occur.Must, tantivy.Query.boolean_query(any_word))]
        for name, values in ask.filters.items():
            allowed = tantivy.Query.term_set_query(self._schema, name, values)
            must.append((Occur.Must, tantivy.Query.const_score_query(allowed, 0.0)))
        return tantivy.Query.boolean_query(must)


class Fts5:
    """SQLite FTS5 on text cut beforehand, facets by GROUP BY."""

    name = "SQLite FTS5"

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._db = sqlite3.connect(folder / "fts.sqlite3")
        self._db.execute("create table d(id integer primary key, type, region, industry)")
        self._db.execute("create virtual table f using fts5(title, body, content='')")

    def build(self, documents: Iterable[Document]) -> None:
        for d in documents:
            self._db.execute("insert into d values(:id, :type, :region, :industry)", _row(d))
            texts = (d.id, _cut(d.title), _cut(d.body))
            self._db.execute("insert into f(rowid, title, body) values(?,?,?)", texts)
        self._db.execute("insert into f(f) values('optimize')")
        self._db.commit()

    def search(self, ask: Ask) -> Page:
        clauses, values = ["f match ?"], [" OR ".join(f'"{word}"' for word in ask.words)]
        for name, allowed in ask.filters.items():
            clauses.append(f"{name} in ({','.join('?' * len(allowed))})")
            values += allowed
        found = f"from f join d on d.id = f.rowid where {' and '.join(clauses)}"
        (total,) = self._db.execute(f"select count(*) {found}", values).fetchone()
        for name in FACETS:
            self._db.execute(f"select {name}, count(*) {found} group by 1", values).fetchall()
        order = f"order by bm25(f, {TITLE_WEIGHT}, 1.0) limit 10"
        rows = self._db.execute(f"select d.id {found} {order}", values)
        return int(total), [int(id) for (id,) in rows]


class _Words(Tokenizer):  # type: ignore[misc]
    """What Whoosh's documentation asks of whoever brings a language: a tokenizer."""

    def __call__(self, value: str, **options: bool) -> Iterator[Token]:
        token = Token(**options)
        for position, word in enumerate(cut(value)):
            token.text, token.pos = word, position
            yield token


class StockWhoosh:
    """Whoosh as documented: TEXT fields with positions, its searcher, `groupedby`."""

    name = "Whoosh"

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        facets = {name: fields.ID(sortable=True) for name in FACETS}
        schema = fields.Schema(
            id=fields.STORED,
            title=fields.TEXT(_Words(), field_boost=TITLE_WEIGHT),
            body=fields.TEXT(_Words()),
            **facets,
        )
        self._index = create_in(folder, schema)

    def build(self, documents: Iterable[Document]) -> None:
        with self._index.writer(limitmb=128) as writer:
            for d in documents:
                writer.add_document(id=d.id, title=d.title[0], body=d.body[0], **_facets(d))

    def search(self, ask: Ask) -> Page:
        wanted = [query.Term(name, w) for w in ask.words for name in ("title", "body")]
        allowed = [query.Or([query.Term(n, v) for v in vs]) for n, vs in ask.filters.items()]
        with self._index.searcher() as searcher:
            results = searcher.search(
                query.Or(wanted),
                limit=10,
                filter=query.And(allowed) if allowed else None,
                groupedby=list(FACETS),
            )
            for name in FACETS:
                {value: len(numbers) for value, numbers in results.groups(name).items()}
            first = [
                int(results.fields(place)["id"]) for place in range(min(10, len(results.top_n)))
            ]
            return len(results), first


PEERS: tuple[type[Tantivy | Fts5 | StockWhoosh], ...] = (Tantivy, Fts5, StockWhoosh)


def _cut(texts: Iterable[str]) -> str:
    return " ".join(word for text in texts for word in cut(text))


def _facets(document: Document) -> dict[str, str]:
    carried = {name: values[0] for name, values in document.facets.items()}
    return {"type": document.type, **carried}


def _row(document: Document) -> dict[str, object]:
    return {"id": document.id, **_facets(document)}
