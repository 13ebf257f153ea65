"""Answers by mail, through a real SMTP conversation: taken once, from the investor, or not at all."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from sqlalchemy import select

from portal.core import links
from portal.core.database import Busy
from portal.core.outbox import OutboxRow
from portal.enquiries import reply_address
from portal.enquiries.models import (
    Author,
    Enquiry,
    EnquiryFile,
    EnquiryMessage,
    EnquiryState,
    Via,
)
from portal.runtime import Runtime
from tests.support import mailbox
from tests.support.enquiries import an_enquiry, offices
from tests.support.records import PDF

DOMAIN = "reply.example.org"
INVESTOR = "lin@example.com"


@pytest.fixture
def enquiry(portal: Runtime) -> Enquiry:
    with portal.database.write() as session:
        offices(session)
        return an_enquiry(session, email=INVESTOR, locale="en")


def a_mail(
    text: str = "Yes, in May.", identity: str = "<1@example.com>", **headers: str
) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = headers.pop("From", f"Lin <{INVESTOR}>")
    mail["Subject"] = "Re: your enquiry"
    mail["Message-ID"] = identity
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail


def send(
    door: tuple[str, int],
    to: str,
    mail: EmailMessage | bytes,
    envelope: str = INVESTOR,
) -> int:
    """The code that the receiver ends with."""
    raw = mail if isinstance(mail, bytes) else mail.as_bytes()
    return mailbox.hand_in(door, to, raw, envelope)


def address(taking: Runtime, enquiry: Enquiry) -> str:
    return reply_address.of(enquiry, taking.settings)


def turns(portal: Runtime) -> list[EnquiryMessage]:
    with portal.database.read() as session:
        return list(session.scalars(select(EnquiryMessage).order_by(EnquiryMessage.id)))[1:]


def test_an_answer_with_a_file_becomes_a_turn_without_its_quote(
    door: tuple[str, int], taking: Runtime, enquiry: Enquiry
) -> None:
    mail = a_mail("Yes, in May.\n\nOn Monday City <a@example.org> wrote:\n> When?\n")
    mail.add_attachment(PDF, maintype="application", subtype="pdf", filename="计划.pdf")
    assert send(door, address(taking, enquiry), mail) == 250
    (turn,) = turns(taking)
    assert (turn.author, turn.via, turn.text) == (Author.INVESTOR, Via.MAIL, "Yes, in May.")
    with taking.database.read() as session:
        assert len(session.scalars(select(EnquiryFile)).all()) == 1
        topics = session.scalars(select(OutboxRow.topic)).all()
    assert "enquiry.written" in topics


def test_the_same_mail_twice_is_one_turn(
    door: tuple[str, int], taking: Runtime, enquiry: Enquiry
) -> None:
    to = address(taking, enquiry)
    assert send(door, to, a_mail()) == 250
    assert send(door, to.upper(), a_mail()) == 250
    assert send(door, to, a_mail("More.", "<2@example.com>")) == 250
    assert [turn.text for turn in turns(taking)] == ["Yes, in May.", "More."]


def test_a_strangers_mail_is_a_note_for_staff_and_not_the_investors_word(
    door: tuple[str, int], taking: Runtime, enquiry: Enquiry
) -> None:
    mail = a_mail("Pay here instead.", From="Eve <eve@elsewhere.example>")
    mail.add_attachment(PDF, maintype="application", subtype="pdf", filename="a.pdf")
    assert send(door, address(taking, enquiry), mail, "eve@elsewhere.example") == 250
    (turn,) = turns(taking)
    assert turn.author == Author.NOTE
    assert "Pay here instead." in turn.text
    assert "eve@elsewhere.example" not in turn.text
    with taking.database.read() as session:
        assert session.scalars(select(EnquiryFile)).all() == []
        assert "enquiry.stranger" in session.scalars(select(OutboxRow.topic)).all()


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"X_Auto_Response_Suppress": "All"},
        {"List_Id": "<news.example.com>"},
        {"X_Autoreply": "yes"},
    ],
)
def test_answers_of_machines_are_dropped(
    door: tuple[str, int], taking: Runtime, enquiry: Enquiry, headers: dict[str, str]
) -> None:
    assert send(door, address(taking, enquiry), a_mail(**headers)) == 250
    assert turns(taking) == []


def test_bounces_and_our_own_mails_are_dropped(
    door: tuple[str, int], taking: Runtime, enquiry: Enquiry
) -> None:
    to = address(taking, enquiry)
    assert send(door, to, a_mail(), envelope="") == 250
    assert send(door, to, a_mail(identity="<abc@localhost>")) == 250
    assert turns(taking) == []


def test_forged_ended_and_foreign_addresses_are_unknown(
    door: tuple[str, int], taking: Runtime, enquiry: Enquiry
) -> None:
    known = address(taking, enquiry)
    token = known.partition("@")[0].rpartition(".")[2]
    for wrong in (
        known.replace(token, "a" * 32),
        known.replace(DOMAIN, "example.org"),
        f"postmaster@{DOMAIN}",
        f"{'x' * 300}@{DOMAIN}",
    ):
        assert send(door, wrong, a_mail()) in (550, 553)
    with taking.database.write() as session:
        session.get_one(Enquiry, enquiry.id).key_nonce = links.new_nonce()  # the link is revoked
    assert send(door, known, a_mail()) == 550
    assert turns(taking) == []


def test_a_busy_database_means_come_again_and_what_is_held_gets_its_mail_quietly(
    door: tuple[str, int], taking: Runtime, enquiry: Enquiry, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_arguments: object) -> None:
        raise Busy("busy")

    to = address(taking, enquiry)
    with monkeypatch.context() as patched:
        patched.setattr("portal.enquiries.answers_by_mail._take", busy)
        assert send(door, to, a_mail()) == 451
    with taking.database.write() as session:
        session.get_one(Enquiry, enquiry.id).state = EnquiryState.HELD
        session.query(OutboxRow).delete()
    assert turns(taking) == []
    assert send(door, to, a_mail()) == 250
    assert len(turns(taking)) == 1
    with taking.database.read() as session:
        assert session.scalars(select(OutboxRow)).all() == []
        assert session.get_one(Enquiry, enquiry.id).state == EnquiryState.HELD


def test_chinese_in_gbk_and_html_alone_are_read(
    door: tuple[str, int], taking: Runtime, enquiry: Enquiry
) -> None:
    to = address(taking, enquiry)
    head = f"From: {INVESTOR}\r\nMessage-ID: <gbk@example.com>\r\nMIME-Version: 1.0\r\n"
    html = "<p>五月，镕基路</p><script>x()</script>".encode("gb18030")
    raw = head.encode() + b'Content-Type: text/html; charset="gb2312"\r\n\r\n' + html
    assert send(door, to, raw) == 250
    assert [turn.text for turn in turns(taking)] == ["五月，镕基路"]


def test_what_is_no_sound_file_is_not_taken_and_staff_are_told(
    door: tuple[str, int], taking: Runtime, enquiry: Enquiry
) -> None:
    mail = a_mail()
    mail.add_attachment(b"MZ\x90\x00", maintype="application", subtype="pdf", filename="a.pdf")
    assert send(door, address(taking, enquiry), mail) == 250
    answer, note = turns(taking)
    assert (answer.author, note.author) == (Author.INVESTOR, Author.NOTE)
    assert "a.pdf" in note.text


def test_more_than_thirty_megabytes_are_refused(
    door: tuple[str, int], taking: Runtime, enquiry: Enquiry
) -> None:
    raw = a_mail().as_bytes() + b"x" * 70 * 450_000
    lines = b"\r\n".join(raw[at : at + 70] for at in range(0, len(raw), 70))
    assert send(door, address(taking, enquiry), lines) == 552
    assert turns(taking) == []


def test_a_mail_nested_beyond_reason_is_refused(
    door: tuple[str, int], taking: Runtime, enquiry: Enquiry
) -> None:
    parts = "".join("--b\r\nContent-Type: text/plain\r\n\r\nx\r\n" for _ in range(300))
    raw = (
        f"From: {INVESTOR}\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: multipart/mixed; boundary="b"\r\n\r\n{parts}--b--\r\n'
    )
    assert send(door, address(taking, enquiry), raw.encode()) == 554
