"""A mail that came in, read without trusting a byte of it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.policy import Policy, compat32
from email.utils import getaddresses

from portal.notifications.html_words import text_of_html

MOST_PARTS = 100
MOST_WORDS = 200_000  # characters, the quoted mails among them
MOST_PIECES = 3 * MOST_PARTS  # with what holds the parts, and the groups of lines in a report
LONGEST_HEADER = 50_000  # characters: some hundred readers
LONGEST_CONTENT_HEADER = 5_000  # of one that says what a part is: reading it costs the square
# What is called GB 2312 mostly holds characters of its larger brothers.
CHARSETS = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "big5": "big5hkscs"}
MOST_LINES = 1_000_000  # thirty megabytes of files are 400,000
MOST_NESTED = 20
BOUNDARY = re.compile(rb"boundary[*0-9\s]*=", re.IGNORECASE)
BULK = ("bulk", "junk", "list", "auto_reply")


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Incoming:
    """`key` is one for every copy of a mail; `automatic` says why no person wrote it."""

    key: str
    sender: str  # lower case; empty unless the mail names exactly one
    text: str
    attachments: tuple[Attachment, ...]
    automatic: str


class Unreadable(Exception):
    """The mail is nested or split beyond reason."""


def read(raw: bytes, envelope_sender: str, own_host: str) -> Incoming:
    """Raises :class:`Unreadable`. `own_host` stands in the Message-IDs that the portal gives."""
    message = parsed(raw)
    parts = list(leaves(message))
    if len(parts) > MOST_PARTS:
        raise Unreadable
    identity = header(message, "Message-ID").strip()
    return Incoming(
        key=hashlib.sha256(identity.encode(errors="replace") if identity else raw).hexdigest()[:32],
        sender=sender(message),
        text=_text(parts),
        attachments=tuple(_attachments(parts)),
        automatic=_automatic(message, envelope_sender, identity, own_host),
    )


def parsed(raw: bytes, most_pieces: int = MOST_PIECES) -> Message:
    """Raises :class:`Unreadable` at once, not when a million tiny parts have filled the memory."""
    if raw.count(b"\n") > MOST_LINES or len(BOUNDARY.findall(raw)) > MOST_NESTED:
        raise Unreadable  # the parser compares every line with every boundary around it
    try:
        return BytesParser(_counted(most_pieces)).parsebytes(raw)
    except RecursionError as error:
        raise Unreadable from error


def _counted(most: int) -> Callable[[], Message]:
    """Makes the pieces of one mail while they are few."""
    left = most

    def piece(policy: Policy = compat32) -> Message:
        nonlocal left
        left -= 1
        if left < 0:
            raise Unreadable
        return _Piece(policy)

    return piece


class _Piece(Message):
    def set_raw(self, name: str, value: str) -> None:
        """Called by the parser for each header."""
        describes = name.lower().startswith("content-")
        if len(value) > (LONGEST_CONTENT_HEADER if describes else LONGEST_HEADER):
            raise Unreadable
        super().set_raw(name, value)


def _automatic(message: Message, envelope_sender: str, identity: str, own_host: str) -> str:
    """Answers of machines (RFC 3834), lists, bounces, and what the portal sent itself."""
    if not envelope_sender:
        return "empty envelope sender"
    if identity.rstrip(">").lower().endswith(f"@{own_host.lower()}"):
        return "Message-ID of the portal"
    if header(message, "Auto-Submitted").split(";")[0].strip().lower() not in ("", "no"):
        return "Auto-Submitted"
    if header(message, "Precedence").strip().lower() in BULK:
        return "Precedence"
    for name in dict(message.items()):
        lowered = name.lower()
        if lowered.startswith("list-") or lowered in ("x-autoreply", "x-autorespond", "x-loop"):
            return name[:40]
    suppressed = header(message, "X-Auto-Response-Suppress").strip().lower()
    return "X-Auto-Response-Suppress" if suppressed not in ("", "none") else ""


def sender(message: Message) -> str:
    """The one address that it says it is from, in lower case; empty where that is not sure."""
    try:
        found = [address for _, address in getaddresses([header(message, "From")]) if address]
    except RecursionError:  # brackets within brackets
        return ""
    only = len(message.get_all("From", [])) == 1 and len(found) == 1
    return found[0].strip().lower() if only else ""


def header(message: Message, name: str) -> str:
    return str(message.get(name, ""))


def leaves(message: Message) -> Iterator[Message]:
    """Parts that hold something; a mail within the mail is one of them and is not opened."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            waiting.extend(reversed(_children(part)))
        else:
            yield part


def _children(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [child for child in payload if isinstance(child, Message)] if payload else []


def _is_words(part: Message, subtype: str) -> bool:
    attached = part.get_content_disposition() == "attachment" or _name(part)
    return part.get_content_type() == f"text/{subtype}" and not attached


def _text(parts: list[Message]) -> str:
    plain = "\n\n".join(_decoded(part) for part in parts if _is_words(part, "plain")).strip()
    if plain:
        return plain[:MOST_WORDS]
    html = "\n".join(_decoded(part) for part in parts if _is_words(part, "html"))
    return text_of_html(html)[:MOST_WORDS]


def _attachments(parts: list[Message]) -> Iterator[Attachment]:
    for part in parts:
        if _is_words(part, "plain") or _is_words(part, "html"):
            continue
        name = _name(part) or part.get_content_type().replace("/", ".")
        yield Attachment(name, _bytes(part))


def _bytes(part: Message) -> bytes:
    payload = None if part.is_multipart() else part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _decoded(part: Message) -> str:
    return _words(_bytes(part), part.get_content_charset() or "")


def _words(data: bytes, charset: str) -> str:
    """By the charset named, else by those it might be; never an error, never lost."""
    named = CHARSETS.get(charset.lower(), charset)
    for tried in (named, "utf-8", "gb18030"):
        try:
            return data.decode(tried)
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    return data.decode("latin-1")


def _name(part: Message) -> str:
    try:
        raw = part.get_filename() or ""
    except (LookupError, ValueError):  # in a charset that is none
        return ""
    try:
        pieces = decode_header(raw)
    except (HeaderParseError, ValueError):
        return raw
    return "".join(
        _words(piece, charset or "") if isinstance(piece, bytes) else piece
        for piece, charset in pieces
    )
