"""Mails made to exhaust whoever reads them."""

from __future__ import annotations

import time

import pytest

from portal.notifications.incoming import MOST_WORDS, Unreadable, read
from portal.notifications.quoting import without_quote

HEAD = b'From: lin@example.com\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
REPORT = b"--b\r\nContent-Type: message/delivery-status\r\n\r\n"
NESTED = b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n"
INSIDE = b"--b\r\nContent-Type: message/rfc822\r\n\r\n"


@pytest.mark.parametrize(
    "raw",
    [
        HEAD + b"--b\r\n\r\n" * 2_000_000,
        HEAD + REPORT + b"A: b\r\n\r\n" * 2_000_000,
        HEAD + INSIDE * 400_000,
        b"".join(NESTED % (depth, depth) for depth in range(200)) + b"\n" * 100_000,
        HEAD + b"\n" * 2_000_000,
        b"Content-Type: multipart/mixed" + b";a=b" * 1_000_000 + b"\r\n\r\nx",
        b"Content-Disposition: x" + b"\r\n ;a=b" * 1_000_000 + b"\r\n\r\nx",
        b"From: " + b"a@b," * 1_000_000 + b"\r\n\r\nx",
    ],
)
def test_a_million_tiny_pieces_are_given_up_before_they_cost_much(raw: bytes) -> None:
    started = time.process_time()
    with pytest.raises(Unreadable):
        read(raw, "lin@example.com", "localhost")
    assert time.process_time() - started < 3  # else minutes, and gigabytes


@pytest.mark.parametrize(
    "html", ["<!--", "<a ", '<a b="', "<div>", "<blockquote>", "<p>x", "&#", "<"]
)
def test_broken_and_nested_html_is_read_once_from_left_to_right(html: str) -> None:
    raw = b"From: lin@example.com\r\nContent-Type: text/html\r\n\r\n" + (html * 200_000).encode()
    started = time.process_time()
    assert len(read(raw, "lin@example.com", "localhost").text) <= MOST_WORDS
    assert time.process_time() - started < 5  # minutes with a parser that looks back


def test_a_thousand_separators_are_looked_at_once() -> None:
    mail = "-----Original Message-----\n" * 20_000 + "YC-2026-7K3M9Q"
    started = time.process_time()
    without_quote(mail, "YC-2026-7K3M9Q")
    assert time.process_time() - started < 5


@pytest.mark.parametrize("charset", ["idna", "punycode", "undefined", "utf\0", "no-such"])
def test_a_file_whose_name_is_in_no_charset_comes_under_its_kind(charset: str) -> None:
    raw = (
        b"From: lin@example.com\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: application/pdf\r\n"
        b"Content-Disposition: attachment; filename*="
        + charset.encode()
        + b"''%ff%fe\r\n\r\n%PDF\r\n--b--"
    )
    assert [file.data for file in read(raw, "lin@example.com", "localhost").attachments] == [
        b"%PDF"
    ]


def test_a_sender_in_brackets_without_end_is_nobody() -> None:
    raw = b"From: " + b"(" * 20_000 + b"\r\n\r\nhello"
    assert read(raw, "lin@example.com", "localhost").sender == ""
