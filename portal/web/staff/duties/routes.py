"""An office's duty officer, head and teams."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, abort, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts import duties, teams
from portal.accounts.duties import DutyChanged
from portal.accounts.models import Organisation, Team, User
from portal.accounts.permissions import Permission
from portal.accounts.teams import Stranger, TeamChanged
from portal.core.i18n import _l
from portal.enquiries import inbox
from portal.enquiries.reliance import WouldLose, carefully
from portal.web.access import requires, staff
from portal.web.context import db, transactional
from portal.web.languages import lang_of
from portal.web.staff.duties.forms import DutyForm, TeamForm
from portal.web.staff.forms import add_error, posted_version
from portal.web.staff.rules import losses

bp = Blueprint("staff_duties", __name__, url_prefix="/staff/duties")
bp.add_app_template_filter(lang_of, "lang_of")
OFFICE = "/<int(max=2147483647):organisation_id>"
TEAM = "/teams/<int(max=2147483647):team_id>"


@bp.get(OFFICE)
@requires(Permission.PEOPLE_EDIT)
def page(organisation_id: int) -> ResponseReturnValue:
    return _page(_office(organisation_id))


@bp.post(OFFICE)
@requires(Permission.PEOPLE_EDIT)
@transactional
def appoint(organisation_id: int) -> ResponseReturnValue:
    office, form = _office(organisation_id), DutyForm()
    form.offer(_answering(office), _heads(office))
    if not form.validate():
        return _page(office, 422, duty=form)
    chosen = [int(field.data) if field.data else None for field in (form.duty_officer, form.head)]
    try:
        duties.appoint(db(), staff().actor, office.id, posted_version(), *chosen)
    except DutyChanged:
        form.form_errors = [_("Somebody else changed this meanwhile. What stands now is below.")]
        return _page(office, 409, duty=form)
    flash(_("The appointment is saved."))
    return _back(office.id)


@bp.post(f"{OFFICE}/teams")
@requires(Permission.PEOPLE_EDIT)
@transactional
def add_team(organisation_id: int) -> ResponseReturnValue:
    office, form = _office(organisation_id), TeamForm()
    if not form.validate():
        return _page(office, 422, team=form)
    added = teams.add(db(), staff().actor, office.id, form.name.data)
    try:
        teams.change(db(), staff().actor, added, added.version, added.name, _members(form))
    except Stranger:
        abort(400)
    flash(_("The team is added."))
    return _back(office.id)


@bp.post(TEAM)
@requires(Permission.PEOPLE_EDIT)
@transactional
def change_team(team_id: int) -> ResponseReturnValue:
    team, form = _team(team_id), TeamForm(prefix=f"team{team_id}-")
    office = _office(team.organisation_id)
    if not form.validate():
        return _page(office, 422, team=form, of=team)
    members = _members(form)
    try:
        carefully(
            db(),
            lambda: teams.change(
                db(), staff().actor, team, posted_version(), form.name.data, members
            ),
            losses.accepted(),
        )
    except WouldLose as would:
        return losses.ask(would, url_for(".page", organisation_id=office.id))
    except TeamChanged:
        add_error(form.name, _l("Somebody else changed this team meanwhile. Open the page again."))
        return _page(office, 409, team=form, of=team)
    except Stranger:
        abort(400)
    flash(_("The team is saved."))
    return _back(office.id)


@bp.post(f"{TEAM}/<any(activate, deactivate):deed>")
@requires(Permission.PEOPLE_EDIT)
@transactional
def switch_team(team_id: int, deed: str) -> ResponseReturnValue:
    team = _team(team_id)
    switch = teams.activate if deed == "activate" else teams.deactivate
    try:
        carefully(
            db(), lambda: switch(db(), staff().actor, team, posted_version()), losses.accepted()
        )
    except WouldLose as would:
        return losses.ask(would, url_for(".page", organisation_id=team.organisation_id))
    except TeamChanged:
        flash(_("Somebody else changed this team meanwhile."), "warning")
    else:
        flash(_("The team is saved."))
    return _back(team.organisation_id)


def _office(organisation_id: int) -> Organisation:
    return db().get(Organisation, organisation_id) or abort(404)


def _team(team_id: int) -> Team:
    return db().get(Team, team_id) or abort(404)


def _answering(office: Organisation) -> Sequence[User]:
    return [one for one in inbox.people(db()) if one.organisation_id == office.id]


def _heads(office: Organisation) -> Sequence[User]:
    """Active people of the office, or of the one above it."""
    offices = [office.id, *([office.parent_id] if office.parent_id else [])]
    return (
        db()
        .scalars(
            select(User)
            .where(User.organisation_id.in_(offices), User.active.is_(True))
            .order_by(User.name, User.id)
        )
        .all()
    )


def _members(form: TeamForm) -> Sequence[User]:
    chosen = form.members.data or []
    return db().scalars(select(User).where(User.id.in_(chosen)).order_by(User.id)).all()


def _back(organisation_id: int) -> ResponseReturnValue:
    return redirect(url_for(".page", organisation_id=organisation_id), 303)


def _page(
    office: Organisation,
    status: int = 200,
    duty: DutyForm | None = None,
    team: TeamForm | None = None,
    of: Team | None = None,
) -> ResponseReturnValue:
    stands, answering = duties.of_office(db(), office.id), _answering(office)
    held = {"duty_officer": stands.duty_officer_id, "head": stands.head_id}
    duty_form = duty or DutyForm(formdata=None, data=held)
    duty_form.offer(answering, _heads(office))
    known = teams.of_office(db(), office.id)
    members = teams.members(db(), [one.id for one in known])
    forms = {one.id: _team_form(one, members.get(one.id, ())) for one in known}
    if team and of:
        forms[of.id] = team
    fresh = team if team and not of else TeamForm(formdata=None)
    for form in (*forms.values(), fresh):
        form.offer(answering)
    page = render_template(
        "staff/duties/page.html",
        office=office,
        version=stands.version,
        duty=duty_form,
        teams=known,
        forms=forms,
        fresh=fresh,
        wrong=duty or team,
    )
    return make_response(page, status)


def _team_form(team: Team, members: Sequence[User]) -> TeamForm:
    held = {"name": team.name, "members": [one.id for one in members]}
    return TeamForm(formdata=None, data=held, prefix=f"team{team.id}-")
