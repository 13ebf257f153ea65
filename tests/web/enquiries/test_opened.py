"""The office learns what was opened of what it sent: once each, of this enquiry, and no more."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import pytest
from sqlalchemy import event, select

from portal.accounts.models import User
from portal.core.audit import AuditEntry
from portal.enquiries import retention, service
from portal.enquiries.models import EnquiryEvent
from portal.listings import service as publishing
from portal.listings.models import Listing
from portal.runtime import Runtime
from tests.conftest import Staff
from tests.support import factories
from tests.support.client import StrictClient
from tests.support.enquiries import an_enquiry
from tests.web.enquiries.asking import ask
from tests.web.enquiries.test_mine import act, key_of, one, place


@pytest.fixture
def link(client: StrictClient) -> str:
    return str(ask(client).location)


@pytest.fixture
def halls(portal: Runtime) -> list[int]:
    with portal.database.write() as session:
        return [factories.space(session).id for _each in range(2)]


def answer(portal: Runtime, halls: Sequence[int] = (), key: str = "a") -> None:
    act(portal, lambda s, e, by: service.answer(s, e, e.version, by, "Look", key, halls))


def events(portal: Runtime) -> list[tuple[str, int | None]]:
    with portal.database.read() as session:
        found = session.scalars(select(EnquiryEvent).order_by(EnquiryEvent.id))
        kept = [event for event in found if event.kind in ("seen", "opened")]
        return [(event.kind, event.detail.get("listing")) for event in kept]


def cards(page: str) -> list[str]:
    found = re.findall(r'class="turn__card"><a href="([^"]+)"', page)
    return [address.replace("&amp;", "&") for address in found]


def test_a_card_leads_through_the_private_link_to_the_listing(
    client: StrictClient, portal: Runtime, link: str, halls: list[int]
) -> None:
    answer(portal, halls)
    address = cards(client.get(link).text)[1]
    assert address.startswith(f"{place(link)}/listings/{halls[1]}?key=")
    went = client.get(address)
    assert went.status_code == 303
    assert went.location == f"/en/spaces/{halls[1]}"
    assert went.headers["Referrer-Policy"] == "no-referrer"
    assert went.headers["Cache-Control"] == "no-store"
    assert client.get(went.location).status_code == 301  # to its address with words


def test_each_is_kept_once_with_the_enquiry_and_not_in_the_trail(
    client: StrictClient, portal: Runtime, link: str, halls: list[int]
) -> None:
    answer(portal, halls)
    for _again in range(3):
        for address in cards(client.get(link).text):
            client.get(address)
    assert events(portal) == [("seen", None), ("opened", halls[0]), ("opened", halls[1])]
    with portal.database.read() as session:
        trail = set(session.scalars(select(AuditEntry.action)))
        kept = session.scalars(select(EnquiryEvent).where(EnquiryEvent.kind == "opened")).all()
    assert trail & {"enquiry.seen", "enquiry.opened"} == set()
    assert [(e.actor_name, set(e.detail)) for e in kept] == [("investor", {"listing"})] * 2


def test_the_page_is_noted_once_after_each_answer_and_never_before_one(
    client: StrictClient, portal: Runtime, link: str
) -> None:
    client.get(link)
    assert events(portal) == []
    answer(portal)
    for _again in range(2):
        client.get(link)
    assert events(portal) == [("seen", None)]
    answer(portal, key="b")
    client.get(link)
    assert events(portal) == [("seen", None)] * 2


def test_what_a_program_fetches_nobody_has_opened(
    client: StrictClient, portal: Runtime, link: str, halls: list[int]
) -> None:
    answer(portal, halls)
    ahead = {"Sec-Purpose": "prefetch;prerender"}
    page = client.get(link, headers=ahead).text
    client.head(link)
    client.get(cards(page)[0], headers=ahead)
    client.head(cards(page)[0])
    assert events(portal) == []


@pytest.mark.parametrize("number", ["0", "999999", "2147483647"])
def test_only_what_came_along_in_this_enquiry_opens(
    client: StrictClient, portal: Runtime, link: str, halls: list[int], number: str
) -> None:
    answer(portal, halls[:1])
    with portal.database.write() as session:
        other = an_enquiry(session, "other")
        service.answer(session, other, 1, factories.user(session, "officer"), "x", "x", halls)
    for id in (number, str(halls[1])):
        assert client.get(f"{place(link)}/listings/{id}?key={key_of(link)}").status_code == 404
    assert events(portal) == []


@pytest.mark.parametrize("key", ["", "forged", "x" * 5000])
def test_a_stranger_opens_nothing(
    client: StrictClient, portal: Runtime, link: str, halls: list[int], key: str
) -> None:
    answer(portal, halls)
    assert client.get(f"{place(link)}/listings/{halls[0]}?key={key}").status_code == 404
    assert events(portal) == []


def test_a_listing_withdrawn_meanwhile_is_told_by_its_own_page(
    client: StrictClient, portal: Runtime, link: str, halls: list[int]
) -> None:
    answer(portal, halls)
    (address, _other) = cards(client.get(link).text)
    with portal.database.write() as session:
        publishing.withdraw(session, session.get_one(Listing, halls[0]))
    went = client.get(address)
    assert client.get(went.location).status_code == 410


def test_the_investor_is_told_what_the_office_sees(
    client: StrictClient, portal: Runtime, link: str, halls: list[int]
) -> None:
    told = "Opening a listing here tells the office which one you opened."
    assert told not in client.get(link).text
    answer(portal)
    page = client.get(link).text
    assert "The office sees when you first open this page after an answer." in page
    assert told not in page
    answer(portal, halls, "b")
    assert told in client.get(link).text


def english(portal: Runtime, staff: Staff) -> StrictClient:
    """An officer who reads the desk in English."""
    client = staff("officer")
    with portal.database.write() as session:
        session.scalars(select(User).order_by(User.id.desc()).limit(1)).one().locale = "en"
    return client


def test_the_officer_sees_which_were_opened_and_which_not(
    client: StrictClient, portal: Runtime, staff: Staff, link: str, halls: list[int]
) -> None:
    officer = english(portal, staff)
    desk = f"/staff/enquiries/{one(portal).id}"
    assert "private page" not in shown(officer, desk)
    answer(portal, halls)
    page = shown(officer, desk)
    assert page.count("not opened from the private page yet") == 2
    assert "has not opened the private page since the latest answer" in page
    client.get(cards(client.get(link).text)[0])
    page = shown(officer, desk)
    assert len(re.findall(r"opened on \d+ \w+ \d{4}, \d\d:\d\d", page)) == 1
    assert page.count("not opened from the private page yet") == 1
    assert "opened the private page after the latest answer, first on" in page


def shown(officer: StrictClient, desk: str) -> str:
    """The conversation on the desk's page."""
    return officer.get(desk).text.split('class="case__main"')[1].split("case__answer")[0]


