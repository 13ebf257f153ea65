"""Staff: who works here, with which role, for which organisation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts import people
from portal.accounts.models import Role, User
from portal.accounts.organisations import all_organisations
from portal.accounts.people import EmailTaken, LastAdministrator, OwnRights, PersonChanged
from portal.accounts.permissions import Permission
from portal.core.audit import Actor
from portal.core.reference import in_locale
from portal.enquiries.reliance import WouldLose, carefully
from portal.web.access import requires, staff
from portal.web.context import db, locale, transactional
from portal.web.staff.forms import add_error, posted_version
from portal.web.staff.paging import page_address, page_number
from portal.web.staff.people.forms import ROLE_NAMES, Choices, InviteForm, PersonForm, of_person
from portal.web.staff.rules import losses

bp = Blueprint("staff_people", __name__, url_prefix="/staff/people")
PERSON = "/<int(max=2147483647):user_id>"


@bp.get("/")
@requires(Permission.PEOPLE_EDIT)
def index() -> ResponseReturnValue:
    found = people.list_people(db(), page_number())
    return render_template(
        "staff/people/index.html",
        found=found,
        roles=ROLE_NAMES,
        Role=Role,
        page_address=page_address,
    )


@bp.get("/invite")
@requires(Permission.PEOPLE_EDIT)
def invite_form() -> ResponseReturnValue:
    form = InviteForm(data={"role": Role.EDITOR.value, "locale": locale().segment})
    return _invite_page(form)


@bp.post("/invite")
@requires(Permission.PEOPLE_EDIT)
@transactional
def invite() -> ResponseReturnValue:
    form = InviteForm()
    form.organisation.choices = _organisations()
    if not form.validate():
        return _invite_page(form, 422)
    try:
        user = people.invite(db(), _actor(), form.person())
    except EmailTaken:
        add_error(form.email, _("Somebody has an account with this e-mail already."))
        return _invite_page(form, 422)
    flash(_("An invitation is on its way to %(email)s.", email=user.email))
    return redirect(url_for(".index"), 303)


@bp.get(PERSON)
@requires(Permission.PEOPLE_EDIT)
def person(user_id: int) -> ResponseReturnValue:
    user = _person(user_id)
    return _person_page(user, PersonForm(data=of_person(user)))


@bp.post(PERSON)
@requires(Permission.PEOPLE_EDIT)
@transactional
def change(user_id: int) -> ResponseReturnValue:
    user, form = _person(user_id), PersonForm()
    form.organisation.choices = _organisations()
    if not form.validate():
        return _person_page(user, form, 422)
    try:
        changed = carefully(
            db(),
            lambda: people.change_person(db(), _actor(), user_id, posted_version(), form.facts()),
            losses.accepted(),
        )
    except WouldLose as would:
        return losses.ask(would, url_for(".person", user_id=user_id))
    except PersonChanged:
        return _person_page(user, form, 409)
    except LastAdministrator:
        add_error(form.role, _("Somebody must be left to administer: appoint another first."))
        return _person_page(user, form, 422)
    except OwnRights:
        add_error(form.role, _("You cannot take your own rights away. A colleague can."))
        return _person_page(user, form, 422)
    flash(_("Saved: %(name)s.", name=changed.name))
    return redirect(url_for(".index"), 303)


@bp.post(f"{PERSON}/invitation")
@requires(Permission.PEOPLE_EDIT)
@transactional
def invite_again(user_id: int) -> ResponseReturnValue:
    user = _person(user_id)
    if user.password_hash or not user.active:
        flash(_("%(name)s needs no invitation.", name=user.name), "warning")
    else:
        people.send_invitation(db(), _actor(), user)
        flash(_("An invitation is on its way to %(email)s.", email=user.email))
    return redirect(url_for(".index"), 303)


def _actor() -> Actor:
    return Actor(staff().id, staff().name)


def _person(user_id: int) -> User:
    return db().get(User, user_id) or abort(404)


def _organisations() -> Choices:
    found = all_organisations(db())
    return [(str(office.id), in_locale(office.names, locale())) for office in found]


def _invite_page(form: InviteForm, status: int = 200) -> ResponseReturnValue:
    form.organisation.choices = _organisations()
    return render_template("staff/people/invite.html", form=form), status


def _person_page(user: User, form: PersonForm, status: int = 200) -> ResponseReturnValue:
    form.organisation.choices = offices = _organisations()
    rows = _compare(user, form, dict(offices)) if status == 409 else []
    return render_template("staff/people/person.html", form=form, person=user, rows=rows), status


def _compare(user: User, form: PersonForm, offices: dict[str, str]) -> list[tuple[str, str, str]]:
    """How the person stands now beside what was typed, in words."""
    yes_no = {True: _("Yes"), False: _("No")}
    now, typed = of_person(user), form.data
    shown: dict[str, Callable[[Any], str]] = {
        "name": str,
        "role": lambda role: str(ROLE_NAMES[Role(role)]),
        "organisation": lambda key: offices.get(key, key),
        "active": lambda active: yes_no[bool(active)],
    }
    return [
        (str(form[name].label.text), show(now[name]), show(typed[name]))
        for name, show in shown.items()
    ]
