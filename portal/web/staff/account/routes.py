"""One's own account: name, language, password, and where one is signed in."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts import entering, people, sessions
from portal.accounts.entering import TooManyAttempts
from portal.accounts.models import User
from portal.accounts.passwords import WeakPassword
from portal.accounts.people import PersonChanged, WrongPassword
from portal.accounts.permissions import Permission
from portal.core.locales import BY_SEGMENT
from portal.web.access import requires, staff
from portal.web.context import db, runtime, speak, transactional
from portal.web.staff.account.agents import describe
from portal.web.staff.account.forms import DetailsForm, PasswordForm
from portal.web.staff.forms import add_error, posted_version
from portal.web.staff.sessions import let_in

bp = Blueprint("staff_account", __name__, url_prefix="/staff/account")


@bp.get("/")
@requires(Permission.DESK)
def page() -> ResponseReturnValue:
    return _page(_details(), PasswordForm())


@bp.post("/details")
@requires(Permission.DESK)
@transactional
def save_details() -> ResponseReturnValue:
    form = DetailsForm()
    if not form.validate():
        return _page(form, PasswordForm(formdata=None), 422)
    try:
        user = people.change_own_details(
            db(), staff().id, posted_version(), form.name.data or "", form.locale.data
        )
    except PersonChanged as changed:
        return _page(form, PasswordForm(formdata=None), 409, changed.current)
    speak(BY_SEGMENT[user.locale])
    flash(_("Saved: %(name)s.", name=user.name))
    return redirect(url_for(".page"), 303)


@bp.post("/password")
@requires(Permission.DESK)
def save_password() -> ResponseReturnValue:
    """Counts as an attempt to sign in, lest a borrowed desk be used to guess the password."""
    form = PasswordForm()
    if not form.validate():
        return _page(_details(), form, 422)
    try:
        entering.admit(runtime().limiter, f"own:{staff().id}", "")
    except TooManyAttempts:
        add_error(form.current, _("Too many attempts. Please wait a quarter of an hour."))
        return _page(_details(), form, 429)
    return _change_password(form)


@bp.post("/sessions/<int(max=2147483647):session_id>/end")
@requires(Permission.DESK)
@transactional
def end_session(session_id: int) -> ResponseReturnValue:
    sessions.end(db(), staff(), session_id)
    flash(_("That browser is signed out."))
    return redirect(url_for(".page") + "#sessions", 303)


@transactional
def _change_password(form: PasswordForm) -> ResponseReturnValue:
    current, new = form.current.data or "", form.password.data or ""
    try:
        user = people.change_own_password(db(), staff().id, current, new)
    except WrongPassword:
        add_error(form.current, _("This is not your current password."))
    except WeakPassword as error:
        add_error(form.password, error.reason)
    else:
        response = let_in(user.id, new, url_for(".page"))
        flash(_("Your new password is set. Your other browsers are signed out."))
        return response
    return _page(_details(), form, 422)


def _details() -> DetailsForm:
    user = staff()
    return DetailsForm(formdata=None, data={"name": user.name, "locale": user.locale})


def _page(
    details: DetailsForm, password: PasswordForm, status: int = 200, changed: User | None = None
) -> ResponseReturnValue:
    return render_template(
        "staff/account/account.html",
        details=details,
        password=password,
        rows=_compare(details, changed) if changed else [],
        version=(changed or staff()).version,
        here=g.staff_session.id,
        sessions=sessions.of_user(db(), staff().id),
        describe=describe,
    ), status


def _compare(form: DetailsForm, current: User) -> list[tuple[str, str, str]]:
    """How one's details stand now beside what was typed."""
    return [
        (str(form.name.label.text), current.name, form.name.data or ""),
        (
            str(form.locale.label.text),
            BY_SEGMENT[current.locale].name,
            BY_SEGMENT[form.locale.data].name,
        ),
    ]
