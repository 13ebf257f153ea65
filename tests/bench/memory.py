"""Memory of one process that searches: `python -m tests.bench.memory FOLDER`.

Prints bytes resident before the index under FOLDER is opened, after it was opened, and after the
questions on standard input were asked twice, as a JSON list. A process of its own, and one that
never held the texts, so that no memory that they left is used again unseen.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from portal.search.lexicon import EMPTY
from portal.search.understanding import understand
from tests.bench.corpus import Ask, questions
from tests.bench.ours import Ours
from tests.bench.running import resident


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes that an index costs a process, above what the process holds without it."""

    documents: int
    opened: int
    asked: int


def measure(folder: Path, documents: int) -> Memory:
    """Open the index under `folder` in a process of its own and ask everything twice."""
    command = [sys.executable, "-m", "tests.bench.memory", str(folder)]
    asks = json.dumps([asdict(ask) for ask in questions()])
    told = subprocess.run(command, input=asks, check=True, capture_output=True, text=True)
    before, opened, asked = json.loads(told.stdout)
    return Memory(documents, opened - before, asked - before)


def main() -> None:
    """Print the three figures."""
    asks = [Ask(**ask) for ask in json.load(sys.stdin)]
    understand(asks[0].text, EMPTY)  # dictionaries and tables that every process has
    figures = [resident(os.getpid())]
    ours = Ours(Path(sys.argv[1]))
    ours.engine.status()
    figures.append(resident(os.getpid()))
    for ask in (*asks, *asks):
        ours.search(ask)
    figures.append(resident(os.getpid()))
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
