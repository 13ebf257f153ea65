"""Short links: their codes, where they lead, how visits are counted, what they brought."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.audit import SYSTEM
from portal.core.clock import now, today
from portal.core.database import Busy, Database
from portal.enquiries.models import EnquiryState
from portal.enquiries.origins import service
from portal.enquiries.origins.figures import Brought, Span, brought
from portal.enquiries.origins.models import OriginVisit
from portal.enquiries.origins.service import ALPHABET, LENGTH, Conflict, origin_of
from portal.enquiries.origins.targets import BadTarget, read_target
from portal.enquiries.origins.visits import VisitCounter, add_visits
from portal.runtime import Runtime
from tests.support import factories
from tests.support.brought import origin
from tests.support.enquiries import an_enquiry, offices

SITE = "https://invest.example"


def visits_of(portal: Runtime) -> dict[tuple[int, date], int]:
    with portal.database.read() as session:
        rows = session.execute(select(OriginVisit.origin_id, OriginVisit.day, OriginVisit.visits))
        return {(row[0], row[1]): row[2] for row in rows}


def test_a_code_cannot_be_walked_nor_misread(portal: Runtime) -> None:
    with portal.database.write() as session:
        codes = {origin(session).code for _ in range(20)}
    assert len(codes) == 20
    assert all(re.fullmatch(f"[{ALPHABET}]{{{LENGTH}}}", code) for code in codes)
    assert not set(ALPHABET) & set("0o1il2z5s8b")
    assert len(ALPHABET) ** LENGTH > 10**10


def test_a_code_is_found_as_typed_and_nothing_else_is(portal: Runtime) -> None:
    with portal.database.write() as session:
        made = origin(session)
        assert origin_of(session, made.code.upper()) is made
        for code in ("", "x" * 5000, "号码", "' or 1=1", "\x00", made.code[:-1]):
            assert origin_of(session, code) is None


def test_an_officer_has_one_link_for_each_office(portal: Runtime) -> None:
    with portal.database.write() as session:
        officer = factories.user(session, "officer", "yanhu")
        first = service.of_officer(session, officer)
        assert service.of_officer(session, officer) is first
        service.retire(session, SYSTEM, first, first.version)
        assert service.of_officer(session, officer) is not first


def test_who_saves_an_old_version_is_told(portal: Runtime) -> None:
    with portal.database.write() as session:
        made = origin(session)
        service.change(session, SYSTEM, made, 1, "Fair", "/spaces/")
        with pytest.raises(Conflict):
            service.change(session, SYSTEM, made, 1, "Other", "")
        with pytest.raises(Conflict):
            service.retire(session, SYSTEM, made, 1)
        assert (made.name, made.target, made.active) == ("Fair", "/spaces/", True)


@pytest.mark.parametrize(
    ("typed", "target"),
    [
        ("", ""), ("/", ""), (SITE, ""), (f"{SITE}/", ""), (f"{SITE}/en/", ""),
        (f"{SITE}/zh-hans/spaces/12-x?unit=3#top", "/spaces/12-x?unit=3"),
        ("/spaces/", "/spaces/"), (" /en/spaces/ ", "/spaces/"),
    ],
)  # fmt: skip
def test_a_target_is_a_path_without_language(typed: str, target: str) -> None:
    assert read_target(typed, SITE) == target


@pytest.mark.parametrize(
    "typed",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "/en//evil.example", "javascript:alert(1)",
     f"{SITE}.evil.example/", f"{SITE}@evil.example/", "spaces/", "/spaces/\r\nSet-Cookie: x=1", "/../staff/",
     "/" + "x" * 600, "/a b", "/\u202eexe"],
)  # fmt: skip
def test_a_target_elsewhere_is_refused(typed: str) -> None:
    with pytest.raises(BadTarget):
        read_target(typed, SITE)


def test_visits_at_the_same_moment_are_all_counted(portal: Runtime) -> None:
    with portal.database.write() as session:
        made = origin(session)
    counters, start = [VisitCounter(), VisitCounter()], Barrier(8)

    def follow(number: int) -> None:
        start.wait()
        for _ in range(5):
            counters[number % 2].count(portal.database, made.id)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(follow, range(8)))
    for counter in counters:  # what was busy comes with the next
        counter.count(portal.database, made.id)
    assert visits_of(portal) == {(made.id, today()): 42}


def test_a_visit_that_cannot_be_written_comes_with_the_next(
    portal: Runtime, tmp_path: Path
) -> None:
    class Full(Database):
        def write(self):  # type: ignore[no-untyped-def]
            raise Busy

    with portal.database.write() as session:
        made = origin(session)
    counter, full = VisitCounter(), Full("sqlite://", tmp_path / "lock")
    assert not counter.count(full, made.id)
    assert visits_of(portal) == {}
    assert counter.count(portal.database, made.id)
    assert visits_of(portal) == {(made.id, today()): 2}


def test_figures_are_of_the_span_asked_for(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)
        made, other = origin(session), origin(session)
        add_visits(session, {(made.id, today()): 3, (made.id, today() - timedelta(days=40)): 5})
        for number, days in enumerate((0, 40)):
            asked = an_enquiry(session, f"k{number}", message=f"Question {number}")
            asked.origin_id, asked.created_at = made.id, now() - timedelta(days=days)
        held = an_enquiry(session, "spam", message="Buy")
        held.origin_id, held.state = made.id, EnquiryState.HELD
        session.flush()
        assert _brought(session, made.id, Span(today() - timedelta(days=29), today())) == Brought(
            3, 1
        )
        assert _brought(session, made.id, Span(None, today())) == Brought(8, 2)
        assert _brought(session, other.id, Span(None, today())) == Brought(0, 0)


def _brought(session: Session, origin_id: int, span: Span) -> Brought:
    return brought(session, [origin_id], span)[origin_id]
