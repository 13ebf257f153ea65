"""How long each kind of enquiry may take, and which days are worked."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, abort, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.permissions import Permission
from portal.core import calendar_days
from portal.core.clock import today
from portal.core.i18n import _l
from portal.enquiries import standards
from portal.enquiries.models import Kind
from portal.enquiries.standards import Conflict, Unlikely
from portal.web.access import requires, staff
from portal.web.context import db, transactional
from portal.web.staff.forms import add_error, posted_version
from portal.web.staff.standards.forms import KINDS, DaysForm, LimitsForm

bp = Blueprint("staff_standards", __name__, url_prefix="/staff/standards")


@bp.get("/")
@requires(Permission.RULES_EDIT)
def index() -> ResponseReturnValue:
    return _page()


@bp.post("/<kind>")
@requires(Permission.RULES_EDIT)
@transactional
def change(kind: str) -> ResponseReturnValue:
    wanted, form = _kind(kind), LimitsForm(prefix=f"{kind}-")
    if not form.validate():
        return _page(422, limits=(wanted, form))
    try:
        standards.change(db(), staff().actor, wanted, posted_version(), form.limits())
    except Unlikely:
        add_error(
            form.close_days,
            _l("Accepting comes before the answer, and the answer before closing: mend the order."),
        )
        return _page(422, limits=(wanted, form))
    except Conflict:
        form.form_errors = [_("Somebody else changed this meanwhile. What stands now is below.")]
        return _page(409, limits=(wanted, form))
    flash(_("The standard is changed. It holds for enquiries to come."))
    return redirect(url_for(".index"), 303)


@bp.post("/days")
@requires(Permission.RULES_EDIT)
@transactional
def add_days() -> ResponseReturnValue:
    form = DaysForm()
    lines, problems = calendar_days.parse(form.days.data or "")
    if not form.validate() or problems:
        for problem in problems[:1]:
            add_error(form.days, problem)
        return _page(422, days=form)
    calendar_days.put(db(), staff().actor, lines)
    flash(_("%(count)d days are set.", count=len(lines)))
    return redirect(url_for(".index") + "#calendar", 303)


@bp.post("/days/<day>/remove")
@requires(Permission.RULES_EDIT)
@transactional
def remove_day(day: str) -> ResponseReturnValue:
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        abort(404)
    calendar_days.remove(db(), staff().actor, wanted)
    flash(_("The day is as announced again."))
    return redirect(url_for(".index") + "#calendar", 303)


def _kind(kind: str) -> Kind:
    try:
        return Kind(kind)
    except ValueError:
        abort(404)


def _page(
    status: int = 200,
    limits: tuple[Kind, LimitsForm] | None = None,
    days: DaysForm | None = None,
) -> ResponseReturnValue:
    stands = standards.overview(db())
    forms = {
        kind: LimitsForm(formdata=None, obj=known, prefix=f"{kind}-")
        for kind, (known, _version) in stands.items()
    }
    if limits:
        forms[limits[0]] = limits[1]
    year = today().year + 1
    page = render_template(
        "staff/standards/index.html",
        forms=forms,
        versions={kind: version for kind, (_known, version) in stands.items()},
        kinds=KINDS,
        wrong=limits[1] if limits else days,
        days=days or DaysForm(formdata=None),
        added=calendar_days.added(db()),
        next_year=year,
        announced=calendar_days.calendar(db()).is_announced(year),
    )
    return make_response(page, status)
