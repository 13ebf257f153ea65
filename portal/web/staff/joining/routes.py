"""One-time links: becoming staff, setting a new password.

Looking at a link changes nothing, for mail scanners follow every one; sending its form does.
"""

from __future__ import annotations

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask import session as form_session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts import joining, links
from portal.accounts.joining import Joining
from portal.accounts.links import LinkUnusable, Purpose
from portal.accounts.models import OneTimeLink
from portal.accounts.passwords import WeakPassword
from portal.accounts.people import EmailTaken
from portal.web.access import public
from portal.web.context import db, locale, runtime, transactional
from portal.web.staff.forms import add_error
from portal.web.staff.joining.forms import FirstAdministratorForm, JoinForm, NewPasswordForm
from portal.web.staff.sessions import forget, let_in

bp = Blueprint("staff_joining", __name__, url_prefix="/staff")
JOINING = (Purpose.FIRST_ADMINISTRATOR, Purpose.INVITATION)


@bp.get("/join/<link>")
@public
def join_form(link: str) -> ResponseReturnValue:
    try:
        found = _find(link, *JOINING)
    except LinkUnusable:
        return _unusable()
    return _join_page(found, _join_form(found))


@bp.post("/join/<link>")
@public
@transactional
def join(link: str) -> ResponseReturnValue:
    try:
        found = _find(link, *JOINING)
    except LinkUnusable:
        return _unusable()
    form = _join_form(found)
    if not form.validate():
        return _join_page(found, form, 422)
    try:
        user = joining.join(db(), found, _joining(form))
    except WeakPassword as error:
        add_error(form.password, error.reason)
    except EmailTaken:
        add_error(form["email"], _("Somebody has an account with this e-mail already."))
    else:
        return let_in(user.id, form.password.data or "", url_for("staff_today.page"))
    return _join_page(found, form, 422)


@bp.get("/reset/<link>")
@public
def reset_form(link: str) -> ResponseReturnValue:
    try:
        found = _find(link, Purpose.RESET)
    except LinkUnusable:
        return _unusable()
    return _reset_page(found, NewPasswordForm())


@bp.post("/reset/<link>")
@public
@transactional
def reset(link: str) -> ResponseReturnValue:
    try:
        found = _find(link, Purpose.RESET)
    except LinkUnusable:
        return _unusable()
    form = NewPasswordForm()
    if not form.validate():
        return _reset_page(found, form, 422)
    try:
        joining.reset_password(db(), found, form.password.data or "")
    except WeakPassword as error:
        add_error(form.password, error.reason)
        return _reset_page(found, form, 422)
    form_session.clear()
    flash(_("Your new password is set. Please sign in with it."))
    return forget(make_response(redirect(url_for("staff_sign_in.form"), 303)))


def _find(link: str, *purposes: Purpose) -> OneTimeLink:
    return links.find(db(), runtime().settings.secret_key, link, *purposes)


def _join_form(link: OneTimeLink) -> JoinForm | FirstAdministratorForm:
    user = joining.person_of(db(), link)
    if user is None:
        return FirstAdministratorForm(data={"locale": locale().segment})
    return JoinForm(data={"name": user.name, "locale": user.locale})


def _joining(form: JoinForm | FirstAdministratorForm) -> Joining:
    return Joining(
        email=form.email.data or "" if isinstance(form, FirstAdministratorForm) else "",
        name=form.name.data or "",
        password=form.password.data or "",
        locale=form.locale.data,
    )


def _join_page(
    link: OneTimeLink, form: JoinForm | FirstAdministratorForm, status: int = 200
) -> ResponseReturnValue:
    person = joining.person_of(db(), link)
    return _private(render_template("staff/joining/join.html", form=form, person=person), status)


def _reset_page(link: OneTimeLink, form: NewPasswordForm, status: int = 200) -> ResponseReturnValue:
    person = joining.person_of(db(), link)
    return _private(render_template("staff/joining/reset.html", form=form, person=person), status)


def _unusable() -> ResponseReturnValue:
    return _private(render_template("staff/joining/unusable.html"), 410)


def _private(page: str, status: int) -> ResponseReturnValue:
    """A page whose address is a secret: nobody is told where its reader comes from."""
    return page, status, {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}
