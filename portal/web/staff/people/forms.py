"""Inviting and changing staff."""

from __future__ import annotations

from wtforms import BooleanField

from portal.accounts.models import Role, User
from portal.accounts.people import NewPerson, PersonFacts
from portal.core.i18n import _l
from portal.web.staff.forms import (
    DeskForm,
    choice_field,
    email_field,
    language_field,
    text_field,
)

ROLES = {
    Role.ADMINISTRATOR: _l("Administrator: everything, people and rules included"),
    Role.PUBLISHER: _l("Publisher: content of every organisation"),
    Role.EDITOR: _l("Editor: content of the own organisation"),
    Role.OFFICER: _l("Enquiry officer: enquiries of the own organisation"),
    Role.VIEWER: _l("Viewer: looks, changes nothing, sees no personal data"),
}
ROLE_NAMES = {
    Role.ADMINISTRATOR: _l("Administrator"),
    Role.PUBLISHER: _l("Publisher"),
    Role.EDITOR: _l("Editor"),
    Role.OFFICER: _l("Enquiry officer"),
    Role.VIEWER: _l("Viewer"),
}
ROLE_CHOICES = [(role.value, label) for role, label in ROLES.items()]
Choices = list[tuple[str, str]]


class InviteForm(DeskForm):
    email = email_field(_l("E-mail"), help=_l("The invitation goes there. They sign in with it."))
    name = text_field(_l("Full name"), most=80, autocomplete="off")
    role = choice_field(_l("Role"), ROLE_CHOICES)
    organisation = choice_field(_l("Organisation"))
    locale = language_field()

    def person(self) -> NewPerson:
        """The valid form as a service takes it."""
        return NewPerson(
            email=self.email.data or "",
            name=self.name.data or "",
            role=Role(self.role.data),
            organisation_id=int(self.organisation.data),
            locale=self.locale.data,
        )


class PersonForm(DeskForm):
    name = text_field(_l("Full name"), most=80, autocomplete="off")
    role = choice_field(
        _l("Role"), ROLE_CHOICES, help=_l("A new role counts from the next click on.")
    )
    organisation = choice_field(_l("Organisation"))
    active = BooleanField(
        _l("May sign in"),
        description=_l(
            "Without it the person is signed out at once; their name stays in the trail."
        ),
    )

    def facts(self) -> PersonFacts:
        """The valid form as a service takes it."""
        return PersonFacts(
            name=self.name.data or "",
            role=Role(self.role.data),
            organisation_id=int(self.organisation.data),
            active=bool(self.active.data),
        )


def of_person(user: User) -> dict[str, object]:
    """How a person stands, as the form's data."""
    return {
        "name": user.name,
        "role": user.role,
        "organisation": str(user.organisation_id),
        "active": user.active,
    }
