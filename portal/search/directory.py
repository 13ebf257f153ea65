"""Where an index lives: numbered directories, and a file that names the one in use.

`CURRENT` is replaced in one step after every commit, so one look at it tells a reader that
something changed, and a half-written index is never seen. It also lists the size of every file,
because an index that lost a part may go on answering, only wrongly.
"""

import fcntl
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeAlias

from portal.search.engine import IndexUnavailable

Stamp: TypeAlias = tuple[int, int, int]


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
        self._root = root
        self._current = root / "CURRENT"
        self._grace = grace
        self._held = 0  # the inode of the lock of whoever writes

    def stamp(self) -> Stamp:
        """Return something that differs after every commit; one system call."""
        try:
            seen = self._current.stat()
        except OSError as error:
            raise IndexUnavailable(f"There is no index in {self._root}.") from error
        return seen.st_ino, seen.st_mtime_ns, seen.st_size

    def current(self) -> Current:
        """Read which directory is in use."""
        try:
            return Current(**json.loads(self._current.read_bytes()))
        except (OSError, ValueError, TypeError) as error:
            raise IndexUnavailable(f"{self._current} cannot be read.") from error

    def path(self, current: Current) -> Path:
        """Return the directory in use."""
        return self._root / current.directory

    def check(self, current: Current) -> None:
        """Make sure that every file of the last commit is there in full."""
        for name, size in current.sizes.items():
            path = self.path(current) / name
            if not path.is_file() or path.stat().st_size != size:
                raise IndexUnavailable(f"{path} is damaged.")

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Let one writer in at a time, over all threads and processes; others wait."""
        self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._root.chmod(0o700)
        with (self._root / "LOCK").open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._held = os.fstat(lock.fileno()).st_ino
            yield

    def _check_held(self) -> None:
        """Give up when the directory was deleted meanwhile: another may hold another lock by now."""
        try:
            same = (self._root / "LOCK").stat().st_ino == self._held
        except OSError:
            same = False
        if not same:
            raise IndexUnavailable(f"{self._root} was deleted while it was written.")

    def begin(self) -> Path:
        """Make the next, empty directory. Only while `writing`."""
        taken = [int(path.name) for path in self._generations()]
        fresh = self._root / str(max(taken, default=0) + 1)
        fresh.mkdir(mode=0o700)
        return fresh

    def publish(self, directory: Path, generation: int, analysis: str) -> None:
        """Make a commit visible to readers, and remove what nobody reads. Only while `writing`."""
        self._check_held()
        for replaced in self._generations():
            if self._names(replaced):
                os.utime(replaced)
        current = Current(directory.name, generation, analysis, _sizes(directory))
        draft = self._root / "CURRENT.new"
        draft.write_text(json.dumps(asdict(current)))
        draft.replace(self._current)
        self._sweep(directory)

    def _names(self, directory: Path) -> bool:
        try:
            return self.current().directory == directory.name
        except IndexUnavailable:
            return False

    def _generations(self) -> list[Path]:
        return [path for path in self._root.iterdir() if path.name.isdecimal() and path.is_dir()]

    def _sweep(self, kept: Path) -> None:
        for path in self._generations():
            if path != kept and time.time() - path.stat().st_mtime >= self._grace:
                shutil.rmtree(path, ignore_errors=True)


def _sizes(directory: Path) -> dict[str, int]:
    return {path.name: path.stat().st_size for path in directory.iterdir() if path.is_file()}
