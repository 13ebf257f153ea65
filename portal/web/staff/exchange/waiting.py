"""Files that were checked and wait to be confirmed, for a day and under their own hash."""

from __future__ import annotations

import time
from pathlib import Path

from portal.media.storage import Store

SECONDS = 24 * 3600


class Waiting:
    def __init__(self, folder: Path) -> None:
        self._folder, self._store = folder, Store(folder)

    def keep(self, data: bytes) -> str:
        """Keep a file; what nobody confirmed in a day is dropped on the way."""
        oldest = time.time() - SECONDS
        for path in self._folder.rglob("*"):
            if path.is_file() and path.stat().st_mtime < oldest:
                path.unlink(missing_ok=True)
        return self._store.put(data)

    def take(self, digest: str) -> bytes | None:
        """The file, once; None when it is not there."""
        try:
            with self._store.open(digest) as file:
                data = file.read()
        except (ValueError, FileNotFoundError):
            return None
        self._store.path(digest).unlink(missing_ok=True)
        return data
