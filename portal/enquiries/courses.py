"""What became of an enquiry, told by its events alone: how long it took, which promises held.

Whose turn it was: the office's from the first `routed` to an answer, and from each `reopened` to
the next; the investor's in between, and nobody's once it is closed. An answer to a closed enquiry
opens it without making it the office's turn.

*Accepted* by the first `accepted` or `answered`. That was in time if no promise to accept ran
out before: not the first, and none that a hand-over, a return to the duty officer or a
reopening made anew.
*Answered* by the first `answered`, in time as it says itself. *Closed* by the last `closed` that
still stands, in time if the office's last turn ended by the promised moment; its working time is
that of the office's turns. A promise that ran out unfulfilled is a late one. Where nobody waited
any more before that (the investor closed it, withdrew or had the data erased), it counts for
nothing. A withdrawal or an erasure on request ends an enquiry without closing it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from portal.core.working_time import Calendar, working_minutes
from portal.enquiries.journal import Event
from portal.enquiries.service import INVESTOR

WANTED = (
    Event.ROUTED, Event.ACCEPTED, Event.ANSWERED, Event.CLOSED, Event.REOPENED, Event.DECLINED,
    Event.RETURNED, Event.HANDED_OVER, Event.TAKEN_OVER, Event.WITHDRAWN, Event.ERASED,
)  # fmt: skip
GIVEN = (
    Event.ROUTED,
    Event.TAKEN_OVER,
    Event.RETURNED,
    Event.REOPENED,
)  # each with a promise to accept
ENDING = (Event.CLOSED, Event.WITHDRAWN, Event.ERASED)


class Told(NamedTuple):
    """An event; `accept_by` where it made such a promise."""

    kind: str
    at: datetime
    actor_name: str = ""
    in_time: bool | None = None
    accept_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class Promises:
    """As the enquiry has them now."""

    respond_by: datetime
    close_by: datetime | None


@dataclass(frozen=True, slots=True)
class Step:
    """Minutes of office hours and by the clock, None where it was not done; whether in time.

    `in_time` is None where nothing was promised, or where the time to do it is not over yet.
    """

    working: int | None
    clock: int | None
    in_time: bool | None

    @property
    def done(self) -> bool:
        return self.clock is not None


@dataclass(frozen=True, slots=True)
class Course:
    accepted: Step
    answered: Step
    closed: Step
    handed_over: bool
    declined: bool
    withdrawn: bool


NOT_DONE = Step(None, None, None)


def course_of(
    events: Sequence[Told], promises: Promises, moment: datetime, known: Calendar
) -> Course:
    """The course of an enquiry up to `moment`; `events` begin with the first `routed`."""
    kinds = {told.kind for told in events}
    return Course(
        _accepting(events, moment, known),
        _answering(events, promises.respond_by, moment, known),
        _closing(events, promises.close_by, moment, known),
        Event.HANDED_OVER in kinds,
        Event.DECLINED in kinds,
        bool(kinds & {Event.WITHDRAWN, Event.ERASED}),
    )


def _accepting(events: Sequence[Told], moment: datetime, known: Calendar) -> Step:
    promised, late, any_made = None, False, False
    for told in events:
        if told.kind == Event.HANDED_OVER:  # the `taken_over` beside it says the same
            continue
        late = late or (promised is not None and told.at > promised)
        if told.kind in GIVEN:
            promised, any_made = told.accept_by, any_made or told.accept_by is not None
        elif told.kind in (Event.ACCEPTED, Event.ANSWERED):
            return _step(events[0].at, told.at, not late if any_made else None, known)
        elif told.kind in ENDING:
            promised = None
    late = late or (promised is not None and moment > promised)
    return Step(None, None, False if late else None)


def _answering(
    events: Sequence[Told], respond_by: datetime, moment: datetime, known: Calendar
) -> Step:
    answer = next((told for told in events if told.kind == Event.ANSWERED), None)
    if answer is not None:
        return _step(events[0].at, answer.at, answer.in_time, known)
    given_up: datetime | None = None
    for told in events:
        if told.kind == Event.REOPENED:
            given_up = None
        elif _gives_up(told):
            given_up = given_up or told.at
    late = respond_by < moment and (given_up is None or given_up > respond_by)
    return Step(None, None, False if late else None)


def _closing(
    events: Sequence[Told], close_by: datetime | None, moment: datetime, known: Calendar
) -> Step:
    begins: datetime | None = None
    ended = closed = events[0].at
    working, is_closed, is_gone = 0, False, False
    for told in events:
        if told.kind in (Event.ROUTED, Event.REOPENED):
            begins, is_closed = begins or told.at, False
        elif told.kind == Event.ANSWERED or told.kind in ENDING:
            if begins is not None:
                working += working_minutes(begins, told.at, known)
                begins, ended = None, told.at
            is_gone = is_gone or (told.kind in ENDING[1:] and not is_closed)
            is_closed = told.kind != Event.ANSWERED and not is_gone
            closed = told.at if told.kind == Event.CLOSED else closed
    if begins is not None:
        ended = moment
    kept = None if close_by is None else ended <= close_by
    if not is_closed:
        return Step(None, None, False if kept is False else None)
    return Step(working, _minutes(events[0].at, closed), kept)


def _gives_up(told: Told) -> bool:
    by_investor = told.kind == Event.CLOSED and told.actor_name == INVESTOR.name
    return by_investor or told.kind in (Event.WITHDRAWN, Event.ERASED)


def _step(begun: datetime, ended: datetime, in_time: bool | None, known: Calendar) -> Step:
    return Step(working_minutes(begun, ended, known), _minutes(begun, ended), in_time)


def _minutes(begun: datetime, ended: datetime) -> int:
    return int((ended - begun).total_seconds() // 60)
