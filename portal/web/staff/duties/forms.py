"""Who is appointed in an office, and who is in its teams."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from portal.accounts.models import User
from portal.core.i18n import _l
from portal.web.staff.forms import DeskForm, choice_field, text_field

LONGEST_NAME = 60


class DutyForm(DeskForm):
    duty_officer = choice_field(
        _l("Duty officer"),
        help=_l("Gets what nobody accepted, what was declined, and what has no deputy."),
    )
    head = choice_field(_l("Head"), help=_l("Is told when a promise was not kept."))

    def offer(self, answering: Iterable[User], heads: Iterable[User]) -> None:
        nobody = ("", _l("Nobody"))
        self.duty_officer.choices = [nobody, *((str(one.id), one.name) for one in answering)]
        self.head.choices = [nobody, *((str(one.id), one.name) for one in heads)]
        for field in (self.duty_officer, self.head):
            field.data = str(field.data or "")


class TeamForm(DeskForm):
    name = text_field(_l("Name of the team"), most=LONGEST_NAME)
    members = SelectMultipleField(
        _l("Members"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=False,
    )

    def offer(self, people: Iterable[User]) -> None:
        self.members.choices = [(one.id, one.name) for one in people]
