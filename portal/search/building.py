"""Building a large index on all cores: each part of the documents in a process of its own."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from portal.search.engine import Document

CHARACTERS = 6_000_000
"""Of texts in one part: about 200 MB while it is written, and a segment of the index after."""

Written = TypeVar("Written")
Write = Callable[[Path, list[Document]], Written]


def build(path: Path, documents: Iterable[Document], write: Write[Written]) -> list[Written]:
    """Write all documents in parts, each by `write`, and return what it says of each, in order.

    A single part is written here. `write` has to be a function of a module, for other processes
    find it by its name; what one of them raises is raised here.
    """
    parts = _parts(documents)
    first = list(islice(parts, 2))
    cores = len(os.sched_getaffinity(0))
    if len(first) < 2 or cores < 2:
        return [write(path, part) for part in chain(first, parts)]
    with ProcessPoolExecutor(cores, mp_context=get_context("spawn")) as processes:
        written: list[Written] = []
        waiting: deque[Future[Written]] = deque()
        for part in chain(first, parts):
            waiting.append(processes.submit(write, path, part))
            if len(waiting) > cores:  # no more than this is held in memory
                written.append(waiting.popleft().result())
        return written + [future.result() for future in waiting]


def _parts(documents: Iterable[Document]) -> Iterator[list[Document]]:
    part: list[Document] = []
    size = 0
    for document in documents:
        part.append(document)
        size += sum(len(text) for text in (*document.title, *document.keys, *document.body))
        if size >= CHARACTERS:
            yield part
            part, size = [], 0
    if part:
        yield part


def each_once(documents: Iterable[Document], seen: set[int]) -> Iterator[Document]:
    """Pass documents on, of several with one id the first."""
    for document in documents:
        if document.id not in seen:
            seen.add(document.id)
            yield document
