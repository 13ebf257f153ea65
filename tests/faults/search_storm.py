"""Four readers, a writer, and what can befall them: `python -m tests.faults.search_storm`.

Readers ask pages and API of the real server while a writer gives listings new titles; the
background worker and the writer are killed, the index is rebuilt and deleted. Promised: never a
5xx, and once a change was found, every later answer finds the new title and not the old one.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import count, cycle
from pathlib import Path
from random import Random
from urllib.parse import urlencode

from portal.config import read_settings
from portal.core.audit import SYSTEM
from portal.editorial import service as editorial
from portal.listings.models import Listing
from portal.listings.texts import Text
from portal.runtime import Runtime, build_runtime
from tests.bench.running import Portal, Running
from tests.faults.storm_board import Board, title
from tests.support import factories

READERS, LISTINGS, OPEN_CHANGES = 4, 60, 20
DISASTERS = ("kill worker", "delete index", "kill writer", "rebuild", "kill worker")
PAUSE = 3.0
"""Seconds between two disasters."""

LAST_INDEXED = 200.0
"""Seconds after which a change is found at the latest: a killed worker's claim lasts two minutes."""


@dataclass
class Told:
    """What a reader saw; `trouble` tells broken promises."""

    requests: int = 0
    degraded: int = 0
    slowest: float = 0.0  # seconds
    trouble: list[str] = field(default_factory=list)


@dataclass
class Figures:
    """What happened in a storm, over all readers."""

    readers: Told = field(default_factory=Told)
    acknowledged: int = 0
    disasters: dict[str, int] = field(default_factory=dict)


def storm(folder: Path, seconds: float) -> Figures:
    """Run a portal for so many seconds with a disaster every few, then until all is found."""
    portal, board = Portal(folder / "portal"), Board(folder / "board")
    portal.command("init", "--without-samples")
    figures = Figures()
    with portal.running(workers=2) as running:
        start = _starter(portal, running, board)
        writer = start("write")
        _wait_for_the_first(board)
        readers = [start("read", str(number), str(seconds)) for number in range(READERS)]
        end = time.monotonic() + seconds
        for disaster in cycle(DISASTERS):
            time.sleep(min(PAUSE, max(end - time.monotonic(), 0.0)))
            if time.monotonic() >= end:
                break
            figures.disasters[disaster] = figures.disasters.get(disaster, 0) + 1
            writer = _befall(disaster, portal, running, writer, start)
        writer.terminate()
        writer.wait()
        for reader in readers:
            _add(figures.readers, reader.communicate()[0])
        figures.acknowledged = sum(version.found for version in board.look().values())
        if seconds < LAST_INDEXED:  # nobody waits here until a dead worker's claim is free again
            portal.command("reindex")
        figures.readers.trouble += _in_the_end(portal, running, board)
    return figures


Process = subprocess.Popen[str]


def _wait_for_the_first(board: Board) -> None:
    """Until one change was found: a busy machine may take longer to start than the storm lasts."""
    end = time.monotonic() + LAST_INDEXED
    while not any(version.settled for version in board.look().values()):
        if time.monotonic() > end:
            raise TimeoutError("nothing that was published is found")
        time.sleep(0.1)


def _starter(portal: Portal, running: Running, board: Board) -> Callable[..., Process]:
    def start(role: str, *arguments: str) -> Process:
        command = [sys.executable, "-m", "tests.faults.search_storm", role]
        given = (running.base, str(board.path), *arguments)
        return subprocess.Popen(
            [*command, *given], env=portal.environ, stdout=subprocess.PIPE, text=True
        )

    return start


