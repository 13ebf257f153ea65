"""Processes beside the server: started, started again should they die, ended with it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable

CHECK_SECONDS = 1
PATIENCE_SECONDS = 10


class ProcessBeside:
    """`portal COMMAND` as a process of its own."""

    def __init__(self, command: str) -> None:
        self._command = command

    def __enter__(self) -> None:
        self._ending = threading.Event()
        self._process = self._start()
        threading.Thread(target=self._watch, daemon=True).start()

    def __exit__(self, *_exception: object) -> None:
        self._ending.set()
        self._process.terminate()
        self._process.wait(timeout=PATIENCE_SECONDS)

    def _start(self) -> subprocess.Popen[bytes]:
        environ = os.environ | {"PORTAL_PARENT": str(os.getpid())}
        return subprocess.Popen([sys.executable, "-m", "portal.cli", self._command], env=environ)

    def _watch(self) -> None:
        while not self._ending.wait(CHECK_SECONDS):
            if self._process.poll() is not None:
                self._process = self._start()


def stop_with_parent(stop: Callable[[], None]) -> None:
    """What `portal run` started ends when the server is gone, however it went."""
    parent = os.environ.get("PORTAL_PARENT")
    if parent is None:
        return

    def watch() -> None:
        while os.getppid() == int(parent):
            time.sleep(CHECK_SECONDS)
        stop()

    threading.Thread(target=watch, daemon=True).start()
