"""From when to when somebody is away, and who stands in."""

from __future__ import annotations

from collections.abc import Iterable

from portal.accounts.models import User
from portal.core.i18n import _l
from portal.web.staff.forms import DeskForm, check_day, choice_field, text_field


class AbsenceForm(DeskForm):
    first_day = text_field(_l("First day"), most=20, checks=(check_day,), type="date")
    last_day = text_field(_l("Last day (included)"), most=20, checks=(check_day,), type="date")
    deputy = choice_field(
        _l("Deputy"),
        help=_l("New enquiries go to the deputy; without one, to the duty officer."),
    )

    def offer(self, people: Iterable[User], person: User) -> None:
        """Everybody of the same office who answers enquiries."""
        others = [
            (str(one.id), one.name)
            for one in people
            if one.organisation_id == person.organisation_id and one.id != person.id
        ]
        self.deputy.choices = [("", _l("Nobody")), *others]
        self.deputy.data = self.deputy.data or ""
