"""Keeping the latest snapshot of an index open for all threads of a process."""

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass

from portal.search.directory import Current, IndexDirectory, Stamp
from portal.search.engine import IndexUnavailable
from portal.search.snapshot import Part, Snapshot


@dataclass(frozen=True, slots=True)
class _View:
    stamp: Stamp
    process: int
    snapshot: Snapshot


class Views:
    """The snapshot that searches use, replaced when `CURRENT` changes.

    `open_` opens what `CURRENT` names, given the parts that are open already. A process that was
    forked opens everything itself, for it shares the position in every file with its parent.
    """

    def __init__(
        self,
        directory: IndexDirectory,
        open_: Callable[[Current, dict[str, Part]], Snapshot],
    ) -> None:
        self._directory = directory
        self._open = open_
        self._view: _View | None = None
        self._opening = threading.Lock()

    def latest(self) -> Snapshot:
        """Return the latest snapshot.

        All wait while one thread opens it: what another process has shown already must not be
        followed by an answer of before.
        """
        view = self._usable()
        if view and view.stamp == self._directory.stamp():
            return view.snapshot
        with self._opening:
            return self._opened()

    def forget(self) -> None:
        """Open everything again at the next search."""
        self._view = None

    def parts(self) -> dict[str, Part]:
        """Return the open parts by name."""
        view = self._usable()
        return {part.name: part for part in view.snapshot.parts} if view else {}

    def _usable(self) -> _View | None:
        view = self._view
        return view if view and view.process == os.getpid() else None

    def _opened(self) -> Snapshot:
        """Open what `CURRENT` names, again when a writer changed it in the meantime."""
        while True:
            stamp = self._directory.stamp()
            view = self._usable()
            if view and view.stamp == stamp:
                return view.snapshot
            current = self._directory.current()
            try:
                snapshot = self._open(current, self.parts())
                self._view = _View(stamp, os.getpid(), snapshot)
                return snapshot
            except IndexUnavailable:
                if self._directory.stamp() == stamp:
                    raise
