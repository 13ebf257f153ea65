"""Posting lists as arrays, and a bounded memory of those decoded last."""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Posting:
    """The documents that contain a term (numbers within a part, ascending) and its weights there."""

    documents: NDArray[np.int32]
    weights: NDArray[np.float32]


Kept: TypeAlias = Posting | str
OVERHEAD = 200
"""Bytes that an entry takes besides its numbers: key, arrays and their places in a dictionary."""

NOWHERE = Posting(np.empty(0, np.int32), np.empty(0, np.float32))


def size_of(kept: Kept) -> int:
    """Return about how many bytes a posting list or a text takes."""
    entries = 2 * len(kept) if isinstance(kept, str) else 8 * len(kept.documents)
    return OVERHEAD + entries


class Memory:
    """The posting lists and texts used last, up to `limit` bytes in all. Thread-safe."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._kept: OrderedDict[tuple[str | int, ...], Kept] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[str | int, ...]) -> Kept | None:
        """Return what is kept under `key`, or `None` when it has to be read."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: tuple[str | int, ...], new: Kept) -> None:
        """Keep something, dropping what was unused for longest."""
        with self._lock:
            if key in self._kept:
                return
            self._kept[key] = new
            self._size += size_of(new)
            while self._size > self._limit:
                _, dropped = self._kept.popitem(last=False)
                self._size -= size_of(dropped)
