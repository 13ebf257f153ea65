"""Whoosh as the store of posting lists; the only file that knows it.

Whoosh writes, merges and deletes; its parser and its collectors are not used, for the one can be
made to run for minutes and the others work posting by posting. Posting lists are read block-wise
into arrays, and `ranking` answers from those.
"""

import os
import pickle
import struct
import threading
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO
from weakref import finalize

import numpy as np
from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.columns import FixedBytesColumn, VarBytesColumn
from whoosh.fields import COLUMN, FieldType, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.formats import Existence
from whoosh.index import TOC, FileIndex
from whoosh.index import IndexError as WhooshIndexError
from whoosh.reading import SegmentReader, TermNotFound
from whoosh.writing import IndexingError, SegmentWriter

from portal.search.analysis import ANALYSIS_VERSION, Analysis, Space
from portal.search.blocks import decode
from portal.search.directory import Current, IndexDirectory
from portal.search.engine import Document, Engine, IndexUnavailable, Query, Result, Status
from portal.search.packing import pack_facets, pack_row, unpack_facets, unpack_rows
from portal.search.pool import Pool
from portal.search.postings import NOWHERE, Posting, PostingCache
from portal.search.ranking import answer
from portal.search.snapshot import ROW, Mask, Part, Snapshot
from portal.search.views import Views
from portal.search.weighing import weigh

LAYOUT_VERSION = "1"
"""Stands for the fields below and `snapshot.ROW`; raise it when one changes."""

VERSION = f"{ANALYSIS_VERSION}/{LAYOUT_VERSION}"
LARGEST_COMMIT = 5_000_000
"""Postings in memory at once: about 150 MB with their terms, 3,000 documents of 4,000 characters."""

MOST_SMALL_PARTS = 8
SMALL_PART = 2000
INDEX_NAME = "MAIN"
CODEC = W3Codec(blocklimit=1024, compression=1)
CODEC.length_stats = False  # else Whoosh looks for a file of lengths, once a posting
ROWS = "row"
FACETS = "facets"

# What Whoosh raises on a damaged index, as found by truncating each of its files: trust.md 5.
DAMAGE = (
    *(EOFError, OSError, struct.error, zlib.error, pickle.UnpicklingError, WhooshIndexError),
    *(IndexingError, LookupError, ValueError, TypeError, AttributeError, AssertionError),
)


class _Weights(FieldType):  # type: ignore[misc]
    """A field that takes terms with their weights and keeps nothing else: no positions, no text."""

    def __init__(self) -> None:
        super().__init__(Existence(), None)

    def index(
        self, value: Mapping[str, float], **_: object
    ) -> Iterator[tuple[bytes, int, float, bytes]]:
        return ((term.encode(), 1, weight, b"") for term, weight in value.items())


SCHEMA = Schema(
    **{space.value: _Weights() for space in Space},
    **{ROWS: COLUMN(FixedBytesColumn(ROW.itemsize)), FACETS: COLUMN(VarBytesColumn())},
)


@contextmanager
def _edge() -> Iterator[None]:
    """Turn whatever a damaged index raises into `IndexUnavailable`."""
    try:
        yield
    except DAMAGE as error:
        raise IndexUnavailable(f"The index cannot be used: {error!r}") from error


class WhooshEngine(Engine):
    """The index under `<data_dir>/index`; one object serves all threads of a process.

    `cached` bounds the posting lists kept decoded (8 bytes an entry), `grace` is how many seconds a
    replaced index stays on disk for readers that are about to open it.
    """

    def __init__(
        self, data_dir: Path, analysis: Analysis, cached: int = 4_000_000, grace: float = 60.0
    ) -> None:
        self._directory = IndexDirectory(data_dir / "index", grace)
        self._analysis = analysis
        self._cache = PostingCache(cached)
        self._views = Views(self._directory, self._open, self._newer)

    def search(self, query: Query) -> Result:
        question = self._analysis.query_terms(query.text)
        snapshot = self._views.latest()
        try:
            with _edge():
                return answer(snapshot, query, question)
        except IndexUnavailable:
            self._views.forget()
            raise

    def status(self) -> Status:
        snapshot = self._views.latest()
        return Status(snapshot.documents, snapshot.generation, VERSION)

    def update(self, documents: Iterable[Document], deleted: Iterable[int] = ()) -> None:
        latest = {document.id: document for document in documents}
        replaced = np.array([*latest, *deleted], np.int64)
        with self._directory.writing():
            current = self._directory.current()
            before = self._open(current, self._views.parts())
            path = self._directory.path(current)
            stale = before.live & np.isin(before.rows["id"], replaced)
            with _writer(path) as writer:
                for number in np.flatnonzero(stale).tolist():
                    writer.delete_document(number)
                for document in latest.values():
                    _write(writer, document)
            self._directory.publish(path, writer.generation, VERSION)

    def rebuild(self, documents: Iterable[Document]) -> int:
        with self._directory.writing():
            path = self._directory.begin()
            with _edge():
                TOC.create(_storage(path), SCHEMA, INDEX_NAME)
            seen: set[int] = set()
            source = _each_once(documents, seen)
            complete = False
            while not complete:
                with _writer(path) as writer:
                    complete = _fill(writer, source)
            self._directory.publish(path, writer.generation, VERSION)
        return len(seen)

    def _open(self, current: Current, known: Mapping[str, Part]) -> Snapshot:
        if current.analysis != VERSION:
            raise IndexUnavailable(f"The index is of version {current.analysis}, not {VERSION}.")
        path = self._directory.path(current)
        with _edge():
            toc = TOC.read(_storage(path), INDEX_NAME, schema=SCHEMA)
            if toc.generation == current.generation:
                self._directory.check(current)
            segments = [segment for segment in toc.segments if segment.doc_count_all()]
            parts = [
                known.get(_name(path, segment)) or _part(path, segment, self._cache)
                for segment in segments
            ]
        generation = f"{current.directory}.{toc.generation}"
        return Snapshot(parts, [_live(segment) for segment in segments], generation)

    def _newer(self, current: Current) -> bool:
        storage = _storage(self._directory.path(current))
        with _edge():
            return bool(TOC._latest_generation(storage, INDEX_NAME) > current.generation)


