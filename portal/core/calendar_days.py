"""Days off and make-up workdays that the operator adds when a year is announced."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.core import audit
from portal.core.audit import Actor
from portal.core.database import Base
from portal.core.i18n import Label, _l
from portal.core.working_time import Calendar

WORKED, OFF = ("班", "上班", "work"), ("休", "放假", "off")
LONGEST_NOTE = 100
MOST_LINES = 400
_LINE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[\s,，、:：]+(\S+)\s*(.*)")


class CalendarDay(Base):
    """A day that is worked or not, whatever the library knows of it."""

    __tablename__ = "calendar_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    working: Mapped[bool]
    note: Mapped[str] = mapped_column(default="")  # such as the holiday, or the notice's number


@dataclass(frozen=True, slots=True)
class Line:
    """One day as typed."""

    day: date
    working: bool
    note: str


def calendar(session: Session) -> Calendar:
    """The calendar with what the operator added; one small query."""
    return Calendar({row.day: row.working for row in session.scalars(select(CalendarDay))})


def added(session: Session) -> Sequence[CalendarDay]:
    """What the operator added, the latest first."""
    return session.scalars(select(CalendarDay).order_by(CalendarDay.day.desc())).all()


def parse(text: str) -> tuple[list[Line], list[Label]]:
    """Read lines such as `2027-02-06 休 春节`; says of each line that cannot be read which it is."""
    lines: list[Line] = []
    problems: list[Label] = []
    typed = [(n, line.strip()) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
    for number, line in typed[:MOST_LINES]:
        read = _read(line)
        if read is None:
            problems.append(
                _l(
                    "Line %(number)d: write the date, 休 or 班, and what for, such as “2027-02-06 休 春节”.",
                    number=number,
                )
            )
        else:
            lines.append(read)
    if len(typed) > MOST_LINES:
        problems.append(_l("At most %(most)d lines at a time.", most=MOST_LINES))
    return lines, problems


def put(session: Session, by: Actor, lines: Iterable[Line]) -> None:
    """Add days, or change those that were added before."""
    for line in lines:
        row = session.get(CalendarDay, line.day)
        if row is None:
            row = CalendarDay(day=line.day)
            session.add(row)
        row.working, row.note = line.working, line.note
        session.flush()
        audit.record(
            session, by, "calendar.put", ("calendar_day", line.day.isoformat()),
            working=int(line.working),
        )  # fmt: skip


def remove(session: Session, by: Actor, day: date) -> None:
    """Let the library decide on a day again; nothing happens where nothing was added."""
    session.execute(delete(CalendarDay).where(CalendarDay.day == day))
    audit.record(session, by, "calendar.removed", ("calendar_day", day.isoformat()))


def _read(line: str) -> Line | None:
    found = _LINE.fullmatch(line)
    if found is None:
        return None
    year, month, day, what, note = found.groups()
    if what.casefold() not in (*WORKED, *OFF) or len(note) > LONGEST_NOTE:
        return None
    try:
        return Line(date(int(year), int(month), int(day)), what.casefold() in WORKED, note)
    except ValueError:
        return None
