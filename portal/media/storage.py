"""Where uploaded bytes lie: each file under the sha256 of what it holds, never under a name.

`<root>/ab/cd/abcd…` are the files themselves; `<root>/derived/…` holds smaller pictures made
from them, which may be deleted at any time and are made again.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

_DIGEST = re.compile(r"[0-9a-f]{64}")


class Store:
    """Files by digest. Folders are 0700, files 0600; a file is whole or not there."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, data: bytes) -> str:
        """Keep `data` durably; returns its sha256. The same bytes are kept once."""
        digest = hashlib.sha256(data).hexdigest()
        path = self.path(digest)
        try:
            os.utime(path)  # young again: nobody removes it before its new row is committed
        except FileNotFoundError:
            _write(path, data)
        return digest

    def path(self, digest: str) -> Path:
        """Where the file of that digest lies; raises ValueError when it is no digest."""
        return self._root / _fan_out(digest) / digest

    def open(self, digest: str) -> BinaryIO:
        """Raises FileNotFoundError when the file is gone."""
        return self.path(digest).open("rb")

    def derived(self, digest: str, width: int) -> Path:
        """Where the picture of that width made from `digest` lies, if it has been made."""
        return self._root / "derived" / _fan_out(digest) / f"{digest}-{width}.webp"

    def put_derived(self, digest: str, width: int, data: bytes) -> Path:
        path = self.derived(digest, width)
        _write(path, data)
        return path

    def digests(self, older_than: float) -> Iterator[str]:
        """What is kept and was written before that Unix time."""
        for path in self._root.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*"):
            if _DIGEST.fullmatch(path.name) and path.stat().st_mtime < older_than:
                yield path.name

    def written_at(self, digest: str) -> float:
        """The Unix time at which these bytes were last kept; 0 when they are gone."""
        try:
            return self.path(digest).stat().st_mtime
        except FileNotFoundError:
            return 0

    def remove(self, digest: str) -> None:
        """Delete a file and what was derived from it."""
        for derived in self.derived(digest, 0).parent.glob(f"{digest}-*.webp"):
            derived.unlink(missing_ok=True)
        self.path(digest).unlink(missing_ok=True)


def _fan_out(digest: str) -> Path:
    if not _DIGEST.fullmatch(digest):
        raise ValueError("not a digest")
    return Path(digest[:2]) / digest[2:4]


def _write(path: Path, data: bytes) -> None:
    """Write to a neighbour, flush it to the disk, then rename: no reader sees half a file."""
    _make_private(path.parent)
    partial = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        partial.rename(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _make_private(folder: Path) -> None:
    """`mkdir(parents=True)` would give the folders above the mode of the umask."""
    if not folder.is_dir():
        _make_private(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def _sync_folder(folder: Path) -> None:
    """Without this the new name itself can be lost with the power."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
