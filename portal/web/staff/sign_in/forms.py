"""Forms of people who are not signed in."""

from __future__ import annotations

from wtforms import HiddenField

from portal.core.i18n import _l
from portal.web.staff.forms import DeskForm, email_field, password_field, text_field


class SignInForm(DeskForm):
    email = text_field(
        _l("E-mail"), most=254, type="email", autocomplete="username", spellcheck="false"
    )
    password = password_field(_l("Password"), autocomplete="current-password")
    next = HiddenField()


class ForgottenForm(DeskForm):
    email = email_field(_l("E-mail"))
