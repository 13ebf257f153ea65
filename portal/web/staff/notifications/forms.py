"""How a person wants to be told by mail."""

from __future__ import annotations

from datetime import time

from wtforms import BooleanField, Field, Form, SelectMultipleField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from portal.core.i18n import _l
from portal.notifications.choices import Wanted
from portal.web.staff.forms import DeskForm, add_error, text_field
from portal.web.staff.notifications.words import KINDS


def _check_time(_form: Form, field: Field) -> None:
    try:
        _time(field.data)
    except ValueError as error:
        raise ValidationError(_l("Give a time such as 22:00.")) from error


class ChoicesForm(DeskForm):
    by_mail = BooleanField(_l("Tell me by mail"))
    kinds = SelectMultipleField(
        _l("By mail"),
        description=_l("Whatever you choose, all of it stays in your messages on the desk."),
        choices=list(KINDS.items()),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=False,
    )
    digest = BooleanField(_l("Send me the digest of what waits"))
    quiet_from = text_field(
        _l("Quiet from"),
        most=5,
        required=False,
        checks=[_check_time],
        type="time",
        help=_l("City time. Mails wait until the quiet hours end; none is lost."),
    )
    quiet_until = text_field(
        _l("Quiet until"), most=5, required=False, checks=[_check_time], type="time"
    )

    def wanted(self, version: int) -> Wanted | None:
        """The valid form; None, with the error told at its field, for half a span of time."""
        start, end = _time(self.quiet_from.data), _time(self.quiet_until.data)
        if (start is None) != (end is None):
            missing = self.quiet_from if start is None else self.quiet_until
            add_error(missing, _l("Give both times, or none."))
            return None
        muted = [topic for topic in KINDS if topic not in (self.kinds.data or ())]
        return Wanted(bool(self.by_mail.data), bool(self.digest.data), muted, start, end, version)


def of_choices(wanted: Wanted) -> dict[str, object]:
    return {
        "by_mail": wanted.by_mail,
        "digest": wanted.digest,
        "kinds": [topic for topic in KINDS if topic not in wanted.muted],
        "quiet_from": f"{wanted.quiet_from:%H:%M}" if wanted.quiet_from else "",
        "quiet_until": f"{wanted.quiet_until:%H:%M}" if wanted.quiet_until else "",
    }


def _time(typed: str | None) -> time | None:
    return time.fromisoformat(typed) if typed else None
