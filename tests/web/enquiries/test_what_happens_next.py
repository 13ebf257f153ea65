"""After sending, the page says what happens next, also to whom no mail can reach."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from portal import create_app
from portal.accounts.models import Organisation
from portal.enquiries import service
from portal.runtime import Runtime
from tests.support import factories
from tests.support.client import StrictClient
from tests.web.enquiries.asking import ask, reference_of
from tests.web.enquiries.test_mine import act, one


@pytest.fixture
def sms_client(portal: Runtime) -> StrictClient:
    """A visitor of a portal that sends text messages."""
    settings = replace(portal.settings, sms_url="https://sms.example/?to={phone}&text={text}")
    app = create_app(runtime=replace(portal, settings=settings))
    app.test_client_class = StrictClient
    made = app.test_client()
    assert isinstance(made, StrictClient)
    return made


def told(client: StrictClient, **values: Any) -> str:
    """What stands under "What happens next"."""
    page = client.get(str(ask(client, **values).location)).text
    return page.split('class="enquiry__next"')[1].split("</section>")[0]


def test_it_stands_below_the_office_and_the_promised_moment(
    client: StrictClient, portal: Runtime
) -> None:
    head, _next = client.get(str(ask(client).location)).text.split('class="enquiry__next"')
    with portal.database.read() as session:
        office = session.get_one(Organisation, one(portal).organisation_id)
    assert office.names["en"] in head
    assert "(Beijing time)" in head


def test_who_left_an_address_is_told_of_the_mail(client: StrictClient) -> None:
    words = told(client)
    assert "mailed to the address you gave" in words
    assert "telephones you" not in words


def test_who_left_only_a_number_is_called_and_can_come_back_without_mail(
    client: StrictClient, portal: Runtime
) -> None:
    with portal.database.write() as session:
        factories.organisation(session, "agency").phone = "0359-222-2222"
    words = told(client, email="")
    assert "You left no mail address: agency office telephones you" in words
    assert "Should you miss the call, ring 0359-222-2222 and give your reference." in words
    assert "mailed" not in words
    reference = one(portal).reference
    assert f"/en/enquiries/track?reference={reference}" in words
    assert "the last four digits of your telephone number" in words
    back = client.submit(
        "/en/enquiries/track", {"reference": reference, "contact": one(portal).phone[-4:]}
    )
    assert "It will be answered by" in back.text


@pytest.mark.parametrize(("phone", "texted"), [("138 0013 8000", True), ("0359-222-2222", False)])
def test_a_text_message_is_promised_only_where_one_is_sent(
    sms_client: StrictClient, phone: str, texted: bool
) -> None:
    words = told(sms_client, email="", phone=phone)
    assert ("a text message tells you" in words) is texted
    assert "telephones you" in words


def test_without_a_number_the_address_opens_the_state(client: StrictClient) -> None:
    assert "your mail address" in told(client, phone="")


def test_later_the_conversation_stands_there_instead(client: StrictClient, portal: Runtime) -> None:
    answer = ask(client)
    assert reference_of(answer) == one(portal).reference
    act(portal, lambda s, e, by: service.answer(s, e, e.version, by, "Yes", "a"))
    assert "enquiry__next" not in client.get(str(answer.location)).text
