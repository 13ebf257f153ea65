"""What comes in by mail: answers of investors become turns of the conversation, each once.

The address proves that the writer was written to; the writer's own address must fit as well.
What a stranger sends to it is kept as a note for staff, and never as the investor's word.
Reports of mail servers have an address of their own, see `bounces`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy.orm import Session
from structlog import get_logger

from portal.config import Settings
from portal.core import outbox
from portal.core.database import Database
from portal.core.i18n import _l, speaking
from portal.core.locales import DEFAULT
from portal.enquiries import bounces, files, often, reply_address, service, topics
from portal.enquiries.mail_notes import is_noted, leave_note
from portal.enquiries.models import Enquiry, Via
from portal.enquiries.private_link import locale_of
from portal.listings.fields import clean
from portal.media.checks import Refused, Upload
from portal.media.service import Prepared
from portal.media.storage import Store
from portal.notifications.incoming import Incoming, Unreadable, read
from portal.notifications.quoting import without_quote
from portal.notifications.receiver import Refuse, TryLater

LONGEST = 20_000  # characters
log = get_logger()


@dataclass(frozen=True, slots=True)
class Brought:
    """A mail's files: those whose bytes are kept, without rows, and the others in words."""

    files: Sequence[Prepared]
    refused: Sequence[str]


class ReplyHouse:
    """The house that the receiver asks. Call it inside an application context."""

    def __init__(self, database: Database, settings: Settings, store: Store) -> None:
        self._database, self._settings, self._store = database, settings, store

    def lives_here(self, address: str) -> bool:
        with self._database.read() as session:
            if reply_address.is_for_reports(address):
                return reply_address.find_reported(session, self._settings, address) is not None
            return _enquiry(session, self._settings, address) is not None

    def take(self, raw: bytes, sender: str, addresses: Sequence[str]) -> None:
        """Raises `Refuse`, `TryLater` and `Busy`; returns when all is committed."""
        answers = []
        for address in dict.fromkeys(address.lower() for address in addresses):
            if reply_address.is_for_reports(address):
                bounces.take(self._database, self._settings, raw, sender, address)
            else:
                answers.append(address)
        if answers:
            self._take_answer(raw, sender, answers)

    def _take_answer(self, raw: bytes, sender: str, addresses: Sequence[str]) -> None:
        host = urlsplit(self._settings.base_url).hostname or "localhost"
        try:
            mail = read(raw, sender, host)
        except Unreadable as error:
            raise Refuse("this mail cannot be read") from error
        if mail.automatic:
            log.info("inbound.dropped", because=mail.automatic, mail=mail.key)
            return
        brought = self._prepare(mail, addresses)
        with self._database.write() as session:
            for address in addresses:
                enquiry = _enquiry(session, self._settings, address)
                if enquiry is None:
                    raise Refuse("no such address")
                _take(session, enquiry, mail, brought)

    def _prepare(self, mail: Incoming, addresses: Sequence[str]) -> Brought:
        """The investor's files, before the transaction; nothing of a stranger's is stored."""
        with self._database.read() as session:
            found = (_enquiry(session, self._settings, address) for address in addresses)
            wanted = any(enquiry and _is_wanted(session, enquiry, mail) for enquiry in found)
        return _prepare_files(self._store, mail) if wanted else Brought((), ())


def _enquiry(session: Session, settings: Settings, address: str) -> Enquiry | None:
    """None also for who is erased: nothing more of them may be kept."""
    found = reply_address.find(session, settings, address)
    return None if found is None or found.is_erased else found


def _is_from(enquiry: Enquiry, mail: Incoming) -> bool:
    return bool(mail.sender) and mail.sender == enquiry.email.lower()


def _is_wanted(session: Session, enquiry: Enquiry, mail: Incoming) -> bool:
    """Whether :func:`_take` will make it the investor's message."""
    noted = is_noted(session, enquiry, _key(mail))
    return _is_from(enquiry, mail) and not noted and not often.is_full(session, enquiry, Via.MAIL)


def _key(mail: Incoming) -> str:
    return f"mail:{mail.key}"


def _take(session: Session, enquiry: Enquiry, mail: Incoming, brought: Brought) -> None:
    key = _key(mail)
    if is_noted(session, enquiry, key):
        log.info("inbound.again", mail=mail.key)
        return
    if often.is_full(session, enquiry, Via.MAIL):
        raise TryLater
    said = clean(without_quote(mail.text, enquiry.reference))
    if not said.strip() and not mail.attachments:
        log.info("inbound.dropped", because="empty", mail=mail.key)
    elif _is_from(enquiry, mail):
        _from_investor(session, enquiry, brought, said, key)
    else:
        _from_stranger(session, enquiry, mail, said, key)


def _from_investor(
    session: Session, enquiry: Enquiry, brought: Brought, said: str, key: str
) -> None:
    with speaking(locale_of(enquiry)):
        text = said[:LONGEST] or str(_l("(only files)"))
    ids = [files.keep(session, file).id for file in brought.files]
    service.investor_writes(session, enquiry, text, key, ids, Via.MAIL)
    refused = list(brought.refused)
    with speaking(DEFAULT):
        if len(said) > LONGEST:
            refused.append(str(_l("the end of the mail, which was too long")))
        if refused:
            lost = _l("Not taken from this mail: %(what)s", what="; ".join(refused))
            leave_note(session, enquiry, str(lost), f"{key}:lost")
    session.flush()


def _from_stranger(session: Session, enquiry: Enquiry, mail: Incoming, said: str, key: str) -> None:
    """Nobody's word but a note: text without files, and told to whoever answers."""
    with speaking(DEFAULT):
        head = _l(
            "This mail came from another address (%(address)s). It is not the investor's message; "
            "its files were not taken.",
            address=_masked(mail.sender),
        )
        leave_note(session, enquiry, f"{head}\n\n{said[:LONGEST]}", key)
    outbox.enqueue(session, topics.STRANGER, enquiry=enquiry.id)
    session.flush()


def _prepare_files(store: Store, mail: Incoming) -> Brought:
    kept: list[Prepared] = []
    refused: list[str] = []
    for attachment in mail.attachments:
        name = clean(attachment.name)[:120]
        if len(kept) >= files.MOST_FILES:
            refused.append(name)
            continue
        try:
            kept.append(files.prepare(store, Upload(name, attachment.data)))
        except Refused as error:
            with speaking(DEFAULT):
                refused.append(f"{name} ({error.message})")
    return Brought(kept, refused)


def _masked(address: str) -> str:
    """A stranger's address is a contact detail as well: notes are seen by more than may see it."""
    name, _, domain = address.rpartition("@")
    return f"{name[:1]}***@{domain}" if name else "***"
