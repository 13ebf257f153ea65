"""Signing in and out, and asking for a new password.

A limit counts in a transaction of its own, which SQLite cannot nest: views that count are
not `@transactional` themselves but end in a function that is.
"""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask import session as form_session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts import entering, joining
from portal.accounts.entering import NotRecognised, TooManyAttempts
from portal.web.access import current_user, public
from portal.web.context import db, runtime, transactional
from portal.web.staff.sessions import cookie, forget, let_in
from portal.web.staff.sign_in.addresses import own_address
from portal.web.staff.sign_in.forms import ForgottenForm, SignInForm

bp = Blueprint("staff_sign_in", __name__, url_prefix="/staff")
RESET_WINDOW = timedelta(hours=1)
RESETS_PER_ACCOUNT = 3
RESETS_PER_ADDRESS = 20


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
    try:
        return let_in(user_id, form.password.data or "", own_address(form.next.data or ""))
    except NotRecognised:  # deactivated between the two transactions
        return _sign_in_page(form, refused=True), 422


@transactional
def _promise_reset(email: str) -> ResponseReturnValue:
    joining.request_reset(db(), email)
    return ""
