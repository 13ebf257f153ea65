"""Whoosh as the store of posting lists; the only file that knows it."""

import os
import pickle
import struct
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, TypeAlias
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

from portal.search.analysis import ANALYSIS_VERSION
from portal.search.blocks import decode
from portal.search.engine import Document, IndexUnavailable
from portal.search.figures import Mask
from portal.search.merging import to_merge
from portal.search.packing import (
    pack_facets,
    pack_figures,
    pack_names,
    pack_row,
    pack_text,
    unpack_facets,
    unpack_figures,
    unpack_rows,
)
from portal.search.pool import Pool
from portal.search.postings import NOWHERE, Memory, Posting
from portal.search.question import Space
from portal.search.snapshot import ROW, Part
from portal.search.weighing import weigh

Merge: TypeAlias = Callable[[SegmentWriter, list[W3Segment]], list[W3Segment]]
LAYOUT_VERSION = "4"
"""Stands for the fields below and `snapshot.ROW`; raise it when one changes."""

VERSION = f"{ANALYSIS_VERSION}/{LAYOUT_VERSION}"
INDEX_NAME = "MAIN"
CODEC = W3Codec(blocklimit=1024, compression=1)
CODEC.length_stats = False  # else Whoosh looks for a file of lengths, once a posting
ROWS = "row"
FACETS = "facets"
FIGURES = "figures"
NAMES = "names"
TEXT = "text"
FREQUENCIES = 20_000  # kept of every part, some 4 MB

# What Whoosh raises on a damaged index, as found by truncating each of its files: trust.md 5.
DAMAGE = (
    BrokenExecutor,  # a process that built a part was killed
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
    **{ROWS: COLUMN(FixedBytesColumn(ROW.itemsize))},
    **{name: COLUMN(VarBytesColumn()) for name in (FACETS, FIGURES, NAMES, TEXT)},
)


@contextmanager
def edge() -> Iterator[None]:
    """Turn whatever a damaged index raises into `IndexUnavailable`."""
    try:
        yield
    except DAMAGE as error:
        raise IndexUnavailable(f"The index cannot be used: {error!r}") from error


class _Storage(FileStorage):  # type: ignore[misc]
    """A directory in which each process has temporary files of its own.

    Whoosh names their folder after the index and removes it when a segment is done, under the
    hands of any other process that writes a segment at the same time.
    """

    def temp_storage(self, name: str | None = None) -> FileStorage:
        return super().temp_storage(f"{name}.{os.getpid()}")


def _storage(path: Path) -> _Storage:
    """Open a directory without memory maps: reading a map of a truncated file kills the process."""
    return _Storage(str(path), supports_mmap=False)


def _index(path: Path) -> FileIndex:
    return FileIndex(_storage(path), SCHEMA, INDEX_NAME)


def create(path: Path) -> None:
    """Begin an index without documents in an empty directory."""
    with edge():
        TOC.create(_storage(path), SCHEMA, INDEX_NAME)


def commit(path: Path, generation: int) -> TOC:
    """Return what the commit of that number holds."""
    return TOC.read(_storage(path), INDEX_NAME, generation, SCHEMA)


def files(path: Path, generation: int) -> list[str]:
    """Name the files of the commit of that number."""
    with edge():
        return [name for name, belongs in _files(path, generation) if belongs]


def tidy(path: Path, generation: int) -> None:
    """Remove all other commits: those before it, and one that a killed writer never published."""
    with edge():
        for name, belongs in _files(path, generation):
            if not belongs:
                (path / name).unlink(missing_ok=True)


def _files(path: Path, generation: int) -> Iterator[tuple[str, bool]]:
    """Every file that Whoosh wrote, with whether it belongs to the commit of that number."""
    segments = {segment.segment_id() for segment in commit(path, generation).segments}
    for name in [file.name for file in path.iterdir()]:
        if toc := TOC._pattern(INDEX_NAME).match(name):
            yield name, int(toc.group(1)) == generation
        elif segment := TOC._segment_pattern(INDEX_NAME).match(name):
            yield name, segment.group(1) in segments


def opened(
    path: Path, held: TOC, known: Mapping[str, Part], memory: Memory
) -> tuple[list[Part], list[Mask]]:
    """Open the parts of a commit, except those `known` already, with the documents that live."""
    segments = [segment for segment in held.segments if segment.doc_count_all()]
    parts = [known.get(_name(path, s)) or _part(path, s, memory) for s in segments]
    return parts, [_live(segment) for segment in segments]


