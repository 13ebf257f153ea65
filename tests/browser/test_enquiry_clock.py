"""Nobody is left waiting: the clock is moved, somebody is away, and what people then see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from portal.accounts import duties
from portal.core.audit import SYSTEM
from portal.runtime import Runtime
from tests.browser import enquiring
from tests.browser.conftest import Visitors, sign_in
from tests.browser.moved import MovedSite, moved_site
from tests.support import factories
from tests.support.enquiries import offices
from tests.support.mailbox import link, words

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
MONDAY = "2026-11-23 09:00"
REMIND_ANSWER, LATE_ANSWER = "前答复咨询", "逾期未答复"
REMIND_ACCEPT, LATE_ACCEPT = "前受理咨询", "逾期未受理"


@dataclass(frozen=True)
class People:
    """Of the office in Yanhu, by mail address; the hall's contact is the officer."""

    hall: int
    officer: str
    deputy: str
    duty_officer: str
    head: str


@pytest.fixture
def house(portal: Runtime) -> Iterator[MovedSite]:
    with moved_site(portal, MONDAY) as site:
        yield site


@pytest.fixture
def people(house: MovedSite) -> People:
    with house.portal.database.write() as session:
        offices(session)
        officer, deputy, duty, head = (
            factories.user(session, "officer", "yanhu", name=name)
            for name in ("承办人", "代理人", "值班人", "负责人")
        )
        hall = factories.space(session, owner="yanhu", title="盐湖标准厂房")
        hall.contact_id = officer.id
        duties.appoint(session, SYSTEM, head.organisation_id, 0, duty.id, head.id)
        found = People(hall.id, *(user.email for user in (officer, deputy, duty, head)))
    house.work()
    return found


@pytest.fixture
def windows(browser: Browser, house: MovedSite) -> Iterator[Visitors]:
    visitors = Visitors(browser, house)
    yield visitors
    visitors.close()
    assert visitors.complaints == []


def test_what_is_not_answered_is_reminded_of_then_the_superior_is_told_each_once(
    house: MovedSite, people: People, windows: Visitors
) -> None:
    reference = _asked(windows, house, people, "late@buyers.example")
    desk = sign_in(windows(), people.officer)
    enquiring.from_inbox(desk, house.url, reference, "mine")
    enquiring.accept(desk)

    house.at("2026-11-24 10:00")
    assert _told(house, people.officer, REMIND_ANSWER) == 0, "there is a day yet"
    house.at("2026-11-24 16:30")
    assert _told(house, people.officer, REMIND_ANSWER) == 1
    assert _told(house, people.head) == 0
    house.at("2026-11-25 09:00")
    assert _told(house, people.head, LATE_ANSWER) == 1
    house.at("2026-11-25 11:00")
    assert _told(house, people.head) == 1, "said once, it is not said again"
    assert _told(house, people.officer, REMIND_ANSWER) == 1

    told = house.mailbox.wait_for(people.head, reference)
    superior = sign_in(windows(), people.head)
    expect(superior.locator("main")).to_contain_text("件咨询已逾期")
    superior.goto(link(told, "/staff/enquiries/"))
    events = superior.locator(".case__events").inner_text()
    assert 0 < events.index("已发出催办提醒") < events.index("已报告负责人")
    enquiring.from_inbox(superior, house.url, reference, "overdue")
    superior.goto(f"{house.url}/staff/notifications/")
    expect(superior.locator("main tbody tr", has_text=reference)).to_have_count(1)
    expect(superior.locator("main tbody tr", has_text=reference)).to_contain_text(LATE_ANSWER)

    desk = sign_in(windows(), people.officer)  # hours later the session is over
    enquiring.from_inbox(desk, house.url, reference, "overdue")
    enquiring.answer(desk, "让您久等了，厂房还在。")
    house.at("2026-12-04 10:00")
    assert (_told(house, people.head), _told(house, people.officer, REMIND_ANSWER)) == (1, 1)
    assert reference in words(house.mailbox.wait_for("late@buyers.example", "已答复"))


def test_what_nobody_accepts_goes_to_the_duty_officer_and_the_superior_is_told(
    house: MovedSite, people: People, windows: Visitors
) -> None:
    reference = _asked(windows, house, people, "alone@buyers.example")
    house.at("2026-11-23 15:00")
    assert _told(house, people.officer, REMIND_ACCEPT) == 1, "the time to accept is near"
    assert _told(house, people.duty_officer) == 0
    house.at("2026-11-23 15:45")
    assert _told(house, people.head, LATE_ACCEPT) == 1
    assert _told(house, people.duty_officer, reference) == 1
    house.at("2026-11-23 16:00")
    assert (_told(house, people.head), _told(house, people.duty_officer)) == (1, 1)
    desk = sign_in(windows(), people.duty_officer)
    enquiring.from_inbox(desk, house.url, reference, "mine")
    enquiring.accept(desk)
    house.at("2026-11-24 10:00")
    assert _told(house, people.head) == 1


def test_a_deputy_gets_what_comes_in_an_absence(
    house: MovedSite, people: People, windows: Visitors
) -> None:
    away = sign_in(windows(), people.officer)
    _notes_an_absence(away, house, "2026-11-23", "2026-11-25", "代理人")
    reference = _asked(windows, house, people, "away@buyers.example")
    assert _told(house, people.deputy, reference) == 1
    assert _told(house, people.officer) == 0
    desk = sign_in(windows(), people.deputy)
    desk.goto(f"{house.url}/staff/notifications/")
    expect(desk.locator("main tbody tr", has_text=reference)).to_have_count(1)
    desk.goto(link(house.mailbox.wait_for(people.deputy, reference), "/staff/enquiries/"))
    enquiring.from_inbox(desk, house.url, reference, "mine")
    enquiring.accept(desk)
    enquiring.answer(desk, "同事外出，由我答复您。")
    house.work()
    assert house.mailbox.wait_for("away@buyers.example", "由我答复您")

    house.at("2026-11-26 09:00")
    back = _asked(windows, house, people, "later@buyers.example")
    assert _told(house, people.officer, back) == 1, "the absence is over"
    assert _told(house, people.deputy, back) == 0


def _asked(windows: Visitors, house: MovedSite, people: People, reader: str) -> str:
    """A question about the hall; what follows from it has been done."""
    page = windows().open(f"/zh-hans/enquiries/new?listing={people.hall}")
    enquiring.fill_question(page, f"{reader} 问厂房。", reader, wishes={"area": "3000"})
    house.clock.shift(5)  # seconds: nobody fills in a form quicker
    reference = enquiring.sent(page)
    house.work()
    assert reference in words(house.mailbox.wait_for(reader, reference))
    return reference


def _told(house: MovedSite, address: str, containing: str = "") -> int:
    """How many mails."""
    return len(house.mailbox.to(address, containing))


def _notes_an_absence(desk: Page, house: MovedSite, first: str, last: str, deputy: str) -> None:
    desk.goto(f"{house.url}/staff/absences/")
    desk.fill("[name=first_day]", first)
    desk.fill("[name=last_day]", last)
    desk.locator("[name=deputy]").select_option(label=deputy)
    desk.locator("form:has([name=first_day]) button[type=submit]").click()
    expect(desk.locator("main table")).to_contain_text(deputy)
