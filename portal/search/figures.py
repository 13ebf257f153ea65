"""Figures as arrays: which documents have one and the same thing that meets all conditions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from portal.search.engine import Bounds

Mask: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Measured:
    """One measure: thing `things[i]` has it from `least[i]` to `most[i]`."""

    things: NDArray[np.int32]
    least: NDArray[np.float64]
    most: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Table:
    """Things and their documents: thing number i belongs to document `documents[i]`."""

    documents: NDArray[np.int32]
    measures: Mapping[str, Measured]

    @classmethod
    def of(cls, figures: Iterable[Sequence[Mapping[str, Sequence[float]]]]) -> "Table":
        """Build the table from the things of documents 0, 1, 2 …"""
        owners: list[int] = []
        found: dict[str, list[tuple[int, float, float]]] = {}
        for document, things in enumerate(figures):
            for thing in things:
                for name, (least, most) in thing.items():
                    found.setdefault(name, []).append((len(owners), least, most))
                owners.append(document)
        return cls(np.array(owners, np.int32), {n: _measured(rows) for n, rows in found.items()})

    @classmethod
    def joined(cls, tables: Iterable[tuple["Table", int]]) -> "Table":
        """Join the tables of several parts, each with the number of its first document."""
        owners = [np.empty(0, np.int32)]
        pieces: dict[str, list[tuple[Measured, int]]] = {}
        count = 0
        for table, offset in tables:
            owners.append(table.documents + np.int32(offset))
            for name, measured in table.measures.items():
                pieces.setdefault(name, []).append((measured, count))
            count += len(table.documents)
        return cls(np.concatenate(owners), {name: _joined(some) for name, some in pieces.items()})

    def meeting(self, ranges: Mapping[str, Bounds]) -> Mask:
        """Mark the things that meet all ranges; every thing when there are none."""
        kept = np.ones(len(self.documents), np.bool_)
        for name, bounds in ranges.items():
            kept &= self._within(name, bounds)
        return kept

    def owners(self, things: Mask, size: int) -> Mask:
        """Mark the documents, of `size` in all, that have any of the things."""
        mask = np.zeros(size, np.bool_)
        mask[self.documents[things]] = True
        return mask

    def counts(self, name: str, things: Mask, edges: Sequence[float]) -> tuple[int, ...]:
        """Count the documents whose least of a measure lies from one edge up to the next."""
        if name not in self.measures:
            return (0,) * len(edges)
        measured = self.measures[name]
        kept = things[measured.things]
        bars = np.searchsorted(np.array(edges), measured.least[kept], side="right") - 1
        owners = self.documents[measured.things[kept]].astype(np.int64)
        each_once = np.unique(owners[bars >= 0] * len(edges) + bars[bars >= 0])
        return tuple(np.bincount(each_once % len(edges), minlength=len(edges)).tolist())

    def most(self, name: str, things: Mask, size: int) -> NDArray[np.float64]:
        """Return the most that each of `size` documents has of a measure; without it, -inf."""
        values = np.full(size, -inf)
        if name in self.measures:
            measured = self.measures[name]
            kept = things[measured.things]
            owners = self.documents[measured.things[kept]]
            np.maximum.at(values, owners, measured.most[kept])
        return values

    def least(self, name: str, things: Mask, size: int) -> NDArray[np.float64]:
        """Return the least that each of `size` documents has of a measure; without it, inf."""
        values = np.full(size, inf)
        if name in self.measures:
            measured = self.measures[name]
            kept = things[measured.things]
            owners = self.documents[measured.things[kept]]
            np.minimum.at(values, owners, measured.least[kept])
        return values

    def _within(self, name: str, bounds: Bounds) -> Mask:
        mask = np.zeros(len(self.documents), np.bool_)
        if name in self.measures:
            measured = self.measures[name]
            enough = measured.most >= (-inf if bounds.least is None else bounds.least)
            enough &= measured.least <= (inf if bounds.most is None else bounds.most)
            mask[measured.things[enough]] = True
        return mask


def _measured(rows: list[tuple[int, float, float]]) -> Measured:
    things, least, most = zip(*rows, strict=True)
    return Measured(np.array(things, np.int32), np.array(least, float), np.array(most, float))


def _joined(pieces: list[tuple[Measured, int]]) -> Measured:
    return Measured(
        np.concatenate([m.things + np.int32(offset) for m, offset in pieces]),
        np.concatenate([m.least for m, _ in pieces]),
        np.concatenate([m.most for m, _ in pieces]),
    )
