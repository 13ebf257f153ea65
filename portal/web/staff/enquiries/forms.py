"""What an officer can do with an enquiry: each deed its own form on one page."""

from __future__ import annotations

from wtforms import SelectField, SelectMultipleField

from portal.core.i18n import _l
from portal.web.staff.forms import DeskForm, area_field, text_field

LONGEST_ANSWER = 10_000
LONGEST_REASON = 500


class AnswerForm(DeskForm):
    text = area_field(
        _l("Your answer"),
        most=LONGEST_ANSWER,
        rows=8,
        help=_l("The investor reads it on the private page, and by mail if an address is known."),
    )
    saved = SelectField(_l("Saved answer"), validate_choice=False)
    listings = SelectMultipleField(_l("Listings sent along"), validate_choice=False)
    find = text_field(
        _l("Send a listing along"),
        most=100,
        required=False,
        help=_l("Words of its title, or its number."),
        autocomplete="off",
    )


class NoteForm(DeskForm):
    text = area_field(_l("Note"), most=LONGEST_ANSWER, rows=3, help=_l("Only staff see notes."))


class HandOverForm(DeskForm):
    to = SelectField(
        _l("To"), validate_choice=False, description=_l("An office, or a person in it.")
    )
    reason = area_field(
        _l("Reason"),
        most=LONGEST_REASON,
        rows=2,
        help=_l("The next office reads it; the investor does not."),
    )


class DeclineForm(DeskForm):
    reason = area_field(
        _l("Reason"),
        most=LONGEST_REASON,
        rows=2,
        help=_l("The duty officer gets the enquiry and reads it; the investor does not."),
    )


class CloseForm(DeskForm):
    reason = area_field(
        _l("Reason"),
        most=LONGEST_REASON,
        rows=2,
        help=_l("Only staff read it. The investor can write again."),
    )
