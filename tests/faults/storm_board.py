"""What writer and readers of the storm tell each other, and the titles by which they know versions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from portal.search.folding import fold

NEIGHBOURS = 3
"""Titles of so many versions in a row have no character in common."""


@dataclass(frozen=True, slots=True)
class Version:
    """Of one listing: the version published last, and the one that was found last."""

    intended: int = 0
    found: int = 0

    @property
    def settled(self) -> bool:
        return self.intended == self.found > 0


class Board:
    """A file to which the writer appends what it is about to publish, and what was found."""

    def __init__(self, path: Path) -> None:
        self.path, self.versions = path, dict[int, Version]()
        self._read = 0
        path.touch()

    def say(self, what: str, listing: int, version: int) -> None:
        with self.path.open("a") as file:
            file.write(f"{what} {listing} {version}\n")

    def look(self) -> dict[int, Version]:
        """Read what was said since; a half-written line waits."""
        with self.path.open() as file:
            file.seek(self._read)
            said, newline, _ = file.read().rpartition("\n")
        self._read += len(said) + len(newline)
        for line in said.splitlines():
            what, listing, version = line.split()
            old = self.versions.get(int(listing), Version())
            found = int(version) if what == "found" else old.found
            self.versions[int(listing)] = Version(max(old.intended, int(version)), found)
        return self.versions


@cache
def _rare() -> tuple[str, ...]:
    """Characters that no other text here holds, and that folding leaves as they are.

    Else a title could be found by one of another version: 噦 is folded to 哕.
    """
    every = map(chr, range(0x4E00, 0x9FA6))
    return tuple(c for c in every if not c.encode("gb2312", "ignore") and fold(c) == c)


def title(listing: int, version: int) -> str:
    """Return a title that shares no character with those of the versions before and after."""
    random = Random(listing * 100_003 + version)
    return "".join(random.choices(_rare()[version % NEIGHBOURS :: NEIGHBOURS], k=6))
