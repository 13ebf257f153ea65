"""An end to conversations with servers that never stop and never finish."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress


@contextmanager
def hung_up_after(seconds: float, wire: Callable[[], socket.socket | None]) -> Iterator[None]:
    """Cut the wire when the whole takes longer: a time-out for each step lets a server drip.

    Whoever reads from it then meets an OSError or the end. `wire` is asked when the time is over.
    """
    ending = threading.Timer(seconds, _cut, [wire])
    ending.daemon = True
    ending.start()
    try:
        yield
    finally:
        ending.cancel()


def _cut(wire: Callable[[], socket.socket | None]) -> None:
    still_open = wire()
    if still_open is not None:
        with suppress(OSError):  # it was over already
            still_open.shutdown(socket.SHUT_RDWR)
