"""Volumes and times, one table at a time, and the same table as a file."""

from __future__ import annotations

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from portal.accounts import organisations
from portal.accounts.permissions import Permission, allows
from portal.core.clock import now, today
from portal.editorial.rows import Format
from portal.enquiries import figures
from portal.web.access import requires, staff
from portal.web.context import db
from portal.web.staff.figures.choosing import PERIODS, TABLES, chosen
from portal.web.staff.figures.naming import names_of
from portal.web.staff.figures.sheet import csv_of
from portal.web.staff.paging import page_address, page_number
from portal.web.staff.standards.forms import KINDS

bp = Blueprint("staff_figures", __name__, url_prefix="/staff/figures")


@bp.get("/")
@requires(Permission.FIGURES_VIEW)
def page() -> ResponseReturnValue:
    found = chosen()
    return render_template(
        "staff/figures/figures.html",
        chosen=found,
        names=names_of(found.by, found.lines),
        most=max((line.asked for line in found.lines), default=0),
        tables=TABLES,
        periods=PERIODS,
        fewest=figures.FEWEST,
        waiting=figures.unanswered(db(), found.offices, page_number()),
        now=now(),
        kinds=KINDS,
        page_address=page_address,
        may_open={one.id for one in organisations.all_organisations(db())
                  if allows(staff(), Permission.ENQUIRY_VIEW, one.id)},
    )  # fmt: skip


@bp.get("/figures.csv")
@requires(Permission.FIGURES_VIEW)
def export() -> ResponseReturnValue:
    """The table as a file to save."""
    found = chosen()
    name = f"figures-{found.by}-{today().isoformat()}.csv"
    response = Response(csv_of(found), content_type=Format.CSV.content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
