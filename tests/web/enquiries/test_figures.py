"""The figures are those of the raw events."""

from __future__ import annotations

import random
from datetime import timedelta
from statistics import median

import pytest
from sqlalchemy import event as sql_event
from sqlalchemy import select, update

from portal.core.clock import now
from portal.core.working_time import working_minutes
from portal.enquiries import figures
from portal.enquiries.figures import By
from portal.enquiries.models import Enquiry, EnquiryEvent, EnquiryState, Kind
from portal.runtime import Runtime
from tests.conftest import Staff
from tests.support.enquiries import an_enquiry

TURNS = ("accepted", "answered", "closed", "reopened", "answered", "closed")


def history(portal: Runtime, count: int = 30) -> None:
    """Enquiries that came in over two months and went on at random."""
    chance = random.Random(4)
    with portal.database.write() as session:
        for number in range(count):
            enquiry = an_enquiry(session, f"k{number}", message=f"问题 {number}")
            moment = now() - timedelta(minutes=chance.randrange(20_000, 80_000))
            enquiry.created_at, enquiry.kind = moment, chance.choice(list(Kind))
            session.execute(
                update(EnquiryEvent).where(EnquiryEvent.enquiry_id == enquiry.id)
                .values(created_at=moment)
            )  # fmt: skip
            if number % 7 == 0:  # held, and never let through
                enquiry.state = EnquiryState.HELD
                session.execute(
                    update(EnquiryEvent).where(EnquiryEvent.enquiry_id == enquiry.id)
                    .values(kind="held")
                )  # fmt: skip
                continue
            for kind in TURNS[: chance.randrange(len(TURNS) + 1)]:
                moment += timedelta(minutes=chance.randrange(1, 3000))
                detail = {"in_time": chance.randrange(2)} if kind == "answered" else {}
                session.add(EnquiryEvent(enquiry_id=enquiry.id, kind=kind, actor_name="x",
                                         detail=detail, created_at=moment))  # fmt: skip
            session.flush()


def test_every_figure_agrees_with_the_raw_events(portal: Runtime) -> None:
    history(portal, 90)
    begins, ends = now() - timedelta(days=90), now()
    with portal.database.read() as session:
        lines = figures.table(figures.cases(session, begins, ends), By.KIND)
        kinds = dict(session.execute(select(Enquiry.id, Enquiry.kind)).all())
        raw: dict[int, list[EnquiryEvent]] = {}
        for one in session.scalars(select(EnquiryEvent).order_by(EnquiryEvent.id)):
            raw.setdefault(one.enquiry_id, []).append(one)
    for key in set(kinds.values()):
        mine = [e for i, e in raw.items() if kinds[i] == key and e[0].kind == "routed"]
        line = next((line for line in lines if line.key == key), figures.total([]))
        assert line.asked == len(mine)
        took, clock, kept, accepted, closed = [], [], [], 0, 0
        for events in mine:
            answers = [e for e in events if e.kind == "answered"]
            if answers:
                took.append(working_minutes(events[0].created_at, answers[0].created_at))
                clock.append((answers[0].created_at - events[0].created_at).total_seconds() // 60)
                kept.append(answers[0].detail["in_time"])
            accepted += len(events) > 1
            closed += events[-1].kind == "closed"
        assert line.accepted.cases == accepted
        assert line.answered.cases == len(took)
        assert line.closed.cases == closed
        if len(took) < figures.FEWEST:
            assert line.answered.median is line.answered.in_time is None
        else:
            assert line.answered.median == median(took)
            assert line.answered.clock_median == median(clock)
            assert line.answered.in_time == sum(kept) / len(kept)
            within = sum(minutes <= (line.answered.ninetieth or 0) for minutes in took)
            assert within / len(took) >= 0.9


def test_the_figures_need_no_query_a_case(portal: Runtime) -> None:
    history(portal)
    asked: list[str] = []
    engine = portal.database.engine
    with portal.database.read() as session:
        sql_event.listen(engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
        figures.cases(session, now() - timedelta(days=90), now())
    assert len([query for query in asked if query.startswith("SELECT")]) == 3


@pytest.mark.parametrize("by", list(By))
@pytest.mark.parametrize("role", ["viewer", "officer", "publisher", "administrator"])
def test_the_page_shows_each_table(portal: Runtime, staff: Staff, role: str, by: By) -> None:
    history(portal, 8)
    assert staff(role).get(f"/staff/figures/?by={by}&days=365").status_code == 200
