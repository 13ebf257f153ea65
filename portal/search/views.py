"""Keeping the latest snapshot of an index open for all threads of a process."""

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from portal.search.directory import Current, IndexDirectory, Stamp
from portal.search.engine import IndexUnavailable
from portal.search.snapshot import Part, Snapshot

PATIENCE = 100


@dataclass(frozen=True, slots=True)
class _View:
    stamp: Stamp
    process: int
    snapshot: Snapshot


class Views:
    """The snapshot that searches use, replaced when `CURRENT` changes.

    `open_` opens what `CURRENT` names, given the parts that are open already; `newer` says whether
    the directory holds a commit that `CURRENT` does not name yet. A process that was forked opens
    everything itself, for it shares the position in every file with its parent.
    """

    def __init__(
        self,
        directory: IndexDirectory,
        open_: Callable[[Current, dict[str, Part]], Snapshot],
        newer: Callable[[Current], bool],
    ) -> None:
        self._directory = directory
        self._open = open_
        self._newer = newer
        self._view: _View | None = None
        self._opening = threading.Lock()

    def latest(self) -> Snapshot:
        """Return the latest snapshot, or the one before it while another thread opens that."""
        view = self._usable()
        if view and view.stamp == self._directory.stamp():
            return view.snapshot
        if not self._opening.acquire(blocking=view is None) and view:
            return view.snapshot
        try:
            return self._opened()
        finally:
            self._opening.release()

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
                if not self._changing(stamp, current):
                    raise

    def _changing(self, stamp: Stamp, current: Current) -> bool:
        """Wait for a writer that is between its commit and the new `CURRENT`, if there is one."""
        for _ in range(PATIENCE):
            if self._directory.stamp() != stamp:
                return True
            if not self._newer(current):
                return False
            time.sleep(0.01)
        return False