def _live(segment: W3Segment) -> Mask:
    mask = np.ones(segment.doc_count_all(), np.bool_)
    mask[list(segment.deleted_docs())] = False
    return mask


def _name(path: Path, segment: W3Segment) -> str:
    """Name a segment for good: Whoosh draws ids at random, and a seeded program draws them again.

    The process is part of it, because what was opened before a fork is of no use after it.
    """
    return f"{os.getpid()}/{path.name}/{segment.segment_id()}"


class _Segment:
    """The terms, posting lists and texts of a segment, open for reading; safe between threads."""

    def __init__(self, path: Path, segment: W3Segment, memory: Memory) -> None:
        self.name = _name(path, segment)
        self.reader = SegmentReader(_storage(path), SCHEMA, segment)
        self.lists = (path / segment.make_filename(W3Codec.POSTS_EXT)).open("rb")
        self.frequency = lru_cache(maxsize=FREQUENCIES)(self._frequency)
        self._texts = self.reader.column_reader(TEXT)
        self._memory = memory
        self._lock = threading.Lock()

    def _frequency(self, space: Space, term: str) -> int:
        with self._lock:
            return int(self.reader.doc_frequency(space.value, term))

    def posting(self, space: Space, term: str) -> Posting:
        key = (self.name, space.value, term)
        kept = self._memory.get(key)
        if not isinstance(kept, Posting):
            with self._lock:
                kept = _read(self.reader, self.lists, space, term)
            self._memory.put(key, kept)
        return kept

    def text(self, document: int) -> str:
        key = (self.name, document)
        kept = self._memory.get(key)
        if not isinstance(kept, str):
            with self._lock:
                kept = str(self._texts[document], "utf-8")
            self._memory.put(key, kept)
        return kept


def _part(path: Path, segment: W3Segment, memory: Memory) -> Part:
    """Read the columns of a segment, and open its terms and posting lists for reading."""
    opened = _Segment(path, segment, memory)
    packed = (path / W3Codec.column_filename(segment, ROWS)).read_bytes()
    names = [str(name, "utf-8") for name in opened.reader.column_reader(NAMES)]
    part = Part(
        opened.name,
        unpack_rows(packed, segment.doc_count_all()),
        unpack_facets(opened.reader.column_reader(FACETS)),
        unpack_figures(opened.reader.column_reader(FIGURES)),
        names,
        frozenset(hash(title) for several in names for title in several.split("\n")),
        opened.text,
        opened.frequency,
        opened.posting,
    )
    finalize(part, _close, opened.reader, opened.lists)
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


class _Writer(SegmentWriter):  # type: ignore[misc]
    """A writer that leaves the files of the commit before: readers use them until all is published."""

    def _commit_toc(self, segments: list[W3Segment]) -> None:
        TOC(self.schema, segments, self.generation).write(self.storage, self.indexname)


@contextmanager
def writing(path: Path, merge: Merge) -> Iterator[SegmentWriter]:
    """Write one commit: all of it, or after an error nothing."""
    with edge():
        writer = _Writer(_index(path), codec=CODEC, compound=False)
        writer.pool = Pool()
    try:
        yield writer
        with edge():
            writer.commit(mergetype=merge)
    except BaseException:
        with suppress(*DAMAGE):
            writer.cancel()
        raise


def merge_small(writer: SegmentWriter, segments: list[W3Segment]) -> list[W3Segment]:
    """Merge small segments once there are many."""
    living = [int(segment.doc_count_all() - segment.deleted_count()) for segment in segments]
    merged = [segments[place] for place in to_merge(living)]
    for segment in merged:
        reader = SegmentReader(writer.storage, writer.schema, segment)
        writer.add_reader(reader)
        reader.close()
    return [segment for segment in segments if segment not in merged]


def write_segment(path: Path, documents: list[Document]) -> W3Segment:
    """Write documents as a segment that no commit names yet; several processes may do so at once."""
    with edge():
        writer = SegmentWriter(_index(path), codec=CODEC, compound=False, _lk=False)
        writer.pool = Pool()
        for document in documents:
            write(writer, document)
        segment = writer._finalize_segment()  # what Whoosh's own parallel writer calls
        writer._finish()
    return segment


def write(writer: SegmentWriter, document: Document) -> None:
    weighed = weigh(document)
    fields: dict[str, object] = {space.value: weighed[space].terms for space in Space}
    fields |= {ROWS: pack_row(document, weighed), FACETS: pack_facets(document)}
    fields |= {FIGURES: pack_figures(document), NAMES: pack_names(document)}
    fields |= {TEXT: pack_text(document)}
    with edge():
        writer.add_document(**fields)
