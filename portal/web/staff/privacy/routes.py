"""The privacy desk: find one person, hand out a copy, erase; each with its reason in the trail.

What a person is looked for by is posted and never part of an address: addresses are logged.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from portal.accounts import organisations
from portal.accounts.permissions import Permission
from portal.core.audit import record
from portal.enquiries import persons, privacy
from portal.enquiries.draft import Wrong
from portal.enquiries.journal import Event, note_event
from portal.enquiries.models import Enquiry
from portal.enquiries.persons import Found
from portal.enquiries.versions import Conflict
from portal.pipeline import leads
from portal.web.access import requires, staff
from portal.web.context import close_session, db, runtime, transactional
from portal.web.staff.enquiries import words
from portal.web.staff.forms import add_error
from portal.web.staff.privacy.copying import packed
from portal.web.staff.privacy.forms import EraseForm, ReasonForm, SearchForm

bp = Blueprint("staff_privacy", __name__, url_prefix="/staff/privacy")


@bp.get("/")
@requires(Permission.PRIVACY)
def index() -> ResponseReturnValue:
    return render_template("staff/privacy/index.html", form=SearchForm(formdata=None))


@bp.post("/")
@requires(Permission.PRIVACY)
@transactional
def search() -> ResponseReturnValue:
    """What is kept of whoever is known by this; the trail has why, and not by what."""
    form = SearchForm()
    found = _found(form) if form.validate() else None
    if found is None:
        return render_template("staff/privacy/index.html", form=form), 422
    record(db(), staff().actor, "privacy.searched", ("privacy", "person"),
           found=len(found.enquiries), **_reason(form))  # fmt: skip
    around = _around(found.enquiries)
    return render_template("staff/privacy/found.html", found=found, form=form, **around)


@bp.post("/copy")
@requires(Permission.PRIVACY)
def copy() -> ResponseReturnValue:
    """First the trail says that it was handed out; packing takes long and holds up nobody."""
    form = ReasonForm()
    if not form.validate():
        return _nothing_picked()
    _disclose(form)
    enquiries = _picked(db())
    return packed(enquiries) if enquiries else _nothing_picked()


@bp.post("/erase")
@requires(Permission.PRIVACY)
@transactional
def erase() -> ResponseReturnValue:
    """First the question what will be gone, then, with the number typed, the deed."""
    form, enquiries = EraseForm(), _picked(db())
    if not form.validate() or not enquiries:
        return _nothing_picked()
    if "typed" not in request.form:
        return _ask(form, enquiries, 200)
    if not form.confirms(enquiries):
        return _ask(form, enquiries, 422)
    try:
        with db().begin_nested():  # all of them or none
            for enquiry in enquiries:
                version = request.form.get(f"version-{enquiry.id}", -1, type=int)
                privacy.erase_on_request(
                    db(), enquiry, version, staff().actor, leads.strike_out, **_reason(form)
                )
    except Conflict:
        return _ask(form, enquiries, 409)
    flash(ngettext("%(num)d enquiry is erased.", "%(num)d enquiries are erased.", len(enquiries)))
    return redirect(url_for(".index"), 303)


def _disclose(form: ReasonForm) -> None:
    with runtime().database.write() as session:
        for enquiry in _picked(session):
            note_event(session, enquiry, Event.DISCLOSED, staff().actor, **_reason(form))
    close_session()  # what is read from here on has seen this


def _picked(session: Session) -> Sequence[Enquiry]:
    return persons.picked(session, request.form.getlist("enquiry", type=int))


def _reason(form: SearchForm | ReasonForm) -> dict[str, str]:
    return {"purpose": form.purpose.data, "proof": form.proof.data}


def _nothing_picked() -> ResponseReturnValue:
    flash(_("Nothing was picked that is still kept. Look for the person again."), "warning")
    return redirect(url_for(".index"), 303)


def _ask(form: EraseForm, enquiries: Sequence[Enquiry], status: int) -> ResponseReturnValue:
    page = render_template(
        "staff/privacy/erase.html", form=form, enquiries=enquiries, changed=status == 409,
        **_around(enquiries),
    )  # fmt: skip
    return page, status


def _around(enquiries: Sequence[Enquiry]) -> dict[str, object]:
    """What the pages say beside the enquiries: offices, states, the leads they became."""
    return {
        "offices": {one.id: one for one in organisations.all_organisations(db())},
        "became": leads.of_enquiries(db(), [enquiry.id for enquiry in enquiries]),
        "words": words,
    }


def _found(form: SearchForm) -> Found | None:
    try:
        return persons.find(db(), form.known.data or "")
    except Wrong as wrong:
        add_error(form.known, wrong.message)
        return None
