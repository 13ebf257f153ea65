"""The audit trail: who did what, when, to which record."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from portal.accounts.organisations import all_organisations
from portal.accounts.permissions import Permission
from portal.accounts.trail import read_trail
from portal.web.access import requires
from portal.web.context import db
from portal.web.staff.audit.actions import action_name
from portal.web.staff.audit.details import address, in_words, record_name
from portal.web.staff.audit.forms import TrailForm
from portal.web.staff.paging import page_address, page_number

bp = Blueprint("staff_audit", __name__, url_prefix="/staff/audit")


@bp.get("/")
@requires(Permission.AUDIT_VIEW)
def index() -> ResponseReturnValue:
    form = TrailForm(request.args)
    valid = form.validate()
    page = render_template(
        "staff/audit/index.html",
        form=form,
        found=read_trail(db(), form.query(), page_number()) if valid else None,
        action_name=action_name,
        record_name=record_name,
        address=address,
        in_words=in_words,
        offices={office.id: office for office in all_organisations(db())},
        page_address=page_address,
    )
    return page, 200 if valid else 422