def test_it_costs_the_pages_next_to_nothing(
    client: StrictClient, portal: Runtime, staff: Staff, link: str, halls: list[int]
) -> None:
    desk, officer = f"/staff/enquiries/{one(portal).id}", staff("officer")
    answer(portal, halls)
    few = cost(portal, lambda: officer.get(desk))
    for address in cards(client.get(link).text):
        client.get(address)
    assert cost(portal, lambda: officer.get(desk)) == few
    with portal.database.write() as session:
        for n in range(15):
            an_enquiry(session, f"again{n}", phone=one(portal).phone)
    assert cost(portal, lambda: officer.get(desk)) <= few + 1  # the list itself
    looked = cost(portal, lambda: client.get(link))
    assert cost(portal, lambda: client.get(link)) == looked
    assert not wrote(portal, lambda: client.get(link))


def cost(portal: Runtime, deed: Callable[[], object]) -> int:
    return len(asked(portal, deed))


def wrote(portal: Runtime, deed: Callable[[], object]) -> bool:
    return any(not s.startswith(("SELECT", "BEGIN")) for s in asked(portal, deed))


def asked(portal: Runtime, deed: Callable[[], object]) -> list[str]:
    seen: list[str] = []

    def note(_c: object, _k: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(portal.database.engine, "before_cursor_execute", note)
    try:
        deed()
    finally:
        event.remove(portal.database.engine, "before_cursor_execute", note)
    return seen


def test_the_investors_other_enquiries_stand_beside_it(
    portal: Runtime, staff: Staff, link: str
) -> None:
    first = one(portal)
    with portal.database.write() as session:
        hall = factories.space(session, region="140821").id
        second = an_enquiry(session, "second", phone=first.phone, message="And the rent?")
        an_enquiry(session, "third", hall, phone=first.phone)
    page = english(portal, staff).get(f"/staff/enquiries/{first.id}").text
    beside = page.split("other enquiries</h2>")[1].split("</section>")[0]
    assert f'href="/staff/enquiries/{second.id}">{second.reference}</a>' in beside
    assert "And the rent?" in beside
    assert "1 more is with another office." in beside


def test_erasing_forgets_what_was_opened(
    client: StrictClient, portal: Runtime, link: str, halls: list[int]
) -> None:
    answer(portal, halls)
    client.get(cards(client.get(link).text)[0])
    act(portal, lambda s, e, _by: retention.erase(s, e, lambda *_: None))
    assert events(portal) == []
