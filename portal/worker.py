"""Which outbox topic is handled by whom, and the loop that does it: wiring only."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from types import FrameType

import structlog
from flask import Flask
from sqlalchemy.orm import Session

from portal.accounts.mails import MAIL_RENDERERS as ACCOUNT_MAILS
from portal.core import heartbeat, outbox
from portal.core.clock import today
from portal.core.database import Busy
from portal.core.outbox import Later, Message
from portal.enquiries import (
    chasing,
    files,
    retention,
    robot_words,
    telling,
    text_messages,
    topics,
    unreachable,
)
from portal.enquiries.answers_by_mail import ReplyHouse
from portal.enquiries.mails import MAIL_RENDERERS as ENQUIRY_MAILS
from portal.enquiries.text_messages import TextMessage
from portal.listings import indexing
from portal.listings.service import INDEX_TOPIC
from portal.media.service import FORGOTTEN_TOPIC, remove_bytes, sweep
from portal.notifications import choices, inbox, robots, sms
from portal.notifications.calls import CallFailed
from portal.notifications.handlers import Postman
from portal.notifications.receiver import Receiver
from portal.notifications.robots import ROBOT_TOPIC
from portal.notifications.transports import NotTaken, transport
from portal.pipeline import leads
from portal.runtime import Runtime
from portal.search import tally
from portal.search.engine import IndexUnavailable

Handler = Callable[[Runtime, Sequence[Message]], None]
MAILS = {**ACCOUNT_MAILS, **ENQUIRY_MAILS}
PAUSE_SECONDS = 0.5
TALLY_SECONDS = 60
CHASE_SECONDS = 60
TIDY_SECONDS = 3600
LOOK_SECONDS = 2
RETRY_SECONDS = 60
DAYS_ATTEMPTS = 32  # with the outbox's pauses: about a day
LAST_ATTEMPT = 128  # five days, as mail servers do with what is refused
SETTLE_SECONDS = outbox.LEASE.total_seconds() - 10  # from when a row was claimed
# Indexing twice changes nothing, so what a dead worker held need not wait long.
LEASES = {INDEX_TOPIC: timedelta(seconds=20)}
log = structlog.get_logger()


def _index(runtime: Runtime, messages: Sequence[Message]) -> None:
    """Update the index, or build it anew where it is missing or damaged."""
    try:
        indexing.handle(runtime.database, runtime.engine, messages)
    except IndexUnavailable:
        indexing.rebuild(runtime.database, runtime.engine)


def _mail(runtime: Runtime, messages: Sequence[Message]) -> None:
    """Mail one reader each; those of staff wait while their reader wants quiet."""
    settings = runtime.settings
    postman = Postman(runtime.database, settings, transport(settings), MAILS)
    for message in messages:
        with runtime.database.read() as session:
            quiet = choices.quiet_until(session, message.payload.get("user", 0))
        if quiet is not None:
            raise Later(quiet)
        try:
            postman.deliver(message)
        except NotTaken as refused:
            if not refused.for_ever and message.attempts < LAST_ATTEMPT:
                _give_notice(runtime, message)
                raise
            log.warning("mail.dropped", topic=message.topic, row=message.id, said=str(refused))
            _unreachable(runtime, message)
        except OSError:  # the server is away: that loses nothing, however long
            _give_notice(runtime, message)
            raise


def _mail_or_text(runtime: Runtime, messages: Sequence[Message]) -> None:
    """To the investor: a text message where a gateway is set and no mail address was left."""
    for message in messages:
        with runtime.database.read() as session:
            found = text_messages.of(session, runtime.settings, message.topic, message.payload)
        if found is None or not runtime.settings.sms_url:
            _mail(runtime, (message,))
        else:
            _text(runtime, message, found)


def _text(runtime: Runtime, message: Message, found: TextMessage) -> None:
    """What could not be handed over for a day is dropped, and staff are told."""
    try:
        sms.send(runtime.settings, found.phone, found.text, found.reference)
    except CallFailed as error:
        if message.attempts < DAYS_ATTEMPTS:
            raise
        log.warning("text_message.dropped", row=message.id, error=str(error))
        with runtime.database.write() as session:
            unreachable.note(session, message.payload["enquiry"])


def _give_notice(runtime: Runtime, message: Message) -> None:
    if message.attempts == DAYS_ATTEMPTS:
        _unreachable(runtime, message)


def _unreachable(runtime: Runtime, message: Message) -> None:
    """Whoever has the enquiry telephones an investor whom our mail does not reach."""
    if message.topic in topics.TO_INVESTOR:
        with runtime.database.write() as session:
            unreachable.note(session, message.payload["enquiry"])


def _tell(runtime: Runtime, messages: Sequence[Message]) -> None:
    for message in messages:
        with runtime.database.write() as session:
            telling.spread(session, message)


def _say(runtime: Runtime, messages: Sequence[Message]) -> None:
    """Through group robots; what could not be said for a day is old news and dropped."""
    for message in messages:
        if message.attempts > DAYS_ATTEMPTS:
            log.warning("robot.dropped", robot=message.payload["robot"], row=message.id)
            continue
        with runtime.database.read() as session:
            words = robot_words.of_happening(session, runtime.settings, message.payload)
        if words is not None:
            hosts = runtime.settings.robot_hosts
            robots.say(runtime.database, message.payload["robot"], words, hosts)


def _remove_bytes(runtime: Runtime, messages: Sequence[Message]) -> None:
    for message in messages:
        with runtime.database.read() as session:
            remove_bytes(session, runtime.store, message.payload["digest"])


HANDLERS: Mapping[str, Handler] = {
    INDEX_TOPIC: _index,
    **dict.fromkeys(MAILS, _mail),
    **dict.fromkeys(text_messages.TOPICS, _mail_or_text),
    **dict.fromkeys(topics.TO_STAFF, _tell),
    ROBOT_TOPIC: _say,
    FORGOTTEN_TOPIC: _remove_bytes,
}
ONE_AT_A_TIME = frozenset(HANDLERS) - {INDEX_TOPIC}


def work_once(app: Flask, runtime: Runtime) -> int:
    """Handle what is due of the oldest topic; returns how many rows there were.

    All but the index take one at a time, so that one bad address does not send another twice.
    """
    until = time.monotonic() + SETTLE_SECONDS
    with runtime.database.write() as session:
        messages = outbox.claim(session, one_at_a_time=ONE_AT_A_TIME, leases=LEASES)
    if not messages:
        return 0
    try:
        with app.app_context():
            HANDLERS[messages[0].topic](runtime, messages)
    except Later as later:
        with runtime.database.write() as session:
            outbox.postpone(session, messages, later.moment)
    except Exception as error:  # a handler may fail in any way; the row waits and is tried again
        log.exception("outbox", topic=messages[0].topic, rows=len(messages))
        said = f"{type(error).__name__}: {error}"
        put_back = _server_away if _away(messages[0].topic, error) else outbox.failed
        outbox.settle(runtime.database, until, lambda it: put_back(it, messages, said))
    else:
        outbox.settle(runtime.database, until, lambda it: outbox.done(it, messages))
    return len(messages)


def _server_away(session: Session, messages: Sequence[Message], error: str) -> None:
    """Try no other mail for a moment; waiting for the server uses up nobody's last attempts."""
    kept = [replace(row, attempts=min(row.attempts, DAYS_ATTEMPTS)) for row in messages]
    outbox.failed(session, kept, error)
    outbox.hold(session, tuple(MAILS))


