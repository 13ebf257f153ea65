"""A mail that came in, read without trusting a byte of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses
from html.parser import HTMLParser

MOST_PARTS = 100
# What is called GB 2312 mostly holds characters of its larger brothers.
CHARSETS = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "big5": "big5hkscs"}
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
    try:
        message = message_from_bytes(raw)
        parts = list(_leaves(message))
    except RecursionError as error:
        raise Unreadable from error
    if len(parts) > MOST_PARTS:
        raise Unreadable
    identity = _header(message, "Message-ID").strip()
    return Incoming(
        key=hashlib.sha256(identity.encode(errors="replace") if identity else raw).hexdigest()[:32],
        sender=_sender(message),
        text=_text(parts),
        attachments=tuple(_attachments(parts)),
        automatic=_automatic(message, envelope_sender, identity, own_host),
    )


def _automatic(message: Message, envelope_sender: str, identity: str, own_host: str) -> str:
    """Answers of machines (RFC 3834), lists, bounces, and what the portal sent itself."""
    if not envelope_sender:
        return "empty envelope sender"
    if identity.rstrip(">").lower().endswith(f"@{own_host.lower()}"):
        return "Message-ID of the portal"
    if _header(message, "Auto-Submitted").split(";")[0].strip().lower() not in ("", "no"):
        return "Auto-Submitted"
    if _header(message, "Precedence").strip().lower() in BULK:
        return "Precedence"
    for name in dict(message.items()):
        lowered = name.lower()
        if lowered.startswith("list-") or lowered in ("x-autoreply", "x-autorespond", "x-loop"):
            return name[:40]
    suppressed = _header(message, "X-Auto-Response-Suppress").strip().lower()
    return "X-Auto-Response-Suppress" if suppressed not in ("", "none") else ""


def _sender(message: Message) -> str:
    found = [address for _name, address in getaddresses([_header(message, "From")]) if address]
    only = len(message.get_all("From", [])) == 1 and len(found) == 1
    return found[0].strip().lower() if only else ""


def _header(message: Message, name: str) -> str:
    return str(message.get(name, ""))


def _leaves(message: Message) -> Iterator[Message]:
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
    attached = part.get_content_disposition() == "attachment" or part.get_filename()
    return part.get_content_type() == f"text/{subtype}" and not attached


def _text(parts: list[Message]) -> str:
    plain = "\n\n".join(_decoded(part) for part in parts if _is_words(part, "plain")).strip()
    if plain:
        return plain
    return "\n\n".join(text_of_html(_decoded(part)) for part in parts if _is_words(part, "html"))


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
    raw = part.get_filename() or ""
    try:
        pieces = decode_header(raw)
    except (HeaderParseError, ValueError):
        return raw
    return "".join(
        _words(piece, charset or "") if isinstance(piece, bytes) else piece
        for piece, charset in pieces
    )


def text_of_html(html: str) -> str:
    """The words of an HTML mail; quoted ones behind `>`."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    return reader.text()


class _Words(HTMLParser):
    BREAKING = ("p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "blockquote", "table", "hr")
    SILENT = ("script", "style", "head", "title")

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = [""]
        self._depth = self._silent = 0

    def handle_starttag(self, tag: str, _attributes: list[tuple[str, str | None]]) -> None:
        self._silent += tag in self.SILENT
        if tag in self.BREAKING:
            self._break()
        if tag == "blockquote":
            self._depth += 1

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in self.SILENT))
        if tag in self.BREAKING and tag not in ("br", "hr"):
            self._break()
        if tag == "blockquote":
            self._depth = max(0, self._depth - 1)

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        words = " ".join(data.split())
        gap = " " if data[:1].isspace() and self._lines[-1] else ""
        if words and not self._lines[-1]:
            self._lines[-1] = "> " * min(self._depth, 3)
        self._lines[-1] += gap + words + (" " if words and data[-1:].isspace() else "")

    def _break(self) -> None:
        if self._lines[-1]:
            self._lines.append("")

    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self._lines).strip()
