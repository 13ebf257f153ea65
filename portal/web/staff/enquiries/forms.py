"""What an officer can do with an enquiry: each deed its own form on one page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from wtforms import SelectField

from portal.accounts.models import Organisation, User
from portal.core.i18n import _l
from portal.core.locales import Locale
from portal.core.reference import in_locale
from portal.enquiries.service import HandOver
from portal.web.staff.forms import NEEDED, DeskForm, add_error, area_field

LONGEST_ANSWER = 10_000
LONGEST_REASON = 500
OFFICE, PERSON = "office", "person"


class AnswerForm(DeskForm):
    text = area_field(
        _l("Your answer"),
        most=LONGEST_ANSWER,
        rows=8,
        help=_l("The investor reads it on the private page, and by mail if an address is known."),
    )


class NoteForm(DeskForm):
    text = area_field(
        _l("Note"), most=LONGEST_ANSWER, rows=3, help=_l("Only staff see notes.")
    )


class HandOverForm(DeskForm):
    to = SelectField(_l("To"), validate_choice=False, description=_l("An office, or a person in it."))
    reason = area_field(
        _l("Reason"), most=LONGEST_REASON, rows=2, help=_l("The next office reads it; the investor does not.")
    )


class CloseForm(DeskForm):
    reason = area_field(
        _l("Reason"), most=LONGEST_REASON, rows=2, help=_l("Only staff read it. The investor can write again.")
    )


def offer(
    form: HandOverForm, offices: Iterable[Organisation], people: Sequence[User], locale: Locale
) -> HandOverForm:
    """Fill the list: each office as a whole, then the people who answer there."""
    choices: dict[str, list[tuple[str, Any]]] = {"": [("", _l("Choose an office or a person"))]}
    for office in offices:
        name = in_locale(office.names, locale)
        found = [(f"{OFFICE}-{office.id}", _l("%(office)s (the whole office)", office=name))]
        found += [(f"{PERSON}-{p.id}", p.name) for p in people if p.organisation_id == office.id]
        choices[name] = found
    form.to.choices = choices
    return form


def chosen(
    form: HandOverForm, offices: Sequence[Organisation], people: Sequence[User]
) -> HandOver | None:
    """Where to; None, with a message at the field, when nothing of the list was chosen."""
    kind, _dash, number = (form.to.data or "").partition("-")
    officer = next((p for p in people if kind == PERSON and str(p.id) == number), None)
    office_id = str(officer.organisation_id) if officer else number if kind == OFFICE else ""
    office = next((o for o in offices if str(o.id) == office_id), None)
    if office is None:
        add_error(form.to, NEEDED if not form.to.data else _l("Choose one of the list."))
        return None
    return HandOver(office, officer, form.reason.data or "")