def _storage(path: Path) -> FileStorage:
    """Open a directory without memory maps: reading a map of a truncated file kills the process."""
    return FileStorage(str(path), supports_mmap=False)


def _live(segment: W3Segment) -> Mask:
    mask = np.ones(segment.doc_count_all(), np.bool_)
    mask[list(segment.deleted_docs())] = False
    return mask


def _name(path: Path, segment: W3Segment) -> str:
    """Name a segment for good: Whoosh draws ids at random, and a seeded program draws them again.

    The process is part of it, because what was opened before a fork is of no use after it.
    """
    return f"{os.getpid()}/{path.name}/{segment.segment_id()}"


def _part(path: Path, segment: W3Segment, cache: PostingCache) -> Part:
    """Read the columns of a segment, and open its terms and posting lists for reading."""
    reader = SegmentReader(_storage(path), SCHEMA, segment)
    lists = (path / segment.make_filename(W3Codec.POSTS_EXT)).open("rb")
    lock = threading.Lock()
    name = _name(path, segment)

    def frequency(space: Space, term: str) -> int:
        with lock:
            return int(reader.doc_frequency(space.value, term))

    def read(space: Space, term: str) -> Posting:
        key = (name, space.value, term)
        if (kept := cache.get(key)) is None:
            with lock:
                kept = _read(reader, lists, space, term)
            cache.put(key, kept)
        return kept

    packed = (path / W3Codec.column_filename(segment, ROWS)).read_bytes()
    rows = unpack_rows(packed, segment.doc_count_all())
    part = Part(name, rows, unpack_facets(reader.column_reader(FACETS)), frequency, read)
    finalize(part, _close, reader, lists)
    return part


def _close(reader: SegmentReader, lists: BinaryIO) -> None:
    reader.close()
    lists.close()


def _read(reader: SegmentReader, lists: BinaryIO, space: Space, term: str) -> Posting:
    try:
        offset, length = reader.term_info(space.value, term).extent()
    except TermNotFound:
        return NOWHERE
    size = length[0] if isinstance(length, tuple) else length  # Whoosh 2.7 forgets to unpack it
    return decode(os.pread(lists.fileno(), size, offset))


@contextmanager
def _writer(path: Path) -> Iterator[SegmentWriter]:
    """Write one commit: all of it, or after an error nothing."""
    with _edge():
        index = FileIndex(_storage(path), SCHEMA, INDEX_NAME)
        writer = SegmentWriter(index, codec=CODEC, compound=False)
        writer.pool = Pool()
    try:
        yield writer
        with _edge():
            writer.commit(mergetype=_merge)
    except BaseException:
        with suppress(*DAMAGE):
            writer.cancel()
        raise


def _merge(writer: SegmentWriter, segments: list[W3Segment]) -> list[W3Segment]:
    """Merge small segments once there are many, so that a document is rewritten only a few times.

    The smallest four go, and every further one no larger than those before it together. Large
    segments stay until the next rebuild, which bounds the time of a commit.
    """
    ordered = sorted((s for s in segments if _living(s) < SMALL_PART), key=_living)
    if len(ordered) < MOST_SMALL_PARTS:
        return segments
    total = count = 0
    while count < len(ordered) and (count < 4 or _living(ordered[count]) <= total):
        total += _living(ordered[count])
        count += 1
    for segment in ordered[:count]:
        reader = SegmentReader(writer.storage, writer.schema, segment)
        writer.add_reader(reader)
        reader.close()
    return [segment for segment in segments if segment not in ordered[:count]]


def _living(segment: W3Segment) -> int:
    return int(segment.doc_count_all() - segment.deleted_count())


def _each_once(documents: Iterable[Document], seen: set[int]) -> Iterator[Document]:
    """Pass documents on, of several with one id the first."""
    for document in documents:
        if document.id not in seen:
            seen.add(document.id)
            yield document


def _fill(writer: SegmentWriter, source: Iterator[Document]) -> bool:
    """Write documents until there are no more (true) or the commit is large (false)."""
    for document in source:
        _write(writer, document)
        if len(writer.pool) >= LARGEST_COMMIT:
            return False
    return True


def _write(writer: SegmentWriter, document: Document) -> None:
    weighed = weigh(document)
    fields: dict[str, object] = {space.value: weighed[space].terms for space in Space}
    fields |= {ROWS: pack_row(document, weighed), FACETS: pack_facets(document)}
    with _edge():
        writer.add_document(**fields)
