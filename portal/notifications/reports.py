"""A report that a mail was not delivered (RFC 3464), read without trusting a byte of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from enum import StrEnum

from portal.notifications.incoming import Unreadable, header, leaves, parsed, sender

MOST_BYTES = 512 * 1024  # with the whole of our mail in it, twice over
MOST_PIECES = 40  # parts, parts of our mail, and one for each reader; ours have one reader
MACHINES = frozenset({"", "postmaster", "mailer-daemon", "mailer_daemon", "mailerdaemon"})
_STATUS = re.compile(r"([245])\.(\d{1,3}\.\d{1,3})\b")  # RFC 3463: class, subject and detail
_FULL = "2.2"


class Verdict(StrEnum):
    """What a report says of one address."""

    LOST = "lost"  # our mail was refused for good
    PERHAPS = "perhaps"  # given up after days, mailbox full, or in words that no program reads
    NOTHING = "nothing"  # delivered, delayed, or about somebody else


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the mail for one reader, under each address it was tried at."""

    action: str
    status: str
    readers: frozenset[str]  # lower case

    def verdict(self) -> Verdict:
        """Who says `failed` tries no more, whatever the reason; the next mail may find room again."""
        known = _STATUS.match(self.status)
        if self.action != "failed":
            return Verdict.NOTHING
        if known is None or known[1] == "4" or known[2] == _FULL:
            return Verdict.PERHAPS
        return Verdict.LOST if known[1] == "5" else Verdict.NOTHING


@dataclass(frozen=True, slots=True)
class Report:
    """`from_machine`: it does not say that it comes from somebody's mailbox."""

    outcomes: tuple[Outcome, ...]  # none where it is no report that programs can read
    from_machine: bool

    def verdict_on(self, address: str) -> Verdict:
        """The worst that is said of `address`."""
        if not self.outcomes:
            return Verdict.PERHAPS if self.from_machine else Verdict.NOTHING
        said = {one.verdict() for one in self.outcomes if address.lower() in one.readers}
        return next((verdict for verdict in Verdict if verdict in said), Verdict.NOTHING)


def read_report(raw: bytes) -> Report:
    """Raises :class:`Unreadable`, also for what is too long to be a report of our mail."""
    if len(raw) > MOST_BYTES:
        raise Unreadable
    message = parsed(raw, MOST_PIECES)
    return Report(
        outcomes=tuple(_outcomes(message)),
        from_machine=sender(message).partition("@")[0] in MACHINES,
    )


def _outcomes(message: Message) -> Iterator[Outcome]:
    """Of the report itself: the leaves do not open the mail that came back with it."""
    for part in leaves(message):
        if part.get_content_type() != "message/delivery-status":
            continue
        for group in part.get_payload():
            outcome = _outcome(group) if isinstance(group, Message) else None
            if outcome is not None:
                yield outcome


def _outcome(group: Message) -> Outcome | None:
    """None for the first group, which is about the mail as a whole, and for what is damaged."""
    action = header(group, "Action").strip().lower()
    named = (header(group, name) for name in ("Final-Recipient", "Original-Recipient"))
    readers = frozenset(filter(None, map(_reader, named)))
    if not action or not readers:
        return None
    return Outcome(action, header(group, "Status").strip(), readers)


def _reader(field: str) -> str:
    """`rfc822; lin@example.com` names an address; other kinds of readers are not ours."""
    kind, _, address = field.partition(";")
    known = kind.strip().lower() in ("rfc822", "utf-8")
    return address.strip().strip("<>").lower() if known else ""
