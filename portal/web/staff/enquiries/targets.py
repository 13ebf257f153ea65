"""Choosing who gets an enquiry: an office as a whole, or a person in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wtforms import SelectField

from portal.accounts.models import Organisation, User
from portal.core.i18n import Label, _l
from portal.core.reference import in_locale
from portal.web.context import locale
from portal.web.languages import lang_of
from portal.web.staff.forms import NEEDED, add_error

OFFICE, PERSON = "office", "person"
Choice = tuple[str, Label, dict[str, str]]  # value, label, attributes
Choices = dict[str, list[Choice]]


@dataclass(frozen=True, slots=True)
class Target:
    office: Organisation
    person: User | None


def target_choices(offices: Iterable[Organisation], people: Sequence[User]) -> Choices:
    """Each office under its name, with the people who answer there."""
    choices: Choices = {"–": [("", _l("Choose an office or a person"), {})]}
    for office in offices:
        name = in_locale(office.names, locale())
        whole: Choice = (
            f"{OFFICE}-{office.id}",
            _l("%(office)s (the whole office)", office=name),
            {},
        )
        choices[name] = [whole] + [
            (f"{PERSON}-{person.id}", person.name, {"lang": lang_of(person.name)})
            for person in people
            if person.organisation_id == office.id
        ]
    return choices


def target_value(organisation_id: int | None, user_id: int | None) -> str:
    """How a choice is named in the form."""
    if user_id is not None:
        return f"{PERSON}-{user_id}"
    return f"{OFFICE}-{organisation_id}" if organisation_id is not None else ""


def find_target(
    field: SelectField, offices: Sequence[Organisation], people: Sequence[User]
) -> Target | None:
    """What was chosen; None, with a message at the field, when it is not on the list."""
    kind, _dash, number = (field.data or "").partition("-")
    person = next((p for p in people if kind == PERSON and str(p.id) == number), None)
    office_id = str(person.organisation_id) if person else number if kind == OFFICE else ""
    office = next((o for o in offices if str(o.id) == office_id), None)
    if office is None:
        add_error(field, _l("Choose one of the list.") if field.data else NEEDED)
        return None
    return Target(office, person)
