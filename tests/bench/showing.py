"""What turns ten ids into what a reader sees: rows from a database, and marked passages."""

from __future__ import annotations

import re
import sqlite3
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from pathlib import Path

from portal.search.engine import Document
from portal.search.highlight import Readable
from portal.web.public.fragments import CAPACITY

WIDTH = 120
Row = tuple[str, str]
"""Title and body."""


class Rows:
    """The texts themselves: no engine keeps them, all fetch them from here."""

    def __init__(self, path: Path, documents: Iterable[Document]) -> None:
        self._db = sqlite3.connect(path)
        self._db.execute("create table d(id integer primary key, title, body)")
        rows = ((d.id, d.title[0], d.body[0]) for d in documents)
        self._db.executemany("insert into d values(?,?,?)", rows)
        self._db.commit()

    def of(self, ids: Sequence[int]) -> list[Row]:
        """Return the rows of those ids, in one query."""
        places = ",".join("?" * len(ids))
        found = self._db.execute(f"select id, title, body from d where id in ({places})", ids)
        rows = {id: (title, body) for id, title, body in found}
        return [rows[id] for id in ids]


class Shelf:
    """What the site does: texts of the hits last shown are kept, ready to be quoted."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._kept: OrderedDict[int, tuple[Readable, Readable]] = OrderedDict()

    def show(self, ids: Sequence[int], words: tuple[str, ...]) -> None:
        """Mark the words in each title, and in the passage with most of them."""
        missing = [id for id in ids if id not in self._kept]
        found = self._rows.of(missing) if missing else ()
        for id, (title, body) in zip(missing, found, strict=True):
            self._kept[id] = Readable.exactly(title), Readable.of(body)
        for id in ids:
            shown, text = self._kept[id]
            self._kept.move_to_end(id)
            shown.spans(words)
            text.passage(words, WIDTH)
        while len(self._kept) > CAPACITY:
            self._kept.popitem(last=False)


def as_cheaply_as_possible(rows: Iterable[Row], words: tuple[str, ...]) -> None:
    """Mark the passage at the first word by one regular expression: what peers are charged with.

    Their own ways (Whoosh's highlighter, FTS5's `snippet`) cost more or cannot show Chinese text
    as it was written.
    """
    wanted = re.compile("|".join(map(re.escape, words)), re.IGNORECASE)
    for title, body in rows:
        wanted.sub(r"<mark>\g<0></mark>", title)
        first = wanted.search(body)
        start = max(first.start() - WIDTH // 4, 0) if first else 0
        wanted.sub(r"<mark>\g<0></mark>", body[start : start + WIDTH])
