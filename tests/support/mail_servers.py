"""Mail servers for tests, on real ports."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from aiosmtpd.controller import Controller

from tests.support.mailbox import Mailbox


@contextmanager
def listening(box: Mailbox, port: int) -> Iterator[None]:
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield
    finally:
        controller.stop()


@contextmanager
def raw_server(port: int, talk: Callable[[socket.socket], None]) -> Iterator[list[str]]:
    """Speaks with each caller as `talk` does, and no better; gives the list of callers."""
    callers: list[str] = []
    with socket.create_server(("127.0.0.1", port)) as server:
        server.settimeout(0.2)
        over = threading.Event()

        def serve() -> None:
            while not over.is_set():
                try:
                    caller, address = server.accept()
                except TimeoutError:
                    continue
                callers.append(str(address))
                with caller, suppress(OSError):  # the other side may hang up
                    caller.settimeout(5)
                    talk(caller)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield callers
        finally:
            over.set()
            thread.join()
