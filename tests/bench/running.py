"""A portal of its own in a directory: commands, the real server, its processes."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

PATIENCE = 600.0
"""Seconds that a portal may take to start, or to index what was imported."""


@dataclass(frozen=True, slots=True)
class Portal:
    """Commands of the portal under `folder`; its settings are `further` and nothing else."""

    folder: Path
    further: Mapping[str, str] = field(default_factory=dict)

    @property
    def environ(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
        own = {"PORTAL_DATA_DIR": str(self.folder), "PYTHONWARNINGS": "ignore"}
        return kept | own | dict(self.further)

    def command(self, *arguments: str) -> str:
        """Run `portal …` and return what it printed; raises where it failed."""
        command = [sys.executable, "-m", "portal.cli", *arguments]
        done = subprocess.run(
            command, env=self.environ, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"portal {' '.join(arguments)}: {done.stdout}{done.stderr}")
        return done.stdout

    def import_news(self, records: Iterable[Mapping[str, str]]) -> int:
        """Publish records as news of the city; returns how many there were."""
        file = self.folder.parent / f"{self.folder.name}.jsonl"
        required = {"column": "activity", "region": "140800"}
        lines = [json.dumps(required | dict(r), ensure_ascii=False) for r in records]
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        self.command("import", "news", str(file), "--publish")
        return len(lines)

    @contextmanager
    def running(self, workers: int = 2) -> Iterator[Running]:
        """Run the real server with the background worker beside it."""
        port = free_port()
        command = [sys.executable, "-m", "portal.cli", "run", "--port", str(port)]
        log = (self.folder / "server.log").open("ab")
        server = subprocess.Popen(
            [*command, "--workers", str(workers)], env=self.environ, stdout=log, stderr=log
        )
        try:
            running = Running(f"http://127.0.0.1:{port}", server.pid)
            wait_for(running.base + "/healthz")
            yield running
        finally:
            server.terminate()
            server.wait(timeout=30)
            log.close()


@dataclass(frozen=True, slots=True)
class Running:
    """A server under `base`; `pid` is its first process."""

    base: str
    pid: int

    def search(self, **parameters: str) -> dict[str, Any]:
        """Ask the search API; raises `urllib.error.HTTPError` on any refusal."""
        address = f"{self.base}/api/v1/search?{urlencode(parameters)}"
        with urllib.request.urlopen(address, timeout=30) as answer:
            found: dict[str, Any] = json.load(answer)
        return found

    def wait_until_indexed(self, wanted: int, type_key: str = "news") -> None:
        """Wait until so many listings of a type are found."""
        end = time.monotonic() + PATIENCE
        while self.search(q="", type=type_key)["total"] < wanted:
            if time.monotonic() > end:
                raise TimeoutError(f"not all of {wanted} were indexed")
            time.sleep(0.2)

    def background_worker(self) -> int | None:
        """The process that keeps the index in step; none while it is being started again."""
        return next((pid for pid in self._children() if "worker" in _arguments(pid)), None)

    def web_workers(self) -> list[int]:
        """The processes that answer requests."""
        return [pid for pid in self._children() if "worker" not in _arguments(pid)]

    def _children(self) -> list[int]:
        path = Path(f"/proc/{self.pid}/task")
        lists = [(task / "children").read_text().split() for task in path.iterdir()]
        return [int(pid) for pids in lists for pid in pids]


def resident(pid: int) -> int:
    """Bytes of memory that a process holds, what it shares with others included."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise ProcessLookupError(pid)


def wait_for(url: str) -> None:
    """Wait until an address answers."""
    end = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                answer.read()
                return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _arguments(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except OSError:
        return []
