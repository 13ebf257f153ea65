"""What the investor can do on the private page besides writing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from portal.enquiries import service, talks
from portal.enquiries.models import Enquiry, EnquiryMessage, Via
from portal.runtime import Runtime
from tests.support import factories
from tests.support.client import StrictClient
from tests.web.enquiries.asking import ask

DEEDS = ("meet", "rate", "new-link", "withdraw")


@pytest.fixture
def link(client: StrictClient) -> str:
    return str(ask(client).location)


def key_of(link: str) -> str:
    return link.split("key=")[1]


def place(link: str) -> str:
    return link.split("?")[0]


def one(portal: Runtime) -> Enquiry:
    with portal.database.read() as session:
        return session.scalars(select(Enquiry)).one()


def act(portal: Runtime, deed: Callable[..., object]) -> None:
    with portal.database.write() as session:
        deed(session, session.scalars(select(Enquiry)).one(), factories.user(session, "officer"))


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("key", ["", "forged", "x" * 5000])
def test_a_stranger_can_do_nothing(
    client: StrictClient, portal: Runtime, link: str, deed: str, key: str
) -> None:
    sent = {"key": key, "sure": "yes", "wanted": "call", "rating": "good"}
    assert client.submit(f"{place(link)}/{deed}", sent, page=link).status_code == 404
    found = one(portal)
    assert (found.rating, found.withdrawn_at, found.version) == (None, None, 1)
    assert client.get(link).status_code == 200


def test_asking_for_a_call_writes_a_message_once(
    client: StrictClient, portal: Runtime, link: str
) -> None:
    sent = {"key": key_of(link), "wanted": "call", "time": "Monday 10:00", "once": "o"}
    for _again in range(2):
        assert client.submit(f"{place(link)}/meet", sent, page=link).status_code == 303
    with portal.database.read() as session:
        texts = [m.text for m in session.scalars(select(EnquiryMessage).order_by("id"))]
    assert len(texts) == 2
    assert "Monday 10:00" in texts[1]


def test_the_answer_is_rated_with_one_click(
    client: StrictClient, portal: Runtime, link: str
) -> None:
    sent = {"key": key_of(link), "rating": "good"}
    client.submit(f"{place(link)}/rate", sent, page=link)
    assert one(portal).rating is None
    act(portal, lambda s, e, by: service.answer(s, e, e.version, by, "Yes", "a"))
    for rating in ("good", "worst"):
        client.submit(f"{place(link)}/rate", sent | {"rating": rating}, page=link)
    assert one(portal).rating == "good"
    assert "You said: Good" in client.get(link).text


def test_withdrawing_asks_first_and_then_closes_and_erases(
    client: StrictClient, portal: Runtime, link: str
) -> None:
    asked = client.get(f"{place(link)}/withdraw?key={key_of(link)}")
    assert asked.headers["Cache-Control"] == "no-store"
    client.submit(f"{place(link)}/withdraw", {"key": key_of(link)}, page=link)
    assert one(portal).withdrawn_at is None
    done = client.submit(f"{place(link)}/withdraw", {"key": key_of(link), "sure": "yes"}, page=link)
    assert done.headers["Referrer-Policy"] == "no-referrer"
    assert one(portal).withdrawn_at is not None
    assert one(portal).phone == ""


def test_what_staff_logged_is_not_on_the_private_page(
    client: StrictClient, portal: Runtime, link: str
) -> None:
    act(portal, lambda s, e, by: talks.log(s, e, by, Via.PHONE, "secret words", "draw", None, "t"))
    assert "secret words" not in client.get(link).text
