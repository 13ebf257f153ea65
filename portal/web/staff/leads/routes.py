"""The list of leads and one lead: typed by hand, corrected, followed up, dropped, taken up."""

from __future__ import annotations

from collections.abc import Sequence

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts import organisations
from portal.accounts.models import Organisation, User
from portal.accounts.permissions import Permission, Scope, allows, roles_with, scope_of
from portal.core.i18n import _l
from portal.enquiries.models import Enquiry
from portal.enquiries.origins.models import Origin
from portal.pipeline import finding, leads
from portal.pipeline.leads import Conflict, ReasonMissing
from portal.pipeline.models import Lead, LeadState
from portal.web.access import authorize, requires, staff
from portal.web.context import db, transactional
from portal.web.staff.forms import add_error, posted_version
from portal.web.staff.leads import making
from portal.web.staff.leads.blueprint import ONE, bp
from portal.web.staff.leads.forms import (
    MARKS,
    STATES,
    LeadForm,
    ProgressForm,
    differences,
    of_lead,
    wanted,
)
from portal.web.staff.paging import page_address, page_number

__all__ = ["bp", "making"]  # its view is the bp's
MOST_ORIGINS = 500  # in a list to choose from


@bp.get("/")
@requires(Permission.LEAD_VIEW)
def index() -> ResponseReturnValue:
    asked = wanted()
    if _scope(Permission.LEAD_VIEW) is not Scope.ANY:
        asked = finding.Wanted(
            asked.state, staff().organisation_id, asked.officer_id, asked.origin_id
        )
    found = finding.leads(db(), asked, page_number())
    offices = organisations.all_organisations(db())
    officers = _people(Permission.LEAD_VIEW)
    return render_template(
        "staff/leads/index.html",
        found=found,
        asked=asked,
        offices={office.id: office for office in offices},
        choose_office=_scope(Permission.LEAD_VIEW) is Scope.ANY,
        officers={person.id: person for person in officers},
        origins={origin.id: origin for origin in _origins()},
        states=STATES,
        marks=MARKS,
        filtered=any(request.args.get(n) for n in ("state", "organisation", "officer", "origin")),
        may_edit=allows(staff(), Permission.LEAD_EDIT),
        page_address=page_address,
    )


@bp.get("/new")
@requires(Permission.LEAD_EDIT)
def new_form() -> ResponseReturnValue:
    own = {"organisation": str(staff().organisation_id), "officer": str(staff().id)}
    return _new_page(_offered(LeadForm(formdata=None, data=own)))


@bp.post("/new")
@requires(Permission.LEAD_EDIT)
@transactional
def create() -> ResponseReturnValue:
    form = _offered(LeadForm())
    if not form.validate():
        return _new_page(form, 422)
    facts = form.facts()
    authorize(Permission.LEAD_EDIT, facts.organisation_id)
    return _done(leads.add(db(), staff().actor, facts), _("The lead is kept."))


@bp.get(ONE)
@requires(Permission.LEAD_VIEW)
def show(lead_id: int) -> ResponseReturnValue:
    return _page(_lead(lead_id, Permission.LEAD_VIEW))


@bp.get(f"{ONE}/change")
@requires(Permission.LEAD_EDIT)
def change_form(lead_id: int) -> ResponseReturnValue:
    lead = _lead(lead_id)
    return _change_page(lead, _offered(LeadForm(formdata=None, data=of_lead(lead)), lead))


@bp.post(f"{ONE}/change")
@requires(Permission.LEAD_EDIT)
@transactional
def change(lead_id: int) -> ResponseReturnValue:
    lead = _lead(lead_id)
    form = _offered(LeadForm(), lead)
    if not form.validate():
        return _change_page(lead, form, 422)
    facts = form.facts()
    try:
        leads.change(db(), staff().actor, lead, posted_version(), facts)
    except Conflict:
        authorize(Permission.LEAD_EDIT, lead.organisation_id)
        return _change_page(lead, form, 409)
    return _done(lead, _("The lead is saved."))


