"""The mails of an enquiry's life: who gets which, in which language, with which link."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from portal.accounts.models import Organisation, User
from portal.core.mail import Mail
from portal.enquiries import private_link, service
from portal.enquiries.conversation import public_turns
from portal.enquiries.mails import MAIL_RENDERERS
from portal.enquiries.models import Enquiry
from portal.enquiries.service import HandOver
from portal.runtime import Runtime
from tests.support import factories
from tests.support.enquiries import an_enquiry
from tests.web.enquiries.asking import mails, plain


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


def test_mails_to_staff_carry_no_personal_data(
    portal: Runtime, enquiry: Enquiry, app: Flask
) -> None:
    change(portal, enquiry, lambda s, found: service.investor_writes(s, found, "marmalade", "w"))
    with app.app_context():
        for topic in ("mail.enquiry_assigned", "mail.enquiry_written"):
            mail = render(portal, topic, enquiry=enquiry.id, message=2)
            assert mail is not None
            assert not re.search(r"Zebedee|z@example|138|marmalade", mail.subject + mail.body)
            assert f"/staff/enquiries/{enquiry.id}" in mail.body


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
