"""Limits of one kind of enquiry, and days to add to the calendar."""

from __future__ import annotations

from collections.abc import Mapping

from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange

from portal.core.i18n import Label, _l
from portal.enquiries.models import Kind
from portal.enquiries.standards import MOST_DAYS, MOST_HOURS, Limits
from portal.web.staff.forms import NEEDED, DeskForm, area_field

KINDS: Mapping[Kind, Label] = {
    Kind.HALL: _l("Land, halls and offices"),
    Kind.POLICY: _l("Policies"),
    Kind.PROJECT: _l("Projects"),
    Kind.PEOPLE: _l("People"),
    Kind.VISIT: _l("Visits"),
    Kind.GENERAL: _l("General questions"),
}
LONGEST_PASTE = 20_000
LONGEST_NUMBER = 9  # digits


class _WholeField(IntegerField):  # type: ignore[misc]
    """A whole number of few digits: longer ones are no time, and too long for the bounds' arithmetic."""

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata([value for value in valuelist if len(value) <= LONGEST_NUMBER])


def _whole(label: Label, most: int) -> IntegerField:
    bounds = NumberRange(1, most, _l("Give a whole number from 1 to %(most)d.", most=most))
    return _WholeField(
        label,
        validators=[InputRequired(NEEDED), bounds],
        render_kw={"inputmode": "numeric", "min": 1, "max": most},
    )


class LimitsForm(DeskForm):
    accept_hours = _whole(_l("Accepted within (working hours)"), MOST_HOURS)
    answer_days = _whole(_l("First answer within (working days)"), MOST_DAYS)
    close_days = _whole(_l("Closed within (working days)"), MOST_DAYS)

    def limits(self) -> Limits:
        return Limits(self.accept_hours.data, self.answer_days.data, self.close_days.data)


class DaysForm(DeskForm):
    days = area_field(
        _l("Days to add"),
        most=LONGEST_PASTE,
        rows=6,
        help=_l("One day a line: the date, 休 or 班, what for. Example: 2027-02-06 休 春节"),
    )
