"""What somebody types who takes up a one-time link."""

from __future__ import annotations

from portal.core.i18n import _l
from portal.web.staff.forms import (
    DeskForm,
    email_field,
    language_field,
    new_password_field,
    text_field,
)


class JoinForm(DeskForm):
    """Taking up an invitation: the mail is known already."""

    name = text_field(_l("Your name"), most=80, autocomplete="name")
    password = new_password_field(_l("Password"))
    locale = language_field()


class FirstAdministratorForm(DeskForm):
    email = email_field(_l("E-mail"), help=_l("You sign in with it."))
    name = text_field(_l("Your name"), most=80, autocomplete="name")
    password = new_password_field(_l("Password"))
    locale = language_field()


class NewPasswordForm(DeskForm):
    password = new_password_field(_l("New password"))
