"""Volumes and times, one table at a time; an officer sees the own office's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts import organisations
from portal.accounts.models import User
from portal.accounts.permissions import Permission, Scope, allows, scope_of
from portal.core.clock import now
from portal.core.i18n import Label, _l
from portal.core.locales import BY_SEGMENT
from portal.core.reference import in_locale
from portal.enquiries import figures
from portal.enquiries.figures import By, Line
from portal.enquiries.models import Kind
from portal.enquiries.origins.models import Origin
from portal.web.access import requires, staff
from portal.web.context import db, locale

bp = Blueprint("staff_figures", __name__, url_prefix="/staff/figures")
PERIODS: Mapping[int, Label] = {30: _l("30 days"), 90: _l("90 days"), 365: _l("A year")}
TABLES: Mapping[By, Label] = {
    By.MONTH: _l("Month"),
    By.ORGANISATION: _l("Organisation"),
    By.OFFICER: _l("Officer"),
    By.KIND: _l("Kind of question"),
    By.LANGUAGE: _l("Language"),
    By.ORIGIN: _l("Who brought it"),
}
KINDS: Mapping[str, Label] = {
    Kind.HALL: _l("Land, halls and offices"),
    Kind.POLICY: _l("Policies"),
    Kind.PROJECT: _l("Projects"),
    Kind.PEOPLE: _l("People"),
    Kind.VISIT: _l("Visits"),
    Kind.GENERAL: _l("General questions"),
}


@bp.get("/")
@requires(Permission.FIGURES_VIEW)
def page() -> ResponseReturnValue:
    asked, days = request.args.get("by", ""), request.args.get("days", "")
    by = By(asked) if asked in set(By) else By.MONTH
    span = int(days) if days in {str(one) for one in PERIODS} else 90
    office = None if scope_of(staff(), Permission.FIGURES_VIEW) is Scope.ANY else _office()
    found = figures.cases(db(), now() - timedelta(days=span), now(), office)
    lines = figures.table(found, by)
    return render_template(
        "staff/figures/figures.html",
        lines=[line for line in lines if by is not By.OFFICER or _may_see(line)],
        total=figures.total(found),
        by=by, span=span, tables=TABLES, periods=PERIODS,
        names=_names(by, lines), fewest=figures.FEWEST,
        waiting=figures.unanswered(db(), office), kinds=KINDS,
        may_open={one.id for one in organisations.all_organisations(db())
                  if allows(staff(), Permission.ENQUIRY_VIEW, one.id)},
    )  # fmt: skip


def _office() -> int:
    return staff().organisation_id


def _may_see(line: Line) -> bool:
    """Times of single officers: administrators see all, everybody else their own."""
    return allows(staff(), Permission.PEOPLE_EDIT) or line.key == staff().id


def _names(by: By, lines: list[Line]) -> Mapping[int | str | None, Label]:
    """What each line is called; None is nobody, or no origin."""
    keys = [line.key for line in lines if isinstance(line.key, int)]
    names: dict[int | str | None, Label] = {None: _("none")}
    if by is By.ORGANISATION:
        for office in organisations.all_organisations(db()):
            names[office.id] = in_locale(office.names, locale())
    elif by is By.OFFICER:
        names |= {one.id: one.name for one in db().scalars(select(User).where(User.id.in_(keys)))}
    elif by is By.ORIGIN:
        wanted = select(Origin).where(Origin.id.in_(keys))
        names |= {one.id: one.name for one in db().scalars(wanted)}
    elif by is By.KIND:
        names.update((str(kind), label) for kind, label in KINDS.items())
    elif by is By.LANGUAGE:
        names.update((segment, one.name) for segment, one in BY_SEGMENT.items())
    return names