def _away(topic: str, error: Exception) -> bool:
    """Whether the next mail would meet the same: it is no word about this reader."""
    return topic in MAILS and isinstance(error, OSError) and not isinstance(error, NotTaken)


class _WithinApp:
    """The house for answers by mail; the receiver's threads have no application context."""

    def __init__(self, app: Flask, house: ReplyHouse) -> None:
        self._app, self._house = app, house

    def lives_here(self, address: str) -> bool:
        return self._house.lives_here(address)

    def take(self, raw: bytes, sender: str, addresses: Sequence[str]) -> None:
        with self._app.app_context():
            self._house.take(raw, sender, addresses)


def receiver_of(app: Flask, runtime: Runtime, at: tuple[str, int]) -> Receiver:
    """The mail server for investors' answers, not yet started."""
    house = ReplyHouse(runtime.database, runtime.settings, runtime.store)
    return Receiver(_WithinApp(app, house), *at)


class Worker:
    """Works until told to stop; `run()` blocks."""

    def __init__(self, app: Flask, runtime: Runtime) -> None:
        self._app, self._runtime = app, runtime
        self._stop = threading.Event()
        self._next: dict[str, float] = {}

    def run(self) -> None:
        while not self._stop.is_set():
            self._every(heartbeat.EVERY.total_seconds(), self._beat)
            self._every(LOOK_SECONDS, self._heal)
            self._every(TALLY_SECONDS, self._tally)
            self._every(CHASE_SECONDS, self._chase)
            self._every(TIDY_SECONDS, self._tidy)
            try:
                worked = work_once(self._app, self._runtime)
            except Busy:
                worked = 0  # the site is writing: its turn first
            if not worked:
                self._stop.wait(PAUSE_SECONDS)

    def _every(self, seconds: float, step: Callable[[], None]) -> None:
        """A step that fails is tried again within a minute, and stops no mail and no index."""
        name = step.__name__
        if time.monotonic() < self._next.get(name, 0.0):
            return
        try:
            step()
        except Busy:
            return  # the site is writing: its turn first
        except Exception:  # it may fail in any way
            log.exception("worker", step=name)
            seconds = min(seconds, RETRY_SECONDS)
        self._next[name] = time.monotonic() + seconds

    def stop(self, _signal: int = signal.SIGTERM, _frame: FrameType | None = None) -> None:
        self._stop.set()

    def _beat(self) -> None:
        with self._runtime.database.write() as session:
            heartbeat.beat(session, "worker")
            outbox.forget_done(session)

    def _heal(self) -> None:
        """Every two seconds: build the index where it is missing or damaged.

        Visitors are answered from titles until then, so nobody should wait for the next change.
        """
        try:
            self._runtime.engine.status()
        except IndexUnavailable as error:
            log.warning("index", rebuilding=str(error))
            indexing.rebuild(self._runtime.database, self._runtime.engine)

    def _tally(self) -> None:
        """Every minute: what visitors searched for, into the tallies that staff see."""
        tally.take_in(self._runtime.database, self._runtime.settings.data_dir)

    def _chase(self) -> None:
        """Every minute: reminders, word to superiors, what nobody accepts, the digest."""
        with self._runtime.database.write() as session:
            chasing.chase(session)
            chasing.digest(session)

    def _tidy(self) -> None:
        """Every hour: data whose time is over, files that nothing names."""
        with self._runtime.database.write() as session:
            retention.erase_expired(session, leads.strike_out)
            files.forget_abandoned(session)
            inbox.forget_old(session)
            tally.forget(session, today())
        with self._runtime.database.read() as session:
            sweep(session, self._runtime.store)
