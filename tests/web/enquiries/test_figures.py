"""Who sees which figures, and what the page says when there is little or much."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event as sql_event
from sqlalchemy.orm import Session

from portal.accounts import duties
from portal.accounts.models import Organisation, User
from portal.core.audit import SYSTEM
from portal.core.clock import now
from portal.enquiries import figures, service
from portal.enquiries.figures import By
from portal.enquiries.models import Enquiry
from portal.enquiries.service import HandOver
from portal.runtime import Runtime
from tests.conftest import Staff
from tests.support import factories
from tests.support.client import StrictClient
from tests.support.enquiries import an_enquiry

PAGE = "/staff/figures/?by={}&days=365"


def asked_of(session: Session, officer: User, key: str) -> Enquiry:
    """An enquiry that this person has."""
    enquiry = an_enquiry(session, key, message=f"问题 {key}")
    way = HandOver(officer.organisation, officer, "归您管")
    service.hand_over(session, enquiry, enquiry.version, officer, way)
    return enquiry


def office(session: Session, key: str, above: str | None = None) -> Organisation:
    found = factories.organisation(session, key)
    found.parent_id = factories.organisation(session, above).id if above else None
    return found


def signed_in(app: Flask, email: str) -> StrictClient:
    made = app.test_client()
    assert isinstance(made, StrictClient)
    made.submit("/staff/sign-in", {"email": email, "password": factories.PASSWORD})
    return made


def lines(client: StrictClient, by: By, address: str = PAGE) -> list[str]:
    """The names of the table's lines, but for the sum."""
    page = client.get(address.format(by)).text
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    return [re.sub("<[^>]*>", "", name) for name in re.findall(r"<th scope=.*?</th>", body)]


def test_a_head_sees_the_officers_of_the_office_and_of_those_below(
    app: Flask, portal: Runtime
) -> None:
    with portal.database.write() as session:
        office(session, "park", above="yanhu")
        head, plain = (factories.user(session, "officer", "yanhu") for _ in "12")
        below, elsewhere = (factories.user(session, "officer", k) for k in ("park", "linyi"))
        duties.appoint(session, SYSTEM, head.organisation_id, 0, None, head.id)
        for number, one in enumerate((head, plain, below, elsewhere)):
            asked_of(session, one, f"k{number}")
        people = [one.name for one in (head, plain, below, elsewhere)]
        seen = {one.email: one.name for one in (head, plain)}
    at_head, at_plain = (signed_in(app, email) for email in seen)
    assert set(lines(at_head, By.OFFICER)) == set(people[:3])
    assert set(lines(at_plain, By.OFFICER)) == {people[1]}
    assert set(lines(at_head, By.ORGANISATION)) == {"yanhu办公室", "park办公室"}
    assert set(lines(at_plain, By.ORGANISATION)) == {"yanhu办公室"}
    address = "/staff/figures/figures.csv?by=officer&days=365"
    assert people[2] in at_head.get(address).text
    assert people[2] not in at_plain.get(address).text
    assert people[3] not in at_head.get(address).text


def test_whoever_heads_an_office_elsewhere_sees_of_the_own_one_only_the_own_line(
    app: Flask, portal: Runtime
) -> None:
    with portal.database.write() as session:
        head = factories.user(session, "officer", "yanhu")
        colleague = factories.user(session, "officer", "yanhu")
        theirs = factories.user(session, "officer", "linyi")
        duties.appoint(session, SYSTEM, theirs.organisation_id, 0, None, head.id)
        for number, one in enumerate((head, colleague, theirs)):
            asked_of(session, one, f"k{number}")
        email, names = head.email, {head.name, theirs.name}
    assert set(lines(signed_in(app, email), By.OFFICER)) == names


def test_a_loop_of_offices_ends(portal: Runtime) -> None:
    with portal.database.write() as session:
        one, other = office(session, "yanhu"), office(session, "linyi", "yanhu")
        one.parent_id = other.id
        head = factories.user(session, "officer", "yanhu")
        duties.appoint(session, SYSTEM, one.id, 0, None, head.id)
        assert duties.headed(session, head.id) == {one.id, other.id}
        assert duties.headed(session, head.id + 1) == frozenset()


def test_the_unanswered_are_counted_whole_and_come_in_pages(portal: Runtime, staff: Staff) -> None:
    with portal.database.write() as session:
        for number in range(figures.PAGE_SIZE + 3):
            an_enquiry(session, f"k{number}", message=f"问题 {number}", phone=f"138{number:08}")
    reader = staff("administrator")
    first, second = (reader.get(f"/staff/figures/?by=kind&page={n}").text for n in (1, 2))
    assert f'page-head__count">{figures.PAGE_SIZE + 3}<' in first
    counts = [len(re.findall(r'href="/staff/enquiries/\d+"', page)) for page in (first, second)]
    assert counts == [figures.PAGE_SIZE, 3]
    assert "by=kind" in second.partition('rel="prev"')[2][:100]


def test_the_page_of_a_portal_without_enquiries_says_so(staff: Staff) -> None:
    page = staff("administrator").get("/staff/figures/").text
    assert 'class="empty"' in page
    assert "figures.csv" not in page


def test_the_figures_need_no_query_a_case(portal: Runtime) -> None:
    with portal.database.write() as session:
        for number in range(9):
            an_enquiry(session, f"k{number}", message=f"问题 {number}")
    asked: list[str] = []
    engine = portal.database.engine
    with portal.database.read() as session:
        sql_event.listen(engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
        figures.cases(session, now() - timedelta(days=90), now())
    assert len([query for query in asked if query.startswith("SELECT")]) == 4


@pytest.mark.parametrize("by", list(By))
@pytest.mark.parametrize("role", ["viewer", "officer", "publisher", "administrator"])
def test_the_page_shows_each_table(portal: Runtime, staff: Staff, role: str, by: By) -> None:
    with portal.database.write() as session:
        an_enquiry(session)
    assert staff(role).get(PAGE.format(by)).status_code == 200
    assert staff(role).get(f"/staff/figures/figures.csv?by={by}").status_code == 200
