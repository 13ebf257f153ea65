"""Five hundred questions while the server and the worker are killed: `python -m tests.faults.enquiry_storm`.

Senders post to the API of the real server and send again, with the same key, whatever was not
answered; a real SMTP server takes the mails. Promised: who was answered 201 is kept once, every
mail is sent at least once, a second copy is of a mail that was under way at a kill and carries the
same Message-ID.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from queue import Empty, Queue
from subprocess import Popen

import time_machine
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import func, select

from portal import create_app
from portal.config import read_settings
from portal.core import clock, outbox
from portal.enquiries.models import Enquiry
from portal.runtime import Runtime, build_runtime
from portal.worker import work_once
from tests.bench.running import Portal, Running, free_port, wait_for

SENDERS = 4
PAUSE = 0.7
"""Seconds between two kills."""

THINKING = 0.3
"""Seconds between two questions of a sender, so that kills fall among them."""

DISASTERS = ("worker", "web process", "worker", "server")
BUSY = 503
TRIES = 120
"""Of one sender for one question, half a second apart."""


@dataclass
class Figures:
    """What happened, and what came of it."""

    answered: int = 0
    sent_again: int = 0
    kept: int = 0
    kills: dict[str, int] = field(default_factory=dict)
    mails: int = 0
    second_copies: int = 0
    trouble: list[str] = field(default_factory=list)


class Letters:
    """A mail server that remembers who got what; it takes its time, so that kills fall in between."""

    def __init__(self) -> None:
        self.copies: Counter[tuple[str, str]] = Counter()  # by reader and Message-ID
        self._lock = threading.Lock()

    async def handle_DATA(  # noqa: N802 (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        content = bytes(envelope.original_content or b"").decode("utf-8", "replace")
        head = content.replace("\r\n", "\n").partition("\n\n")[0].replace("\n ", " ")
        identity = next(line for line in head.split("\n") if line.startswith("Message-ID:"))
        with self._lock:
            for reader in envelope.rcpt_tos:
                self.copies[reader, identity.partition(":")[2].strip()] += 1
        return "250 OK"


class Supervised:
    """A portal's server, started again whenever it was killed."""

    def __init__(self, portal: Portal) -> None:
        self._portal, self._port = portal, free_port()
        self.base = f"http://127.0.0.1:{self._port}"
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "portal.cli", "run", "--port", str(self._port)]
        with (self._portal.folder / "server.log").open("ab") as log:
            self._server = Popen(
                [*command, "--workers", "2"], env=self._portal.environ, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        wait_for(self.base + "/healthz")

    def kill(self, what: str) -> bool:
        """Kill without warning; whether there was something to kill."""
        running = Running(self.base, self._server.pid)
        if what == "server":
            os.killpg(self._server.pid, signal.SIGKILL)
            self._server.wait()
            self.start()
            return True
        found = running.background_worker() if what == "worker" else running.web_workers()[0]
        if found:
            os.kill(found, signal.SIGKILL)
        return bool(found)

    def stop(self) -> None:
        self._server.terminate()
        self._server.wait(timeout=30)


def storm(folder: Path, questions: int) -> Figures:
    """Send so many questions through kills, then let a worker finish what is left."""
    letters, figures = Letters(), Figures()
    with _mail_server(letters) as mail_url:
        # behind a proxy that names the visitors
        further = {"PORTAL_MAIL_URL": mail_url, "PORTAL_TRUSTED_PROXIES": "1"}
        portal = Portal(folder / "portal", further)
        portal.command("init", "--without-samples")
        server = Supervised(portal)
        answered = _send_all(server, questions, figures)
        server.stop()
        runtime = build_runtime(read_settings(portal.environ))
        _finish(runtime)
        _compare(runtime, answered, letters, figures)
        runtime.database.engine.dispose()
    return figures


@contextmanager
def _mail_server(letters: Letters) -> Iterator[str]:
    controller = Controller(letters, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{controller.port}"
    finally:
        controller.stop()


def _send_all(server: Supervised, questions: int, figures: Figures) -> dict[int, str]:
    """Reference by question, for all that were answered 201."""
    waiting: Queue[int] = Queue()
    for number in range(questions):
        waiting.put(number)
    answered: dict[int, str] = {}
    senders = [
        threading.Thread(target=_send, args=(server.base, waiting, answered, figures))
        for _ in range(SENDERS)
    ]
    for sender in senders:
        sender.start()
    for disaster in cycle(DISASTERS):
        time.sleep(PAUSE)
        if not any(sender.is_alive() for sender in senders):
            break
        if server.kill(disaster):
            figures.kills[disaster] = figures.kills.get(disaster, 0) + 1
    for sender in senders:
        sender.join()
    figures.answered = len(answered)
    return answered


def _send(base: str, waiting: Queue[int], answered: dict[int, str], figures: Figures) -> None:
    while True:
        try:
            number = waiting.get_nowait()
        except Empty:
            return
        time.sleep(THINKING)
        for _ in range(TRIES):
            try:
                answered[number] = _post(base, number)
                break
            except OSError as error:
                if isinstance(error, urllib.error.HTTPError) and error.code != BUSY:
                    figures.trouble.append(f"question {number} was answered {error.code}")
                    break
                figures.sent_again += 1
                time.sleep(0.5)
        else:
            figures.trouble.append(f"question {number} was never taken")


def _post(base: str, number: int) -> str:
    body = {
        "name": f"示例{number}", "email": f"investor{number}@example.com", "locale": "zh-Hans",
        "message": f"第{number}个问题：有没有层高8米的厂房？", "consent": True,
    }  # fmt: skip
    request = urllib.request.Request(
        f"{base}/api/v1/enquiries",
        json.dumps(body).encode(),
        {
            "Content-Type": "application/json",
            "Idempotency-Key": f"storm-{number}",
            "X-Forwarded-For": f"10.0.{number // 250}.{number % 250 + 1}",
        },
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return str(json.load(answer)["reference"])


def _finish(runtime: Runtime) -> None:
    """Work off the outbox, moving on past what dead workers had claimed."""
    app = create_app(runtime=runtime)
    for _ in range(20):
        while work_once(app, runtime):
            pass
        with runtime.database.read() as session:
            if not outbox.pending(session):
                return
        with time_machine.travel(clock.now() + outbox.LEASE * 2 + timedelta(hours=1)):
            while work_once(app, runtime):
                pass


def _compare(
    runtime: Runtime, answered: dict[int, str], letters: Letters, figures: Figures
) -> None:
    with runtime.database.read() as session:
        figures.kept = session.scalar(select(func.count()).select_from(Enquiry)) or 0
        kept = Counter(session.scalars(select(Enquiry.reference)))
        promised = Counter(session.scalars(select(Enquiry.email)))
        left = outbox.pending(session)
    if left:
        figures.trouble.append(f"{left} promises were not kept")
    for number, reference in answered.items():
        if kept[reference] != 1 or promised[f"investor{number}@example.com"] != 1:
            figures.trouble.append(f"question {number}, {reference}, is not there once")
    readers = Counter(reader for reader, _ in letters.copies)
    for number in answered:
        if readers[f"investor{number}@example.com"] != 1:
            figures.trouble.append(f"investor {number} got {readers} different acknowledgements")
    figures.mails = sum(letters.copies.values())
    figures.second_copies = figures.mails - len(letters.copies)
    if figures.second_copies > sum(figures.kills.values()):
        figures.trouble.append("more second copies than kills")


def main() -> None:
    """Run the storm and print what happened."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=500)
    with tempfile.TemporaryDirectory() as folder:
        figures = storm(Path(folder), parser.parse_args().questions)
    print(json.dumps(asdict(figures), indent=1, ensure_ascii=False))
    sys.exit(bool(figures.trouble))


if __name__ == "__main__":
    main()
