"""Collecting the postings of one commit, twelve bytes each, and giving them back in order."""

from array import array
from collections.abc import Iterator
from typing import TypeAlias

import numpy as np

Entry: TypeAlias = tuple[str, bytes, int, float, bytes | None]
"""Field, term, document number, weight, and a payload that this pool drops."""


class Pool:
    """Takes the place of Whoosh's own pool, which pickles every single posting to disk and back.

    That was half the time of a build. Here the memory grows with the commit, so the caller commits
    when `len(pool)` is large.
    """

    def __init__(self) -> None:
        self.cleanup()

    def cleanup(self) -> None:
        """Forget everything."""
        self._terms: dict[tuple[str, bytes], int] = {}
        self._codes = array("I")
        self._documents = array("I")
        self._weights = array("f")

    def __len__(self) -> int:
        return len(self._codes)

    def add(self, entry: Entry) -> None:
        """Take one posting; those of one term come by ascending document number."""
        field, term, document, weight, _ = entry
        self._codes.append(self._terms.setdefault((field, term), len(self._terms)))
        self._documents.append(document)
        self._weights.append(weight)

    def iter_postings(self) -> Iterator[Entry]:
        """Yield everything by field, term and document number."""
        terms = sorted(self._terms)
        rank = np.empty(len(terms), np.uint32)
        rank[[self._terms[term] for term in terms]] = np.arange(len(terms), dtype=np.uint32)
        ranks = rank[np.frombuffer(self._codes, np.uint32)]
        order = np.argsort(ranks, kind="stable")
        documents = np.frombuffer(self._documents, np.uint32)
        weights = np.frombuffer(self._weights, np.float32)
        for some in np.array_split(order, len(order) // 100_000 + 1):
            columns = (ranks[some].tolist(), documents[some].tolist(), weights[some].tolist())
            for code, document, weight in zip(*columns, strict=True):
                yield *terms[code], document, weight, b""
