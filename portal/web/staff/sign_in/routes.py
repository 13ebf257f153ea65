"""Signing in and out, and one-time links.

A limit counts in a transaction of its own, which SQLite cannot nest: views that count are
not `@transactional` themselves but end in a function that is.
"""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask import session as form_session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts import entering, joining, links, sessions
from portal.accounts.entering import NotRecognised, TooManyAttempts
from portal.accounts.joining import Joining
from portal.accounts.links import LinkUnusable, Purpose
from portal.accounts.models import OneTimeLink, User
from portal.accounts.passwords import WeakPassword
from portal.accounts.people import EmailTaken
from portal.web.access import current_user, public
from portal.web.context import db, locale, runtime, transactional
from portal.web.staff.forms import add_error
from portal.web.staff.sessions import agent, cookie, forget, remember
from portal.web.staff.sign_in.addresses import own_address
from portal.web.staff.sign_in.forms import (
    FirstAdministratorForm,
    ForgottenForm,
    JoinForm,
    NewPasswordForm,
    SignInForm,
)

bp = Blueprint("staff_sign_in", __name__, url_prefix="/staff")
RESET_WINDOW = timedelta(hours=1)
RESETS_PER_ACCOUNT = 3
RESETS_PER_ADDRESS = 20
JOINING = (Purpose.FIRST_ADMINISTRATOR, Purpose.INVITATION)


@bp.get("/sign-in")
@public
def form() -> ResponseReturnValue:
    wanted = own_address(request.args.get("next", ""))
    if current_user() is not None:
        return redirect(wanted, 303)
    return _sign_in_page(SignInForm(data={"next": wanted}))


@bp.post("/sign-in")
@public
def enter() -> ResponseReturnValue:
    form = SignInForm()
    if not form.validate():
        return _sign_in_page(form), 422
    email, limiter = (form.email.data or "").lower(), runtime().limiter
    try:
        entering.admit(limiter, email, _address())
        user = entering.check_credentials(db(), email, form.password.data or "")
    except TooManyAttempts:
        return _later(_sign_in_page(form, too_many=True))
    except NotRecognised:
        entering.failed(limiter, _address())
        return _refuse(form, email)
    entering.succeeded(limiter, email)
    return _welcome(form, user.id)


@bp.post("/sign-out")
@public
@transactional
def leave() -> ResponseReturnValue:
    entering.leave(db(), current_user(), cookie())
    form_session.clear()
    flash(_("You are signed out."))
    return forget(make_response(redirect(url_for(".form"), 303)))


@bp.get("/forgotten")
@public
def forgotten() -> ResponseReturnValue:
    return render_template("staff/sign_in/forgotten.html", form=ForgottenForm())


@bp.post("/forgotten")
@public
def request_reset() -> ResponseReturnValue:
    form = ForgottenForm()
    page = "staff/sign_in/forgotten.html"
    if not form.validate():
        return render_template(page, form=form), 422
    limiter, email = runtime().limiter, form.email.data or ""
    if limiter.hit("reset-address", _address(), RESET_WINDOW) > RESETS_PER_ADDRESS:
        return _later(render_template(page, form=form, too_many=True))
    if limiter.hit("reset-account", email, RESET_WINDOW) <= RESETS_PER_ACCOUNT:
        _promise_reset(email)
    return redirect(url_for(".reset_requested"), 303)


@bp.get("/forgotten/sent")
@public
def reset_requested() -> ResponseReturnValue:
    return render_template("staff/sign_in/reset_requested.html")


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
        return _join_page(found, form, 422)
    except EmailTaken:
        add_error(form["email"], _("Somebody has an account with this e-mail already."))
        return _join_page(found, form, 422)
    return _signed_in(user, form.password.data or "", url_for("staff_today.page"))


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
    return forget(make_response(redirect(url_for(".form"), 303)))


def _address() -> str:
    return request.remote_addr or "unknown"


def _sign_in_page(form: SignInForm, *, too_many: bool = False, refused: bool = False) -> str:
    return render_template(
        "staff/sign_in/sign_in.html", form=form, too_many=too_many, refused=refused
    )


def _later(page: str) -> ResponseReturnValue:
    return page, 429, {"Retry-After": str(int(entering.WINDOW.total_seconds()))}


@transactional
def _refuse(form: SignInForm, email: str) -> ResponseReturnValue:
    entering.note_failure(db(), email)
    return _sign_in_page(form, refused=True), 422


@transactional
def _welcome(form: SignInForm, user_id: int) -> ResponseReturnValue:
    user = db().get_one(User, user_id)
    return _signed_in(user, form.password.data or "", own_address(form.next.data or ""))


def _signed_in(user: User, password: str, address: str) -> ResponseReturnValue:
    """A new session and a new CSRF token; the browser's earlier ones are worth nothing."""
    token = entering.enter(db(), user.id, password, agent=agent(), replaces=cookie())
    form_session.clear()
    return remember(make_response(redirect(address, 303)), token)


@transactional
def _promise_reset(email: str) -> ResponseReturnValue:
    joining.request_reset(db(), email)
    return ""


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
    return _private(render_template("staff/sign_in/join.html", form=form, person=person), status)


def _reset_page(
    link: OneTimeLink, form: NewPasswordForm, status: int = 200
) -> ResponseReturnValue:
    person = joining.person_of(db(), link)
    return _private(render_template("staff/sign_in/reset.html", form=form, person=person), status)


def _unusable() -> ResponseReturnValue:
    return _private(render_template("staff/sign_in/unusable.html"), 410)


def _private(page: str, status: int) -> ResponseReturnValue:
    """A page whose address is a secret: nobody is told where its reader comes from."""
    return page, status, {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}
