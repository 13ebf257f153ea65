"""The public record of answers: nothing left out that was due, nothing told of single cases."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import datetime, timedelta
from statistics import median

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.core.clock import now
from portal.core.reference import regions
from portal.core.working_time import working_minutes
from portal.enquiries import held, privacy, record, replies, service
from portal.enquiries.models import Enquiry, EnquiryEvent
from portal.enquiries.replies import FEWEST, Tally, apart
from portal.pipeline import leads
from portal.runtime import Runtime
from tests.support.answering import (
    IN_TIME,
    LATER,
    LINYI,
    MONDAY,
    WANRONG,
    WENXI,
    YANHU,
    answer,
    ask,
    asked,
    town,
)
from tests.web.public.test_lists import counted

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def figures(tally: Tally | None) -> tuple[int, int, int] | None:
    return (tally.cases, tally.answered, tally.in_time) if tally else None


def counted_at(portal: Runtime, moment: datetime = LATER) -> replies.Replies | None:
    with portal.database.read() as session, time_machine.travel(moment, tick=False):
        return replies.replies(session)


def shown(portal: Runtime, moment: datetime = LATER) -> replies.Replies:
    found = counted_at(portal, moment)
    assert found is not None
    return found


def test_the_unanswered_and_the_late_drag_the_rate_down(portal: Runtime) -> None:
    asked(portal, YANHU, kept=6)
    assert figures(shown(portal).total) == (6, 6, 6)
    asked(portal, YANHU, late=3, never=4)
    assert figures(shown(portal).total) == (13, 9, 6)


def test_an_answer_counts_at_once_and_a_question_when_its_time_is_over(portal: Runtime) -> None:
    asked(portal, YANHU, kept=5, never=2)
    assert figures(shown(portal, MONDAY + IN_TIME).total) == (5, 5, 5)
    assert figures(shown(portal, MONDAY + DAY).total) == (5, 5, 5)
    assert figures(shown(portal, MONDAY + 2 * DAY).total) == (7, 5, 5)


def test_only_the_first_answer_counts_and_its_time_is_told_both_ways(portal: Runtime) -> None:
    with portal.database.write() as session, time_machine.travel(MONDAY, tick=False) as clock:
        by = town(session)
        for _ in range(5):
            clock.move_to(MONDAY)
            enquiry = ask(session, None)
            clock.move_to(MONDAY + timedelta(hours=23))  # Tuesday, 9:00
            answer(session, enquiry, by)
            clock.move_to(MONDAY + 9 * DAY)
            service.investor_writes(session, enquiry, "还有一个问题", f"w{enquiry.id}")
            clock.move_to(MONDAY + 20 * DAY)  # late, but not the first
            answer(session, enquiry, by)
    total = shown(portal).total
    assert figures(total) == (5, 5, 5)
    assert (total.working, total.clock) == (6 * 60, 23 * 60)  # 2 + 3.5 on Monday, 0.5 on Tuesday


def test_what_is_held_or_refused_does_not_count_and_what_is_let_through_does(
    portal: Runtime,
) -> None:
    asked(portal, YANHU, kept=5)
    with portal.database.write() as session, time_machine.travel(MONDAY, tick=False) as clock:
        by = town(session)
        waiting, refused, real = [ask(session, YANHU, held_for=["links"]) for _ in range(3)]
        clock.move_to(MONDAY + 5 * DAY)
        held.refuse(session, refused, refused.version, by)
        held.release(session, real, real.version, by)
        assert waiting.state == "held"
    assert figures(shown(portal).total) == (6, 5, 5)
    with portal.database.write() as session, time_machine.travel(MONDAY + 5 * DAY + HOUR):
        answer(session, session.get_one(Enquiry, real.id), session.get_one(User, by.id))
    assert figures(shown(portal).total) == (6, 6, 6), "promised from when it was let through"


def take_back(session: Session, enquiry: Enquiry, way: str, by: User) -> None:
    if way == "withdrawn":
        privacy.withdraw(session, enquiry, leads.strike_out)
    elif way == "erased":
        privacy.erase_on_request(session, enquiry, enquiry.version, by.actor, leads.strike_out)
    else:
        service.close_by_investor(session, enquiry)


@pytest.mark.parametrize("way", ["withdrawn", "erased", "closed by the investor"])
def test_what_is_taken_back_counts_if_it_was_late_already(portal: Runtime, way: str) -> None:
    asked(portal, YANHU, kept=5)
    with portal.database.write() as session, time_machine.travel(MONDAY, tick=False) as clock:
        by = town(session)
        early, late, answered = [ask(session, YANHU) for _ in range(3)]
        clock.move_to(MONDAY + HOUR)
        take_back(session, early, way, by)
        answer(session, answered, by)
        take_back(session, answered, way, by)
        clock.move_to(MONDAY + 3 * DAY)
        take_back(session, late, way, by)
    assert figures(shown(portal).total) == (7, 6, 6)


def test_closing_without_an_answer_is_no_answer(portal: Runtime) -> None:
    asked(portal, YANHU, kept=5)
    with portal.database.write() as session, time_machine.travel(MONDAY, tick=False):
        by = town(session)
        enquiry = ask(session, YANHU)
        service.close(session, enquiry, enquiry.version, by, "无需答复")
    assert figures(shown(portal).total) == (6, 5, 5)


def test_handing_over_moves_no_case_to_another_district(portal: Runtime) -> None:
    asked(portal, YANHU, never=5)
    asked(portal, LINYI, kept=5)
    with portal.database.write() as session:
        linyi = session.scalars(select(Enquiry).where(Enquiry.region == LINYI)).first()
        assert linyi is not None
        session.execute(update(Enquiry).values(organisation_id=linyi.organisation_id))
    found = shown(portal)
    assert figures(found.districts[YANHU]) == (5, 0, 0)
    assert figures(found.districts[LINYI]) == (5, 5, 5)


def test_the_year_moves_on(portal: Runtime) -> None:
    asked(portal, YANHU, kept=5, never=1)
    assert counted_at(portal, MONDAY + 364 * DAY) is not None
    assert counted_at(portal, MONDAY + 366 * DAY) is None


def test_fewer_than_five_say_nothing(portal: Runtime) -> None:
    asked(portal, YANHU, kept=2, late=1, never=1)
    assert counted_at(portal) is None
    asked(portal, LINYI, never=1)
    total = shown(portal).total
    assert figures(total) == (5, 3, 2)
    assert total.working is total.clock is None, "of three answers the middle would say too much"


def test_a_small_district_is_not_told_by_subtraction(portal: Runtime) -> None:
    asked(portal, YANHU, kept=9)
    asked(portal, LINYI, kept=6)
    asked(portal, WANRONG, never=2)
    found = shown(portal)
    assert list(found.districts) == [YANHU], "the smallest line goes where the two cases are"
    assert figures(found.others) == (8, 6, 6)
    assert figures(found.total) == (17, 15, 15)
    asked(portal, WENXI, kept=3)
    found = shown(portal)
    assert list(found.districts) == [YANHU, LINYI], "five of two districts stand together"
    assert figures(found.others) == (5, 3, 3)


def test_where_one_line_is_all_there_is_only_the_whole_is_shown(portal: Runtime) -> None:
    asked(portal, YANHU, kept=9)
    asked(portal, LINYI, kept=1)
    found = shown(portal)
    assert (found.districts, found.others, found.total.cases) == ({}, None, 10)


COUNTS = st.dictionaries(
    st.sampled_from([*regions(), None]), st.integers(min_value=1, max_value=30), max_size=14
)


@given(COUNTS)
def test_whatever_the_counts_no_line_and_no_difference_is_of_a_few_or_of_one_district(
    counts: dict[str | None, int],
) -> None:
    own = apart(counts)
    assert all(counts[district] >= FEWEST for district in own)
    rest = {district: n for district, n in counts.items() if district not in own}
    if own and rest:
        assert sum(rest.values()) >= FEWEST
        assert len(rest) >= 2
    if not rest:
        assert set(own) == set(counts)


def history(portal: Runtime, size: int = 90) -> None:
    """Questions of two months; answered, closed, taken back, written to again, at random."""
    chance = random.Random(11)
    with portal.database.write() as session, time_machine.travel(MONDAY, tick=False) as clock:
        by = town(session)
        for _ in range(size):
            moment = MONDAY - timedelta(minutes=chance.randrange(80_000))
            clock.move_to(moment)
            spam = ["links"] if chance.random() < 0.15 else []
            where = chance.choices([YANHU, LINYI, WANRONG, None], [6, 5, 1, 4])[0]
            enquiry = ask(session, where, spam)
            for _ in range(chance.randrange(4)):
                moment += timedelta(minutes=chance.randrange(1, 4000))
                clock.move_to(moment)
                happen(session, enquiry, by, chance)


def happen(session: Session, enquiry: Enquiry, by: User, chance: random.Random) -> None:
    if enquiry.state == "held":
        chance.choice([held.release, held.refuse])(session, enquiry, enquiry.version, by)
    elif enquiry.withdrawn_at is not None or enquiry.name == "":
        return
    elif enquiry.state == "closed":
        service.investor_writes(session, enquiry, "还有", f"w{chance.random()}")
    else:
        way = chance.choices(["answer", "close", "withdrawn", "investor"], [6, 1, 1, 1])[0]
        if way == "answer":
            answer(session, enquiry, by)
        elif way == "close":
            service.close(session, enquiry, enquiry.version, by, "办结")
        else:
            take_back(session, enquiry, way, by)


def by_hand(session: Session) -> dict[str | None, list[tuple[int, int, bool] | None]]:
    """Each due case by district, from the raw rows: minutes and promise, or None unanswered."""
    found: dict[str | None, list[tuple[int, int, bool] | None]] = defaultdict(list)
    for enquiry in session.scalars(select(Enquiry)):
        rows = session.scalars(
            select(EnquiryEvent).where(EnquiryEvent.enquiry_id == enquiry.id)
        ).all()
        raw = sorted(rows, key=lambda event: event.id)
        kinds = [event.kind for event in raw]
        if "routed" not in kinds:
            continue
        begun = raw[kinds.index("routed")].created_at
        if "answered" in kinds:
            first = raw[kinds.index("answered")]
            clock = (first.created_at - begun) // timedelta(minutes=1)
            told = working_minutes(begun, first.created_at), clock, first.detail["in_time"] == 1
            found[enquiry.region].append(told)
            continue
        ended = [
            event.created_at for event in raw[max(
                (n for n, kind in enumerate(kinds) if kind == "reopened"), default=0):]
            if event.kind == "withdrawn" or (event.kind, event.actor_name) == ("closed", "investor")
        ]  # fmt: skip
        if enquiry.respond_by <= now() and not any(end <= enquiry.respond_by for end in ended):
            found[enquiry.region].append(None)
    return found


def assert_agrees(tally: Tally, cases: list[tuple[int, int, bool] | None]) -> None:
    answered = [case for case in cases if case is not None]
    assert figures(tally) == (len(cases), len(answered), sum(case[2] for case in answered))
    if len(answered) >= FEWEST:
        assert tally.working == median(case[0] for case in answered)
        assert tally.clock == median(case[1] for case in answered)
    else:
        assert tally.working is tally.clock is None


def test_every_figure_agrees_with_the_raw_rows(portal: Runtime) -> None:
    history(portal)
    found = shown(portal)
    with portal.database.read() as session, time_machine.travel(LATER, tick=False):
        raw = by_hand(session)
    assert len(found.districts) >= 2
    assert 0 < found.total.in_time < found.total.answered < found.total.cases < 90
    assert_agrees(found.total, [case for mine in raw.values() for case in mine])
    for district, tally in found.districts.items():
        assert_agrees(tally, raw.pop(district))
    assert found.others is not None
    assert_agrees(found.others, [case for mine in raw.values() for case in mine])


def test_the_record_is_two_queries_an_hour_however_much_there_is(portal: Runtime) -> None:
    asked(portal, YANHU, kept=8, never=30)
    with time_machine.travel(LATER, tick=False) as clock:
        with counted(portal) as seen, portal.database.read() as session:
            first = record.record(session)
        assert len(seen) == 2
        with counted(portal) as seen, portal.database.read() as session:
            assert record.record(session) is first
        assert seen == []
        clock.move_to(LATER + HOUR)
        with portal.database.read() as session:
            assert record.record(session) is not first


def test_who_comes_while_it_is_counted_gets_the_hour_before(portal: Runtime) -> None:
    asked(portal, YANHU, kept=8)
    with time_machine.travel(LATER, tick=False) as clock, portal.database.read() as session:
        before = record.record(session)
        clock.move_to(LATER + HOUR)
        with record._counting, counted(portal) as seen:
            assert record.record(session) is before
        assert seen == []
        assert record.record(session) is not before


def test_a_transaction_sees_what_it_did_and_nobody_else_before_it_is_kept(portal: Runtime) -> None:
    with time_machine.travel(LATER, tick=False):
        with portal.database.read() as session:
            assert record.promise(session).record is None
        asked(portal, YANHU, kept=5)
        with portal.database.write() as session:
            assert record.promise(session).record is not None
