"""Forms of people who are not signed in."""

from __future__ import annotations

from wtforms import HiddenField

from portal.accounts.passwords import MINIMUM_LENGTH
from portal.core.i18n import _l
from portal.web.staff.forms import (
    DeskForm,
    email_field,
    language_field,
    password_field,
    text_field,
)

PASSWORD_HELP = _l(
    "At least %(least)d characters. A short sentence is easy to remember and hard to guess.",
    least=MINIMUM_LENGTH,
)


class SignInForm(DeskForm):
    email = text_field(
        _l("E-mail"), most=254, type="email", autocomplete="username", spellcheck="false"
    )
    password = password_field(_l("Password"), autocomplete="current-password")
    next = HiddenField()


class ForgottenForm(DeskForm):
    email = email_field(_l("E-mail"))


class JoinForm(DeskForm):
    """Taking up an invitation: the mail is known already."""

    name = text_field(_l("Your name"), most=80, autocomplete="name")
    password = password_field(_l("Password"), autocomplete="new-password", help=PASSWORD_HELP)
    locale = language_field()


class FirstAdministratorForm(DeskForm):
    email = email_field(_l("E-mail"), help=_l("You sign in with it."))
    name = text_field(_l("Your name"), most=80, autocomplete="name")
    password = password_field(_l("Password"), autocomplete="new-password", help=PASSWORD_HELP)
    locale = language_field()


class NewPasswordForm(DeskForm):
    password = password_field(_l("New password"), autocomplete="new-password", help=PASSWORD_HELP)
