"""Posting lists as arrays, and a bounded store of those decoded last."""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Posting:
    """The documents that contain a term (numbers within a part, ascending) and its weights there."""

    documents: NDArray[np.int32]
    weights: NDArray[np.float32]


NOWHERE = Posting(np.empty(0, np.int32), np.empty(0, np.float32))


class PostingCache:
    """The posting lists used last, up to `limit` entries in all (8 bytes each). Thread-safe."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._lists: OrderedDict[tuple[str, ...], Posting] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[str, ...]) -> Posting | None:
        """Return the list kept under `key`, or `None` when it has to be read."""
        with self._lock:
            if key in self._lists:
                self._lists.move_to_end(key)
            return self._lists.get(key)

    def put(self, key: tuple[str, ...], posting: Posting) -> None:
        """Keep a list, dropping those unused for longest."""
        with self._lock:
            if key in self._lists:
                return
            self._lists[key] = posting
            self._size += len(posting.documents)
            while self._size > self._limit:
                _, dropped = self._lists.popitem(last=False)
                self._size -= len(dropped.documents)
