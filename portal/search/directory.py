"""Where an index lives: a directory for every rebuild, and a file that names the one in use.

`CURRENT` is replaced in one step after every commit, so one look at it tells a reader that
something changed, and a half-written index is never seen. It also lists the size of every file,
because an index that lost a part may go on answering, only wrongly.
"""

import fcntl
import json
import os
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO, TypeAlias

from portal.search.engine import IndexUnavailable

Stamp: TypeAlias = tuple[int, int, int]
PREFIX = "build-"


@dataclass(frozen=True, slots=True)
class Current:
    """What `CURRENT` says: the directory in use, its last commit, and the analysis it was built by."""

    directory: str
    generation: int
    analysis: str
    sizes: dict[str, int]


class IndexDirectory:
    """The directory that holds all generations of one index; only its owner may enter it.

    A directory that is no longer in use is removed `grace` seconds after it was replaced.
    """

    def __init__(self, root: Path, grace: float) -> None:
        self.root = root
        self.lock = root / "LOCK"
        self.grace = grace
        self._current = root / "CURRENT"

    def stamp(self) -> Stamp:
        """Return something that differs after every commit; one system call."""
        try:
            seen = self._current.stat()
        except OSError as error:
            raise IndexUnavailable(f"There is no index in {self.root}.") from error
        return seen.st_ino, seen.st_mtime_ns, seen.st_size

    def current(self) -> Current:
        """Read which directory is in use."""
        try:
            return Current(**json.loads(self._current.read_bytes()))
        except (OSError, ValueError, TypeError) as error:
            raise IndexUnavailable(f"{self._current} cannot be read.") from error

    def path(self, current: Current) -> Path:
        """Return the directory in use."""
        return self.root / current.directory

    def check(self, current: Current) -> None:
        """Make sure that every file of the last commit is there in full."""
        for name, size in current.sizes.items():
            path = self.path(current) / name
            if not path.is_file() or path.stat().st_size != size:
                raise IndexUnavailable(f"{path} is damaged.")

    @contextmanager
    def writing(self) -> Iterator["Turn"]:
        """Let one writer in at a time, over all threads and processes; others wait."""
        with self._locked() as lock:
            yield Turn(self, lock)

    def _locked(self) -> BinaryIO:
        """Hold the lock that is in the directory; one deleted while this writer waited is not it."""
        while True:
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
            with suppress(FileNotFoundError):  # the directory was deleted again
                self.root.chmod(0o700)
                lock = self.lock.open("wb")
                fcntl.flock(lock, fcntl.LOCK_EX)
                if self.holds(lock):
                    return lock
                lock.close()

    def holds(self, lock: BinaryIO) -> bool:
        """Whether this is the lock that every other writer sees."""
        try:
            return self.lock.stat().st_ino == os.fstat(lock.fileno()).st_ino
        except OSError:
            return False


class Turn:
    """What only the writer whose turn it is may do; at most one has it at a time."""

    def __init__(self, directory: IndexDirectory, lock: BinaryIO) -> None:
        self._directory = directory
        self._lock = lock

    def begin(self) -> Path:
        """Make a new, empty directory whose name was never used before.

        A writer whose directory was deleted under it must not go on in one of the same name.
        """
        fresh = self._directory.root / f"{PREFIX}{secrets.token_hex(8)}"
        fresh.mkdir(mode=0o700)
        return fresh

    def publish(self, path: Path, generation: int, analysis: str, files: Iterable[str]) -> None:
        """Make a commit with its files visible to readers.

        Gives up when the directory was deleted meanwhile: another may hold another lock by now.
        Directories that nobody reads any more are removed.
        """
        root = self._directory.root
        if not self._directory.holds(self._lock):
            raise IndexUnavailable(f"{root} was deleted while it was written.")
        with suppress(IndexUnavailable, FileNotFoundError):  # its time to be removed begins
            os.utime(self._directory.path(self._directory.current()))
        sizes = {name: (path / name).stat().st_size for name in files}
        draft = root / "CURRENT.new"
        draft.write_text(json.dumps(asdict(Current(path.name, generation, analysis, sizes))))
        draft.replace(root / "CURRENT")
        self._sweep(path)

    def _sweep(self, kept: Path) -> None:
        for path in self._directory.root.iterdir():
            dated = path.name.startswith(PREFIX) or path.name.isdecimal()
            if (
                dated
                and path != kept
                and time.time() - path.stat().st_mtime >= self._directory.grace
            ):
                shutil.rmtree(path, ignore_errors=True)
