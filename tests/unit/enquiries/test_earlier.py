"""The same investor's other enquiries: as far as a member of staff may see them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from portal.enquiries.earlier import MOST, Earlier, earlier
from portal.enquiries.models import Enquiry
from portal.enquiries.retention import erase
from portal.runtime import Runtime
from tests.support import factories
from tests.support.enquiries import an_enquiry, offices

NUMBER = "13900139000"


def asked(portal: Runtime, key: str, **values: Any) -> int:
    with portal.database.write() as session:
        return an_enquiry(session, key, **{"phone": "", "email": "", **values}).id


def of(portal: Runtime, enquiry_id: int, role: str = "officer", office: str = "agency") -> Earlier:
    with portal.database.write() as session:
        user = factories.user(session, role, office)
        return earlier(session, session.get_one(Enquiry, enquiry_id), user)


def ids(found: Earlier) -> list[int]:
    return [one.enquiry.id for one in found.asked]


@pytest.fixture(autouse=True)
def _offices(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)


def test_the_same_number_or_the_same_address_is_the_same_person(portal: Runtime) -> None:
    by_number = asked(portal, "a", phone=NUMBER)
    by_address = asked(portal, "b", email="LIN@Example.com", phone="13700137000")
    asked(portal, "c", phone="13700137999", email="other@example.com")
    now = asked(portal, "d", phone="+86 139 0013 9000", email="lin@example.com")
    assert ids(of(portal, now)) == [by_address, by_number]


def test_an_extension_of_a_switchboard_is_somebody_else(portal: Runtime) -> None:
    asked(portal, "a", phone="0359-222-2222 转 8001")
    now = asked(portal, "b", phone="0359-222-2222 转 8002")
    assert of(portal, now) == Earlier((), 0, 0)


def test_those_without_a_number_or_an_address_are_not_one_person(portal: Runtime) -> None:
    asked(portal, "a", phone=NUMBER)
    now = asked(portal, "b", email="lin@example.com")
    assert of(portal, now) == Earlier((), 0, 0)


def test_of_other_offices_only_the_number_is_told(portal: Runtime) -> None:
    with portal.database.write() as session:
        hall = factories.space(session, region="140821").id
    for n in range(2):
        asked(portal, f"linyi{n}", listing_id=hall, phone=NUMBER)
    mine, now = asked(portal, "a", phone=NUMBER), asked(portal, "b", phone=NUMBER)
    found = of(portal, now)
    assert (ids(found), found.elsewhere) == ([mine], 2)
    everything = of(portal, now, "administrator")
    assert (len(everything.asked), everything.elsewhere) == (3, 0)
    from_there = of(portal, now, office="linyi")
    assert (len(from_there.asked), from_there.elsewhere) == (2, 1)


def test_an_erased_enquiry_is_nobodys(portal: Runtime) -> None:
    first, second = asked(portal, "a", phone=NUMBER), asked(portal, "b", phone=NUMBER)
    with portal.database.write() as session:
        erase(session, session.get_one(Enquiry, first), lambda *_: None)
    assert of(portal, second) == Earlier((), 0, 0)
    assert of(portal, first) == Earlier((), 0, 0)


def test_the_newest_are_shown_and_the_others_counted(portal: Runtime) -> None:
    made = [asked(portal, f"k{n}", phone=NUMBER) for n in range(MOST + 3)]
    found = of(portal, made[-1])
    assert ids(found) == made[:-1][::-1][:MOST]
    assert found.more == 2


def test_it_costs_two_queries_and_each_is_answered_by_an_index(portal: Runtime) -> None:
    asked(portal, "a", phone=NUMBER, email="lin@example.com")
    now = asked(portal, "b", phone=NUMBER, email="lin@example.com")
    with portal.database.write() as session:
        enquiry, user = session.get_one(Enquiry, now), factories.user(session, "officer", "agency")
        seen = statements(session, lambda: earlier(session, enquiry, user))
        assert len(seen) == 2
        if session.get_bind().engine.dialect.name == "sqlite":
            for statement, values in seen:
                plan = session.connection().exec_driver_sql(
                    f"EXPLAIN QUERY PLAN {statement}", values
                )
                said = " ".join(str(row[3]) for row in plan)
                assert not re.search(r"\bSCAN enquiry\b", said), said


def statements(session: Session, deed: Any) -> list[tuple[str, Any]]:
    seen: list[tuple[str, Any]] = []
    engine = session.get_bind().engine

    def note(_c: object, _k: object, statement: str, values: Any, *_rest: object) -> None:
        if statement.startswith("SELECT"):
            seen.append((statement, values))

    event.listen(engine, "before_cursor_execute", note)
    try:
        deed()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return seen