def _befall(
    disaster: str, portal: Portal, running: Running, writer: Process, start: Callable[..., Process]
) -> Process:
    """Let it happen; returns the writer, which may be a new one."""
    if disaster == "rebuild":
        command = [sys.executable, "-m", "portal.cli", "reindex"]
        subprocess.Popen(
            command, env=portal.environ, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
    elif disaster == "delete index":
        shutil.rmtree(portal.folder / "index", ignore_errors=True)  # somebody may be writing there
    elif disaster == "kill worker" and (pid := running.background_worker()):
        os.kill(pid, signal.SIGKILL)
    elif disaster == "kill writer":
        if writer.poll() is not None:
            raise RuntimeError("the writer ended by itself")
        writer.kill()
        writer.wait()
        return start("write")
    return writer


def _add(told: Told, line: str) -> None:
    other = Told(**json.loads(line))
    told.requests += other.requests
    told.degraded += other.degraded
    told.slowest = max(told.slowest, other.slowest)
    told.trouble += other.trouble


def _in_the_end(portal: Portal, running: Running, board: Board) -> Iterator[str]:
    """Whether everything that was published is found, and the index is whole again."""
    runtime = build_runtime(read_settings(portal.environ))
    with runtime.database.read() as session:
        titles = {id: session.get_one(Listing, id).working_title for id in board.versions}
    runtime.database.engine.dispose()
    deadline = time.monotonic() + LAST_INDEXED
    for id, last in titles.items():
        while not (answer := _ask(running, last)).finds(id) or answer.degraded:
            if time.monotonic() > deadline:
                yield f"{id}: {last} is not found in the end"
                break
            time.sleep(0.2)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the API said."""

    ids: frozenset[int]
    degraded: bool

    def finds(self, id: int) -> bool:
        return id in self.ids


def _ask(running: Running, line: str) -> Answer:
    found = running.search(q=line, per_page="100")
    return Answer(frozenset(hit["id"] for hit in found["hits"]), bool(found.get("degraded")))


def write(running: Running, board: Board) -> None:
    """Publish new titles for ever, several changes open at a time, and say when each is found."""
    runtime = build_runtime(read_settings(os.environ))
    random, open_changes = Random(), dict[int, int]()
    _make_listings(runtime, board)
    while True:
        idle = [id for id in board.look() if id not in open_changes]
        if len(open_changes) < OPEN_CHANGES and idle:
            id = random.choice(idle)
            open_changes[id] = _publish(runtime, board, id)
        for id, version in list(open_changes.items()):
            answer = _ask(running, title(id, version))
            if answer.finds(id) and not answer.degraded:
                board.say("found", id, version)
                del open_changes[id]


def _make_listings(runtime: Runtime, board: Board) -> None:
    for _ in range(LISTINGS - len(board.look())):
        with runtime.database.write() as session:
            id = factories.listing(session, "news", title="示例").id
        board.say("intended", id, 0)


def _publish(runtime: Runtime, board: Board, id: int) -> int:
    version = board.look()[id].intended + 1
    board.say("intended", id, version)
    with runtime.database.write() as session:
        listing = session.get_one(Listing, id)
        text = Text(title(id, version), "示例", "示例", {})
        for locale in ("zh-hans", "en"):
            editorial.save_text(session, listing, locale, text, SYSTEM, None)
        editorial.publish(session, listing, SYSTEM)
    return version


def read(running: Running, board: Board, seed: int, seconds: float) -> Told:
    """Ask for new and old titles by turns, page and API by turns."""
    told, random, end = Told(), Random(seed), time.monotonic() + seconds
    for turn in count():
        if time.monotonic() >= end:
            break
        settled = {id: v for id, v in board.look().items() if v.settled}
        if not settled:
            time.sleep(0.05)
            continue
        id, version = random.choice(sorted(settled.items(), key=lambda item: item[0]))
        started = time.monotonic()
        try:
            _check(told, running, board, id, version.found, turn)
        except (urllib.error.HTTPError, OSError) as error:
            told.trouble.append(f"{time.monotonic() - end + seconds:.1f} s: {error}")
        told.requests += 1
        told.slowest = max(told.slowest, time.monotonic() - started)
    return told


def _check(told: Told, running: Running, board: Board, id: int, version: int, turn: int) -> None:
    wanted = version if turn % 2 else version - 1
    line = title(id, wanted)
    if turn // 2 % 2:
        address = f"{running.base}/zh-hans/search?{urlencode({'q': line})}"
        with urllib.request.urlopen(address, timeout=30) as response:
            finds = f"/news/{id}-" in response.read().decode()
    else:
        answer = _ask(running, line)
        finds = answer.finds(id)
        told.degraded += answer.degraded
    now = board.look()[id].intended
    if wanted == version and now == version and not finds:
        told.trouble.append(f"turn {turn}: {id} has version {version}, and is not found by it")
    if wanted < version and now <= version + 1 and finds:
        told.trouble.append(
            f"turn {turn}: {id} has version {version}, and is found by the one before"
        )


def main() -> None:
    """Run a storm, or be one of its processes."""
    if sys.argv[1:2] == ["write"]:
        return write(Running(sys.argv[2], 0), Board(Path(sys.argv[3])))
    if sys.argv[1:2] == ["read"]:
        base, board, number, seconds = sys.argv[2:]
        told = read(Running(base, 0), Board(Path(board)), int(number), float(seconds))
        return print(json.dumps(asdict(told)))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=300)
    with tempfile.TemporaryDirectory() as folder:
        figures = storm(Path(folder), parser.parse_args().seconds)
    print(json.dumps(asdict(figures), indent=1, ensure_ascii=False))
    sys.exit(bool(figures.readers.trouble))


if __name__ == "__main__":
    main()
