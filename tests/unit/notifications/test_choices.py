"""Quiet hours and choices: a mail waits for the end of the quiet hours and is never lost."""

from __future__ import annotations

from datetime import datetime, time

import pytest

from portal.core.clock import CITY_ZONE
from portal.notifications import choices, inbox
from portal.notifications.choices import ChoiceChanged, Wanted, free_from
from portal.runtime import Runtime
from tests.support import factories


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=CITY_ZONE)


@pytest.mark.parametrize(
    ("start", "end", "moment", "free"),
    [
        (time(22), time(7), at(23, 23), at(24, 7)),
        (time(22), time(7), at(24, 6, 59), at(24, 7)),
        (time(22), time(7), at(24, 7), at(24, 7)),
        (time(22), time(7), at(23, 21, 59), at(23, 21, 59)),
        (time(12), time(14), at(23, 13), at(23, 14)),
        (time(12), time(14), at(23, 14), at(23, 14)),
        (time(12), time(12), at(23, 12), at(23, 12)),
        (None, None, at(23, 3), at(23, 3)),
    ],
)
def test_mails_wait_until_the_quiet_hours_end(
    start: time | None, end: time | None, moment: datetime, free: datetime
) -> None:
    assert free_from(Wanted(quiet_from=start, quiet_until=end), moment) == free


def test_choices_are_kept_and_two_windows_do_not_overwrite_each_other(portal: Runtime) -> None:
    with portal.database.write() as session:
        user = factories.user(session, "officer").id
        choices.choose(session, user, Wanted(muted=("enquiry.rated",), quiet_from=time(22)))
    with portal.database.read() as session:
        kept = choices.wanted_by(session, user)
    assert (kept.muted, kept.quiet_from, kept.version) == (("enquiry.rated",), time(22), 1)
    with portal.database.write() as session, pytest.raises(ChoiceChanged):
        choices.choose(session, user, Wanted())


def test_the_same_promise_is_told_once_and_ones_lines_are_ones_own(portal: Runtime) -> None:
    with portal.database.write() as session:
        me, other = (factories.user(session, "officer").id for _ in range(2))
        assert inbox.tell(session, [me, other, me], "enquiry.written", "1", enquiry=1) == [
            me,
            other,
        ]
        assert inbox.tell(session, [me], "enquiry.written", "1", enquiry=1) == []
        (mine,) = inbox.lines(session, me, 1).items
        assert inbox.read_one(session, other, mine.id) is None
        inbox.read_one(session, me, mine.id)
        assert (inbox.unread(session, me), inbox.unread(session, other)) == (0, 1)
