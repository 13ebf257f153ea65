"""The embedded engine: an index on disk that Whoosh writes, read as arrays.

Whoosh writes, merges and deletes (`whoosh_store`); its parser and its collectors are not used, for
the one can be made to run for minutes and the others work posting by posting. Posting lists are
read block-wise into arrays, and `ranking` answers from those.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np

from portal.search.building import build, each_once
from portal.search.directory import Current, IndexDirectory, Turn
from portal.search.engine import (
    Document,
    Engine,
    Explanation,
    IndexUnavailable,
    Query,
    Result,
    Status,
)
from portal.search.engines import whoosh_store as store
from portal.search.engines.whoosh_store import VERSION
from portal.search.explaining import explain
from portal.search.folding import fold
from portal.search.naming import tight
from portal.search.postings import Memory
from portal.search.question import Space
from portal.search.ranking import answer
from portal.search.snapshot import Part, Snapshot
from portal.search.views import Views

T = TypeVar("T")


class WhooshEngine(Engine):
    """The index under `<data_dir>/index`; one object serves all threads of a process.

    `memory` bounds, in bytes, the posting lists and texts kept decoded; `grace` is how many seconds a
    replaced index stays on disk for readers that are about to open it.
    """

    def __init__(self, data_dir: Path, memory: int = 128 * 2**20, grace: float = 60.0) -> None:
        self._directory = IndexDirectory(data_dir / "index", grace)
        self._memory = Memory(memory)
        self._views = Views(self._directory, self._open)

    def search(self, query: Query) -> Result:
        return self._reading(lambda snapshot: answer(snapshot, query))

    def explain(self, query: Query, id: int) -> Explanation | None:
        return self._reading(lambda snapshot: explain(snapshot, query, id))

    def frequencies(self, terms: Sequence[tuple[Space, str]]) -> tuple[int, ...]:
        return self._reading(lambda snapshot: tuple(snapshot.frequency(*term) for term in terms))

    def entitled(self, phrase: str) -> bool:
        wanted = tight(fold(phrase))
        return self._reading(lambda s: any(hash(wanted) in part.titles for part in s.parts))

    def _reading(self, read: Callable[[Snapshot], T]) -> T:
        snapshot = self._views.latest()
        try:
            with store.edge():
                return read(snapshot)
        except IndexUnavailable:
            self._views.forget()
            raise

    def status(self) -> Status:
        snapshot = self._views.latest()
        return Status(snapshot.documents, snapshot.generation, VERSION)

    def update(self, documents: Iterable[Document], deleted: Iterable[int] = ()) -> None:
        with self._directory.writing() as turn:
            latest = {document.id: document for document in documents}
            replaced = np.array([*latest, *deleted], np.int64)
            current = self._directory.current()
            before = self._open(current, self._views.parts())
            path = self._directory.path(current)
            store.tidy(path, current.generation)
            stale = before.live & np.isin(before.rows["id"], replaced)
            with store.writing(path, store.merge_small) as writer:
                for number in np.flatnonzero(stale).tolist():
                    writer.delete_document(number)
                for document in latest.values():
                    store.write(writer, document)
            _publish(turn, path, writer.generation)

    def rebuild(self, documents: Iterable[Document]) -> int:
        with self._directory.writing() as turn:
            path = turn.begin()
            store.create(path)
            seen: set[int] = set()
            segments = build(path, each_once(documents, seen), store.write_segment)
            with store.writing(path, lambda _, __: segments) as writer:
                pass
            _publish(turn, path, writer.generation)
        return len(seen)

    def _open(self, current: Current, known: Mapping[str, Part]) -> Snapshot:
        if current.analysis != VERSION:
            raise IndexUnavailable(f"The index is of version {current.analysis}, not {VERSION}.")
        self._directory.check(current)
        path = self._directory.path(current)
        with store.edge():
            opened = store.opened(path, store.commit(path, current.generation), known, self._memory)
        generation = f"{current.directory}.{current.generation}"
        return Snapshot(*opened, generation, self._memory)


def _publish(turn: Turn, path: Path, generation: int) -> None:
    turn.publish(path, generation, VERSION, store.files(path, generation))
    store.tidy(path, generation)
