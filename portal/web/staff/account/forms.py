"""A person's own details and password."""

from __future__ import annotations

from portal.core.i18n import _l
from portal.web.staff.forms import (
    DeskForm,
    language_field,
    new_password_field,
    password_field,
    text_field,
)


class DetailsForm(DeskForm):
    name = text_field(
        _l("Full name"),
        most=80,
        help=_l("Colleagues see it. Investors see your organisation's name."),
        autocomplete="name",
    )
    locale = language_field()


class PasswordForm(DeskForm):
    current = password_field(_l("Current password"), autocomplete="current-password")
    password = new_password_field(_l("New password"))
