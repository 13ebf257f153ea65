"""Offices: their names, duties and addresses are public, so cached pages follow a change."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts import organisations
from portal.accounts.models import Organisation
from portal.accounts.organisations import (
    GENERATION,
    KeyTaken,
    LastAgency,
    OrganisationChanged,
    ParentLoop,
)
from portal.accounts.permissions import Permission
from portal.core.audit import Actor
from portal.core.locales import LOCALES
from portal.core.reference import in_locale
from portal.listings import generations
from portal.web.access import requires, staff
from portal.web.context import db, locale, transactional
from portal.web.staff.forms import add_error, posted_version
from portal.web.staff.organisations.forms import (
    KINDS,
    TEXTS,
    NewOrganisationForm,
    OrganisationForm,
    of_organisation,
    region_choices,
    text_name,
)
from portal.web.staff.paging import page_address, page_number

bp = Blueprint("staff_organisations", __name__, url_prefix="/staff/organisations")
OFFICE = "/<int(max=2147483647):organisation_id>"


@bp.get("/")
@requires(Permission.PEOPLE_EDIT)
def index() -> ResponseReturnValue:
    return render_template(
        "staff/organisations/index.html",
        found=organisations.list_organisations(db(), page_number()),
        kinds=dict(KINDS),
        page_address=page_address,
    )


@bp.get("/new")
@requires(Permission.PEOPLE_EDIT)
def new_form() -> ResponseReturnValue:
    return _page(NewOrganisationForm(data={"kind": "county"}))


@bp.post("/new")
@requires(Permission.PEOPLE_EDIT)
@transactional
def create() -> ResponseReturnValue:
    form = _choices(NewOrganisationForm())
    if not form.validate():
        return _page(form, 422)
    try:
        office = organisations.add_organisation(db(), _actor(), form["key"].data, form.facts())
    except KeyTaken:
        add_error(form["key"], _("Another organisation has this short name."))
        return _page(form, 422)
    return _saved(office)


@bp.get(OFFICE)
@requires(Permission.PEOPLE_EDIT)
def edit_form(organisation_id: int) -> ResponseReturnValue:
    office = _office(organisation_id)
    return _page(OrganisationForm(data=of_organisation(office)), office=office)


@bp.post(OFFICE)
@requires(Permission.PEOPLE_EDIT)
@transactional
def change(organisation_id: int) -> ResponseReturnValue:
    office, form = _office(organisation_id), _choices(OrganisationForm())
    if not form.validate():
        return _page(form, 422, office)
    try:
        organisations.change_organisation(
            db(), _actor(), organisation_id, posted_version(), form.facts()
        )
    except OrganisationChanged:
        return _page(form, 409, office)
    except ParentLoop:
        add_error(form.parent, _("An organisation cannot belong to itself, even through others."))
        return _page(form, 422, office)
    except LastAgency:
        add_error(
            form.kind, _("Enquiries that concern no county need an agency: name another first.")
        )
        return _page(form, 422, office)
    return _saved(office)


def _actor() -> Actor:
    return Actor(staff().id, staff().name)


def _office(organisation_id: int) -> Organisation:
    return db().get(Organisation, organisation_id) or abort(404)


def _saved(office: Organisation) -> ResponseReturnValue:
    generations.advance(db(), GENERATION)
    flash(_("Saved: %(name)s.", name=in_locale(office.names, locale())))
    return redirect(url_for(".index"), 303)


def _choices(form: OrganisationForm) -> OrganisationForm:
    offices = organisations.all_organisations(db())
    named = [(str(office.id), in_locale(office.names, locale())) for office in offices]
    form.parent.choices = [("", _("None")), *named]
    form.region.choices = region_choices(locale())
    return form


def _page(
    form: OrganisationForm, status: int = 200, office: Organisation | None = None
) -> ResponseReturnValue:
    form = _choices(form)
    texts = [
        (label, [form[text_name(name, language)] for language in LOCALES])
        for name, (label, _lines, _most) in TEXTS.items()
    ]
    rows = _compare(form, office) if office and status == 409 else []
    return render_template(
        "staff/organisations/edit.html", form=form, office=office, texts=texts, rows=rows
    ), status


def _compare(form: OrganisationForm, office: Organisation) -> list[tuple[str, str, str]]:
    """How the office stands now beside what was typed, in words."""
    now = of_organisation(office)
    named = {
        field.name: {value: str(label) for value, label in field.choices}
        for field in (form.kind, form.parent, form.region)
    }
    groups = {
        text_name(name, language): f"{label} · {language.name}"
        for name, (label, _lines, _most) in TEXTS.items()
        for language in LOCALES
    }
    return [
        (
            groups.get(name, str(form[name].label.text)),
            named.get(name, {}).get(value, value),
            named.get(name, {}).get(form[name].data, form[name].data),
        )
        for name, value in now.items()
    ]
