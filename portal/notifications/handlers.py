"""What the worker does with an outbox row of a topic `mail.*`: render, compose, send."""

from __future__ import annotations

from collections.abc import Mapping

from structlog import get_logger

from portal.config import Settings
from portal.core.clock import now
from portal.core.database import Database
from portal.core.mail import Renderer
from portal.core.outbox import Message, OutboxRow
from portal.notifications.message import BadAddress, compose, message_id
from portal.notifications.transports import Transport

log = get_logger()


class Postman:
    """Turns outbox rows into mails. The rooms that know the words register their renderers.

    The database is left before the mail server is spoken to: a slow server holds no lock.
    Runs inside an application context, or nothing is translated.
    """

    def __init__(
        self,
        database: Database,
        settings: Settings,
        transport: Transport,
        renderers: Mapping[str, Renderer],
    ) -> None:
        self._database = database
        self._settings = settings
        self._transport = transport
        self._renderers = renderers

    def deliver(self, row: Message) -> None:
        """Send the mail of one row; raises OSError or SMTPException, then the row waits.

        A record that is gone, or a reader without an address, is no mail and no failure.
        Call it once a row and mark each row done by itself: a batch that fails half-way would
        send its first half again.
        """
        with self._database.read() as session:
            mail = self._renderers[row.topic](session, self._settings, row.payload)
            promised = session.get(OutboxRow, row.id)
            written_at = promised.created_at if promised else now()
        if mail is None:
            return
        try:
            composed = compose(mail, message_id(row, written_at, self._settings), now())
        except BadAddress:
            log.warning("mail.bad_address", topic=row.topic, row=row.id)
            return
        self._transport.send(composed, mail.bounces_to)
