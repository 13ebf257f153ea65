"""A group robot: which chat, where, and what it is told."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import BooleanField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from portal.accounts.models import Organisation
from portal.core.i18n import Label, _l
from portal.core.reference import in_locale
from portal.enquiries.robot_words import TITLES
from portal.notifications.models import Robot, RobotKind
from portal.notifications.robots import RobotFacts
from portal.web.context import locale
from portal.web.staff.forms import DeskForm, choice_field, text_field

KINDS: dict[str, Label] = {
    RobotKind.WECOM: _l("WeCom"),
    RobotKind.DINGTALK: _l("DingTalk"),
    RobotKind.FEISHU: _l("Feishu"),
}


class RobotForm(DeskForm):
    kind = choice_field(_l("Chat"), list(KINDS.items()))
    name = text_field(_l("Name"), most=80)
    url = text_field(
        _l("Webhook address"),
        most=500,
        required=False,
        autocomplete="off",
        help=_l(
            "As the chat gives it when the robot is added. It is a secret and not shown again."
        ),
    )
    secret = text_field(
        _l("Signing secret"),
        most=200,
        required=False,
        autocomplete="off",
        help=_l("DingTalk and Feishu, if signing is switched on there. Not shown again."),
    )
    organisation = choice_field(
        _l("Office"), help=_l("It is told about enquiries of this office, or of all.")
    )
    topics = SelectMultipleField(
        _l("Says"),
        choices=list(TITLES.items()),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=False,
    )
    active = BooleanField(_l("Switched on"))

    def offer(self, offices: Sequence[Organisation]) -> None:
        chosen = [(str(o.id), in_locale(o.names, locale())) for o in offices]
        self.organisation.choices = [("", _l("all offices")), *chosen]

    def facts(self) -> RobotFacts:
        """The valid form as the service takes it."""
        return RobotFacts(
            kind=RobotKind(self.kind.data),
            name=self.name.data or "",
            url=self.url.data or "",
            secret=self.secret.data or "",
            organisation_id=int(self.organisation.data) if self.organisation.data else None,
            topics=[topic for topic in TITLES if topic in (self.topics.data or ())],
            active=bool(self.active.data),
        )


def of_robot(robot: Robot) -> dict[str, object]:
    """Without its address and secret."""
    return {
        "kind": robot.kind,
        "name": robot.name,
        "organisation": str(robot.organisation_id or ""),
        "topics": robot.topics,
        "active": robot.active,
    }
