"""What is looked for in the trail."""

from __future__ import annotations

from wtforms import Form

from portal.accounts.trail import TrailQuery
from portal.core.i18n import _l
from portal.web.staff.audit.actions import ACTIONS, SUBJECTS
from portal.web.staff.forms import check_day, choice_field, day_of, text_field


class TrailForm(Form):  # type: ignore[misc]
    """Comes with the address, so a view of the trail can be shared among administrators."""

    actor = text_field(_l("Who"), most=80, required=False)
    action = choice_field(_l("Action"), [("", _l("All")), *ACTIONS.items()])
    subject = choice_field(_l("Record"), [("", _l("All")), *SUBJECTS.items()])
    number = text_field(_l("Record number"), most=20, required=False, inputmode="numeric")
    first = text_field(_l("First day"), most=20, required=False, checks=[check_day], type="date")
    last = text_field(_l("Last day"), most=20, required=False, checks=[check_day], type="date")

    def query(self) -> TrailQuery:
        """The valid form as a service takes it."""
        return TrailQuery(
            actor=self.actor.data or "",
            action=self.action.data or "",
            subject_type=self.subject.data or "",
            subject_id=self.number.data or "",
            first=day_of(self.first),
            last=day_of(self.last),
        )
