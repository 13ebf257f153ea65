"""What the figures make of an enquiry's events, one rule at a time."""

from __future__ import annotations

from portal.core.working_time import ANNOUNCED
from portal.enquiries.courses import Course, Promises, Told, course_of
from portal.enquiries.journal import Event
from tests.support.clock import city

DAY = "2026-11-23 "  # a Monday; offices are open 08:30–12:00 and 14:30–18:00
PROMISES = Promises(city("2026-11-24 18:00"), city("2026-11-30 18:00"))
BY_NOON = city(DAY + "11:00")
ROUTED = Told(Event.ROUTED, city(DAY + "09:00"), accept_by=BY_NOON)


def told(kind: Event, at: str, **values: object) -> Told:
    moment = city(at if len(at) > 5 else DAY + at)
    return Told(kind, moment, **values)  # type: ignore[arg-type]


def course(*events: Told, now: str = "2026-12-31 12:00") -> Course:
    return course_of((ROUTED, *events), PROMISES, city(now), ANNOUNCED)


def test_accepting_ends_with_the_first_who_accepts_or_answers() -> None:
    found = course(told(Event.ACCEPTED, "10:00"), told(Event.ACCEPTED, "15:00"))
    assert (found.accepted.working, found.accepted.in_time) == (60, True)
    assert course(told(Event.ANSWERED, "09:30")).accepted.working == 30


def test_a_hand_over_makes_a_new_promise_and_forgives_no_broken_one() -> None:
    later = city(DAY + "17:00")
    new = told(Event.TAKEN_OVER, "10:30", accept_by=later)
    assert course(new, told(Event.ACCEPTED, "16:00")).accepted.in_time
    broken = told(Event.TAKEN_OVER, "11:30", accept_by=later)
    assert course(broken, told(Event.ACCEPTED, "15:00")).accepted.in_time is False


def test_what_nobody_accepted_is_late_once_its_time_is_over() -> None:
    assert course(now=DAY + "10:59").accepted.in_time is None
    assert course(now=DAY + "11:01").accepted.in_time is False
    assert not course().accepted.done


def test_without_a_promise_nothing_is_in_time_or_late() -> None:
    events = (Told(Event.ROUTED, city(DAY + "09:00")), told(Event.ACCEPTED, "10:00"))
    assert course_of(events, PROMISES, city(DAY + "12:00"), ANNOUNCED).accepted.in_time is None


def test_waiting_for_the_investor_takes_no_time_of_the_office() -> None:
    found = course(
        told(Event.ANSWERED, "10:00", in_time=True),  # an hour of the office
        told(Event.REOPENED, "2026-11-26 09:00"),
        told(Event.ANSWERED, "2026-11-26 09:30", in_time=True),  # half an hour
        told(Event.CLOSED, "2026-12-08 10:00"),
    )
    assert (found.closed.working, found.closed.in_time) == (90, True)
    assert found.closed.clock == (15 * 24 + 1) * 60


def test_a_closing_that_was_opened_again_is_none() -> None:
    assert not course(told(Event.CLOSED, "10:00"), told(Event.REOPENED, "11:00")).closed.done
    assert not course(told(Event.CLOSED, "10:00"), told(Event.ANSWERED, "11:00")).closed.done


def test_what_is_still_open_after_its_time_is_closed_late() -> None:
    assert course(now="2026-11-30 17:00").closed.in_time is None
    assert course(now="2026-12-01 09:00").closed.in_time is False


def test_a_withdrawal_ends_without_closing() -> None:
    found = course(told(Event.WITHDRAWN, "10:00"))
    assert found.withdrawn
    assert not found.closed.done
    assert (found.accepted.in_time, found.answered.in_time, found.closed.in_time) == (None,) * 3
    late = course(told(Event.WITHDRAWN, "2026-11-25 10:00"))
    assert (late.accepted.in_time, late.answered.in_time) == (False, False)


def test_data_erased_after_the_closing_leaves_it_closed() -> None:
    found = course(told(Event.CLOSED, "10:00"), told(Event.ERASED, "2026-12-20 10:00"))
    assert found.closed.working == 60
    assert found.withdrawn


def test_an_office_that_closes_without_an_answer_is_late_with_it_all_the_same() -> None:
    assert course(told(Event.CLOSED, "10:00", actor_name="Staff")).answered.in_time is False
    assert course(told(Event.CLOSED, "10:00", actor_name="investor")).answered.in_time is None
