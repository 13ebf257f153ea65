"""Absences: everybody's own; an administrator enters anybody's."""

from __future__ import annotations

from flask import (
    Blueprint,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts import absences
from portal.accounts.absences import Backwards, OwnDeputy
from portal.accounts.models import Absence, User
from portal.accounts.permissions import Permission, allows
from portal.core.clock import today
from portal.core.i18n import Label, _l
from portal.enquiries import inbox
from portal.web.access import requires, staff
from portal.web.context import db, transactional
from portal.web.languages import lang_of
from portal.web.staff.absences.forms import AbsenceForm
from portal.web.staff.forms import add_error, day_of

bp = Blueprint("staff_absences", __name__, url_prefix="/staff/absences")
bp.add_app_template_filter(lang_of, "lang_of")


@bp.get("/")
@requires(Permission.ENQUIRY_ANSWER)
def index() -> ResponseReturnValue:
    return _page(_person(), AbsenceForm(formdata=None))


@bp.post("/")
@requires(Permission.ENQUIRY_ANSWER)
@transactional
def add() -> ResponseReturnValue:
    person, form = _person(), AbsenceForm()
    form.offer(inbox.people(db()), person)
    first, last = (
        (day_of(form.first_day), day_of(form.last_day)) if form.validate() else (None,) * 2
    )
    if first is None or last is None:
        return _page(person, form, 422)
    deputy = db().get(User, int(form.deputy.data)) if form.deputy.data else None
    try:
        absences.add(db(), staff().actor, person, (first, last), deputy)
    except Backwards:
        add_error(form.last_day, _l("The last day lies before the first."))
        return _page(person, form, 422)
    except OwnDeputy:
        add_error(form.deputy, _l("Nobody stands in for himself."))
        return _page(person, form, 422)
    flash(str(_noted(deputy)))
    return _back(person)


@bp.post("/<int(max=2147483647):absence_id>/remove")
@requires(Permission.ENQUIRY_ANSWER)
@transactional
def remove(absence_id: int) -> ResponseReturnValue:
    absence = db().get(Absence, absence_id) or abort(404)
    person = db().get_one(User, absence.user_id)
    _authorize(person)
    absences.remove(db(), staff().actor, absence)
    flash(_("The absence is removed."))
    return _back(person)


def _noted(deputy: User | None) -> Label:
    if deputy:
        return _l("The absence is noted. New enquiries go to %(person)s.", person=deputy.name)
    return _l(
        "The absence is noted. New enquiries go to the duty officer of the office, "
        "else to whoever there has least to do."
    )


def _person() -> User:
    """Whose absences: one's own, or those of the `person` asked for."""
    wanted = request.values.get("person", type=int)
    if wanted is None:
        return staff()
    found = db().get(User, wanted) or abort(404)
    _authorize(found)
    return found


def _authorize(person: User) -> None:
    if person.id != staff().id and not allows(staff(), Permission.PEOPLE_EDIT):
        abort(403)


def _back(person: User) -> ResponseReturnValue:
    own = person.id == staff().id
    return redirect(url_for(".index", person=None if own else person.id), 303)


def _page(person: User, form: AbsenceForm, status: int = 200) -> ResponseReturnValue:
    people = inbox.people(db())
    form.offer(people, person)
    page = render_template(
        "staff/absences/index.html",
        person=person,
        form=form,
        absences=absences.of_user(db(), person.id, today()),
        names={one.id: one.name for one in people},
        others=people if allows(staff(), Permission.PEOPLE_EDIT) else (),
    )
    return make_response(page, status)
