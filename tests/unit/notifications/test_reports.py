"""Reports of mail servers: what they say of one address, whatever they are made of."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.notifications.incoming import Unreadable
from portal.notifications.reports import MOST_BYTES, Verdict, read_report
from tests.support.reports import ENDING, a_report, about, in_words

LIN = "lin@example.com"


def verdict(raw: bytes, address: str = LIN) -> Verdict:
    return read_report(raw).verdict_on(address)


@pytest.mark.parametrize(
    "status", ["5.1.1", "5.1.10", "5.2.1", "5.0.0", "5.4.4", "5.7.1", "5.1.1 (unknown user)"]
)
def test_what_is_refused_for_good_is_lost(status: str) -> None:
    assert verdict(a_report(LIN, status)) is Verdict.LOST


@pytest.mark.parametrize(
    ("status", "action"),
    [
        ("4.4.1", "delayed"),
        ("5.1.1", "delayed"),
        ("2.0.0", "delivered"),
        ("2.0.0", "relayed"),
        ("2.0.0", "expanded"),
        ("2.1.5", "failed"),
    ],
)
def test_what_arrived_or_may_arrive_yet_says_nothing(status: str, action: str) -> None:
    assert verdict(a_report(LIN, status, action)) is Verdict.NOTHING


@pytest.mark.parametrize("status", ["4.4.1", "4.4.7", "5.2.2", "4.2.2", "", "550", "5.1", "9.9.9"])
def test_what_was_given_up_for_no_lasting_reason_may_be_lost(status: str) -> None:
    assert verdict(a_report(LIN, status)) is Verdict.PERHAPS


def test_a_report_about_somebody_else_says_nothing_and_one_about_several_is_read_for_one() -> None:
    assert verdict(a_report("wang@example.com")) is Verdict.NOTHING
    assert verdict(a_report("xlin@example.com")) is Verdict.NOTHING
    both = a_report("wang@example.com", more=about(LIN, "2.0.0", "relayed"))
    assert verdict(both) is Verdict.NOTHING
    assert verdict(both, "wang@example.com") is Verdict.LOST
    assert verdict(a_report("wang@example.com", "2.0.0", "relayed", more=about(LIN, "5.1.1", "failed"))) is Verdict.LOST  # fmt: skip


def test_an_address_that_was_forwarded_is_known_by_what_we_wrote_to() -> None:
    assert verdict(a_report("lin@elsewhere.example", original=LIN)) is Verdict.LOST
    assert verdict(a_report("<LIN@Example.com>")) is Verdict.LOST


def test_the_words_and_the_mail_that_came_back_prove_nothing() -> None:
    """Whoever is mailed by us could write a report into what is sent back."""
    outer = a_report("wang@example.com").decode()
    inner = a_report(LIN).decode().replace("=_r", "=_inner")
    assert verdict(outer.replace("Subject: Your enquiry\r\n", inner, 1).encode()) is Verdict.NOTHING


def test_a_report_for_people_alone_may_be_about_a_lost_mail() -> None:
    assert verdict(in_words()) is Verdict.PERHAPS
    assert verdict(in_words("MAILER-DAEMON (Mail Delivery System)")) is Verdict.PERHAPS
    assert verdict(in_words("<>")) is Verdict.PERHAPS


def test_the_out_of_office_answer_of_a_person_is_no_report() -> None:
    assert verdict(in_words(f"Lin <{LIN}>", "自动回复")) is Verdict.NOTHING


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Reporting-MTA", "\r\n\r\nReporting-MTA"),
        ("Action: failed\r\n", ""),
        ("Final-Recipient: rfc822; ", "Final-Recipient: "),
        ("Final-Recipient: rfc822; ", "Final-Recipient: x400; "),
        ("message/delivery-status", "message/rfc822"),
        ('boundary="=_r"', "boundary="),
        (ENDING, ""),
        ("Status: 5.1.1", "Status: \x00\udcff"),
    ],
)
def test_a_damaged_report_is_no_error(old: str, new: str) -> None:
    raw = a_report(LIN).decode().replace(old, new)
    assert verdict(raw.encode(errors="surrogateescape")) in Verdict


@given(st.binary(max_size=400), st.integers(0, 1500), st.integers(0, 200))
def test_no_bytes_are_an_error(junk: bytes, at: int, length: int) -> None:
    raw = a_report(LIN)
    for hostile in (junk, raw[:at] + junk + raw[at + length :]):
        try:
            assert verdict(hostile) in Verdict
        except Unreadable:
            continue


@pytest.mark.parametrize(
    "raw",
    [
        a_report(LIN, more="X: y\r\n\r\n" * 50_000),
        a_report(LIN, more="--=_r\r\n\r\n" * 50_000),
        a_report(LIN, more="--=_r\r\nContent-Type: message/rfc822\r\n\r\n" * 10_000),
        b"Content-Type: message/rfc822\r\n\r\n" * 10_000,
        b"".join(
            b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (i, i)
            for i in range(100)
        )
        + b"x\r\n" * 100_000,
        a_report(LIN, more="X" * MOST_BYTES),
    ],
)
def test_what_is_nested_or_split_beyond_reason_is_given_up_early(raw: bytes) -> None:
    started = time.process_time()
    with pytest.raises(Unreadable):
        read_report(raw)
    assert time.process_time() - started < 2
