"""The mails of an enquiry's life: who gets which, in which language, with which link."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from portal.accounts.models import Organisation, User
from portal.core.mail import Mail
from portal.enquiries import private_link, service, topics
from portal.enquiries.conversation import public_turns
from portal.enquiries.mails import MAIL_RENDERERS
from portal.enquiries.models import Enquiry, Kind
from portal.enquiries.rating import Rating, rate
from portal.enquiries.service import HandOver
from portal.enquiries.topics import TO_STAFF
from portal.enquiries.wishes import Answer
from portal.runtime import Runtime
from tests.support import factories
from tests.support.enquiries import a_draft, an_enquiry
from tests.web.enquiries.asking import mails, plain

PERSONAL = r"Zebedee|Quux|z@example|138\D?0013|8000\b|marmalade"
WHYS = ("declined", "unaccepted")


def render(portal: Runtime, topic: str, **ids: Any) -> Mail | None:
    with portal.database.read() as session:
        return MAIL_RENDERERS[topic](session, portal.settings, ids)


@pytest.fixture
def enquiry(portal: Runtime) -> Enquiry:
    with portal.database.write() as session:
        return an_enquiry(session, locale="en", name="Zebedee", email="z@example.com")


def change(portal: Runtime, enquiry: Enquiry, deed: Callable[[Any, Enquiry], object]) -> None:
    with portal.database.write() as session:
        deed(session, session.get_one(Enquiry, enquiry.id))


def test_the_answer_reaches_the_investor_with_the_link(
    portal: Runtime, enquiry: Enquiry, work: Callable[[], None]
) -> None:
    work()

    def answer(session: Any, found: Enquiry) -> None:
        service.answer(session, found, 1, factories.user(session, "officer"), "Yes, 9 m.", "a")

    change(portal, enquiry, answer)
    work()
    mail = mails(portal)[-1]
    key = private_link.key_for(enquiry, portal.settings.secret_key)
    assert mail["To"] == "z@example.com"
    assert "Yes, 9 m." in plain(mail)
    assert f"http://localhost/en/enquiries/{enquiry.reference}?key={key}" in plain(mail)


def test_a_hand_over_tells_the_new_officer_and_the_investor(
    portal: Runtime, enquiry: Enquiry, work: Callable[[], None]
) -> None:
    work()

    def hand_over(session: Any, found: Enquiry) -> None:
        officer: User = factories.user(
            session, "officer", "linyi", email="linyi.officer@invest.example"
        )
        by = factories.user(session, "officer")
        service.hand_over(session, found, 1, by, HandOver(officer.organisation, officer, "secret"))

    before = len(mails(portal))
    change(portal, enquiry, hand_over)
    work()
    new = mails(portal)[before:]
    assert {mail["To"] for mail in new} == {"z@example.com", "linyi.officer@invest.example"}
    assert all("secret" not in plain(mail) for mail in new)


@pytest.mark.parametrize("reader", ["officer", "office", "meant"])
@pytest.mark.parametrize("topic", TO_STAFF)
def test_no_mail_to_staff_carries_personal_data(
    portal: Runtime, app: Flask, topic: str, reader: str
) -> None:
    with portal.database.write() as session:
        enquiry, officer = full_of_words(session), factories.user(session, "officer")
        enquiry.officer_id = None if reader == "office" else officer.id
        ids: dict[str, Any] = {"enquiry": enquiry.id, "message": 2}
        digest = topic == topics.DIGEST
        if digest or reader == "meant":
            ids["user"] = officer.id
    with app.app_context():
        for how in ({"due": d, "why": w} for d in ("accept", "answer", "close") for w in WHYS):
            mail = render(portal, topics.mail_topic(topic), **ids, **how)
            if mail is None:
                assert digest  # to an office there is none
                assert reader == "office"
                continue
            assert not re.search(PERSONAL, repr(mail)), mail
            page = "/staff/enquiries/" if digest else f"/staff/enquiries/{enquiry.id}"
            assert page in mail.body


def full_of_words(session: Any) -> Enquiry:
    """An enquiry in which everything that can name the investor does, and so do the turns."""
    draft = a_draft(
        name="Zebedee", company="Quux Ltd", email="z@example.com", phone="13800138000",
        subject="Zebedees subject", message="Zebedees question",
    )  # fmt: skip
    wish: dict[str, Answer] = {"area": 3000.0, "industry": "Zebedees trade"}
    enquiry = service.submit(session, replace(draft, kind=Kind.HALL, wish=wish), "full")
    by = factories.user(session, "officer")
    service.investor_writes(session, enquiry, "marmalade", "w")
    service.answer(session, enquiry, enquiry.version, by, "Dear Zebedee", "a")
    rate(session, enquiry, Rating.POOR, "Zebedee is angry")
    service.investor_writes(session, enquiry, "marmalade again", "w2")
    service.note(session, enquiry, enquiry.version, by, "Zebedee rang", "n")
    return enquiry


def test_the_acknowledgement_says_what_was_wished_for_in_the_readers_language(
    portal: Runtime, app: Flask
) -> None:
    with portal.database.write() as session:
        enquiry = full_of_words(session)
    with app.app_context():
        chinese = render(portal, topics.RECEIVED, enquiry=enquiry.id)
        change(portal, enquiry, lambda _s, found: setattr(found, "locale", "en"))
        english = render(portal, topics.RECEIVED, enquiry=enquiry.id)
    assert chinese is not None
    assert english is not None
    assert "Area you need: 3,000\xa0m²" in english.body
    assert "Area you need: 3,000\xa0m²" in english.html
    assert "需要的面积：3,000\xa0m²" in chinese.body


def test_words_of_a_stranger_are_mailed_to_nobody(portal: Runtime, app: Flask) -> None:
    """Else the portal could be made to send anybody anything."""
    with portal.database.write() as session:
        enquiry = full_of_words(session)
    with app.app_context():
        mail = render(portal, topics.RECEIVED, enquiry=enquiry.id)
    assert mail is not None
    assert not re.search(r"Zebedee|Quux|marmalade", repr(mail))


def test_the_officer_is_written_to_in_the_own_language(
    portal: Runtime, enquiry: Enquiry, app: Flask
) -> None:
    def give(session: Any, found: Enquiry) -> None:
        officer = factories.user(session, "officer", locale="en", email="li@invest.example")
        found.officer_id = officer.id

    change(portal, enquiry, give)
    with app.app_context():
        mail = render(portal, "mail.enquiry_assigned", enquiry=enquiry.id)
    assert mail is not None
    assert (mail.to, mail.locale.segment) == ("li@invest.example", "en")
    assert mail.subject == f"Enquiry {enquiry.reference} is waiting for your answer"


def test_a_deactivated_officers_mail_goes_to_the_office(
    portal: Runtime, enquiry: Enquiry, app: Flask
) -> None:
    def give(session: Any, found: Enquiry) -> None:
        found.officer_id = factories.user(session, "officer", active=False).id

    change(portal, enquiry, give)
    with app.app_context():
        mail = render(portal, "mail.enquiry_assigned", enquiry=enquiry.id)
    assert mail is not None
    assert mail.to == "agency@invest.example"


@pytest.mark.parametrize("topic", sorted(MAIL_RENDERERS))
def test_what_is_gone_or_has_no_address_is_no_mail(portal: Runtime, app: Flask, topic: str) -> None:
    with portal.database.write() as session:
        silent = an_enquiry(session, "silent").id
        agency = session.get_one(Organisation, factories.organisation(session, "agency").id)
        agency.email = ""
    with app.app_context():
        assert render(portal, topic, enquiry=999) is None
        assert render(portal, topic, enquiry=silent) is None


@pytest.mark.parametrize("topic", sorted(MAIL_RENDERERS))
def test_an_english_mail_is_english(
    portal: Runtime, enquiry: Enquiry, app: Flask, topic: str
) -> None:
    with portal.database.write() as session:
        officer = factories.user(session, "officer", locale="en").id
        session.get_one(Enquiry, enquiry.id).officer_id = officer
    meant = {"user": officer} if topic.endswith("digest") else {}
    with app.app_context():
        mail = render(portal, topic, enquiry=enquiry.id, **meant)
    assert mail is not None
    assert not re.search(r"[\u4e00-\u9fff]", mail.subject + mail.body + mail.html)
    assert "\n\n\n" not in mail.body


def test_a_message_of_another_enquiry_is_never_quoted(
    portal: Runtime, enquiry: Enquiry, app: Flask
) -> None:
    with portal.database.write() as session:
        other = an_enquiry(session, "other")
        service.answer(session, other, 1, factories.user(session, "officer"), "not yours", "a")
    with app.app_context():
        mail = render(portal, "mail.enquiry_answered", enquiry=enquiry.id, message=3)
    assert mail is not None
    assert "not yours" not in mail.body


def test_the_listings_sent_along_are_in_the_mail(portal: Runtime, enquiry: Enquiry) -> None:
    with portal.database.write() as session:
        hall = factories.space(session).id
        mine = session.get_one(Enquiry, enquiry.id)
        by = factories.user(session, "officer")
        service.answer(session, mine, mine.version, by, "Look", "a", [hall])
        message = max(turn.message.id for turn in public_turns(session, mine))
    sent = render(portal, "mail.enquiry_answered", enquiry=enquiry.id, message=message)
    assert sent is not None
    assert f"http://localhost/en/spaces/{hall}" in sent.body