@bp.post(f"{ONE}/progress")
@requires(Permission.LEAD_EDIT)
@transactional
def progress(lead_id: int) -> ResponseReturnValue:
    lead, form = _lead(lead_id), ProgressForm()
    valid = form.validate()
    if valid and form.state.data == lead.state and not form.text.data:
        add_error(form.text, _l("Write down what was done, or choose another state."))
    if form.errors:
        return _page(lead, form, 422)
    state = LeadState(form.state.data)
    try:
        leads.progress(db(), staff().actor, lead, posted_version(), form.text.data, state)
    except Conflict:
        authorize(Permission.LEAD_EDIT, lead.organisation_id)
        return _page(lead, form, 409)
    except ReasonMissing:
        add_error(form.text, _l("Say why it is dropped."))
        return _page(lead, form, 422)
    return _done(lead, _("It is written down."))


def _scope(permission: Permission) -> Scope | None:
    return scope_of(staff(), permission)


def _lead(lead_id: int, permission: Permission = Permission.LEAD_EDIT) -> Lead:
    """The lead, if it is there and this person may do this to it."""
    found = db().get(Lead, lead_id) or abort(404)
    authorize(permission, found.organisation_id)
    return found


def _people(permission: Permission) -> Sequence[User]:
    """Who follows leads up, in the offices that this person may work for."""
    query = select(User).where(User.active, User.role.in_(roles_with(Permission.LEAD_EDIT)))
    if _scope(permission) is not Scope.ANY:
        query = query.where(User.organisation_id == staff().organisation_id)
    return db().scalars(query.order_by(User.organisation_id, User.name, User.id)).all()


def _origins() -> Sequence[Origin]:
    """Origins of all offices: an event of the agency brings leads to every county."""
    return db().scalars(select(Origin).order_by(Origin.id.desc()).limit(MOST_ORIGINS)).all()


def _offered(form: LeadForm, lead: Lead | None = None) -> LeadForm:
    """The form with its lists; what a lead says already may always stay."""
    offices = [
        office
        for office in organisations.all_organisations(db())
        if allows(staff(), Permission.LEAD_EDIT, office.id)
    ]
    people, origins = list(_people(Permission.LEAD_EDIT)), list(_origins())
    if lead is not None:
        kept = db().get(User, lead.officer_id) if lead.officer_id else None
        source = db().get(Origin, lead.origin_id) if lead.origin_id else None
        people += [kept] if kept and kept not in people else []
        origins += [source] if source and source not in origins else []
    form.offer(offices, people, origins)
    return form


def _done(lead: Lead, message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for("staff_leads.show", lead_id=lead.id), 303)


def _new_page(form: LeadForm, status: int = 200) -> ResponseReturnValue:
    page = render_template("staff/leads/edit.html", form=form, lead=None, differences=[])
    return make_response(page, status)


def _change_page(lead: Lead, form: LeadForm, status: int = 200) -> ResponseReturnValue:
    rows = differences(form, lead) if status == 409 else []
    page = render_template("staff/leads/edit.html", form=form, lead=lead, differences=rows)
    return make_response(page, status)


def _page(lead: Lead, sent: ProgressForm | None = None, status: int = 200) -> ResponseReturnValue:
    enquiry = db().get(Enquiry, lead.enquiry_id) if lead.enquiry_id else None
    sees = enquiry and allows(staff(), Permission.ENQUIRY_VIEW, enquiry.organisation_id)
    page = render_template(
        "staff/leads/lead.html",
        lead=lead,
        done=finding.entries(db(), lead),
        office=db().get_one(Organisation, lead.organisation_id),
        officer=db().get(User, lead.officer_id) if lead.officer_id else None,
        origin=db().get(Origin, lead.origin_id) if lead.origin_id else None,
        enquiry=enquiry if sees else None,
        form=sent or ProgressForm(formdata=None, data={"state": lead.state}),
        sent=sent,
        conflict=status == 409,
        states=STATES,
        marks=MARKS,
        may_edit=allows(staff(), Permission.LEAD_EDIT, lead.organisation_id),
    )
    return make_response(page, status)
