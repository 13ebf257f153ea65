"""The portal's own mail server for what comes in: answers, reports of bounces, and nothing else.

250 is said when what came is kept for good; 4xx when the sender shall come again; 5xx when
nobody lives at the address. It relays nothing and answers nobody by mail.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy.exc import OperationalError
from structlog import get_logger

from portal.core.database import Busy

MOST_BYTES = 30 * 1024 * 1024
MOST_RECIPIENTS = 10
IDLE_SECONDS = 60
UNKNOWN = "550 5.1.1 no such address"
LATER = "451 4.3.0 please try again later"
KEPT = "250 2.6.0 kept"
log = get_logger()


class TryLater(Exception):
    """The house cannot take it now."""


class Refuse(Exception):
    """The house will never take it."""


class House(Protocol):
    """What the receiver asks; both may raise `Busy`, `TryLater` or `Refuse`, and may block."""

    def lives_here(self, address: str) -> bool:
        """Whether answers or reports come to this address."""

    def take(self, raw: bytes, sender: str, addresses: Sequence[str]) -> None:
        """Keep a mail for good, or raise."""


class Receiver:
    """Listens until told to stop; works in its own threads."""

    def __init__(self, house: House, host: str, port: int) -> None:
        self._controller = Controller(
            _Handler(house),
            hostname=host,
            port=port,
            data_size_limit=MOST_BYTES,
            enable_SMTPUTF8=False,
            timeout=IDLE_SECONDS,
            ident="ESMTP",
        )

    def start(self) -> None:
        """Raises OSError when the port is taken."""
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop()


class _Handler:
    def __init__(self, house: House) -> None:
        self._house = house
        self._threads = ThreadPoolExecutor(4, "inbound")

    async def handle_RCPT(  # noqa: N802 (the library's name)
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 too many recipients"
        answer = await self._run(self._known, address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        return await self._run(self._taken, envelope)

    async def handle_exception(self, error: Exception) -> str:
        log.error("inbound.failed", error=type(error).__name__)
        return LATER

    async def _run(self, deed: Any, subject: object) -> str:
        return str(await asyncio.get_running_loop().run_in_executor(self._threads, deed, subject))

    def _known(self, address: str) -> str:
        try:
            return "250 2.1.5 OK" if self._house.lives_here(address) else UNKNOWN
        except (Busy, OperationalError):
            return LATER

    def _taken(self, envelope: Envelope) -> str:
        raw = envelope.content if isinstance(envelope.content, bytes) else b""
        try:
            self._house.take(raw, (envelope.mail_from or "").strip("<>"), tuple(envelope.rcpt_tos))
        except (Busy, OperationalError, TryLater):
            return LATER
        except Refuse as refused:
            return f"554 5.6.0 {refused}"
        return KEPT
