"""Log a talk with an investor; make the private link invalid."""

from __future__ import annotations

import secrets

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

from portal.accounts.permissions import Permission
from portal.core.i18n import _l
from portal.enquiries import private_link, service, talks
from portal.enquiries.models import Enquiry, Via
from portal.enquiries.versions import Erased
from portal.web.access import authorize, requires, staff
from portal.web.context import db, transactional
from portal.web.staff.forms import (
    DeskForm,
    area_field,
    check_day,
    choice_field,
    day_of,
    text_field,
)

bp = Blueprint("staff_talks", __name__, template_folder="templates", url_prefix="/staff/talks")
ONE = "/<int(max=2147483647):enquiry_id>"


class TalkForm(DeskForm):
    via = choice_field(
        _l("How you talked"), [(Via.PHONE, _l("Telephone")), (Via.WECHAT, _l("WeChat"))]
    )
    text = area_field(_l("What was said"), most=2000, rows=3, help=_l("Only staff see it."))
    next_step = text_field(
        _l("Promised next step"), most=200, required=False,
        help=_l("It takes the place of the step that an earlier talk promised."),
    )  # fmt: skip
    next_on = text_field(
        _l("By which day"), most=10, required=False, checks=[check_day], type="date"
    )


@bp.errorhandler(Erased)
def erased(_error: Erased) -> ResponseReturnValue:
    """While the form was open; the enquiry's page says so."""
    return redirect(url_for("staff_enquiries.show", **(request.view_args or {})), 303)


@bp.get(ONE)
@requires(Permission.ENQUIRY_ANSWER)
def form(enquiry_id: int) -> ResponseReturnValue:
    return _form(_enquiry(enquiry_id), TalkForm(formdata=None), 200)


@bp.post(ONE)
@requires(Permission.ENQUIRY_ANSWER)
@transactional
def log(enquiry_id: int) -> ResponseReturnValue:
    enquiry, sent = _enquiry(enquiry_id), TalkForm()
    if not sent.validate():
        return _form(enquiry, sent, 422)
    talks.log(
        db(), enquiry, staff(), Via(sent.via.data), sent.text.data, sent.next_step.data,
        day_of(sent.next_on), _once(),
    )  # fmt: skip
    flash(_("The talk is logged."))
    return redirect(url_for("staff_enquiries.show", enquiry_id=enquiry.id), 303)


@bp.post(f"{ONE}/new-link")
@requires(Permission.ENQUIRY_ANSWER)
@transactional
def new_link(enquiry_id: int) -> ResponseReturnValue:
    enquiry = _enquiry(enquiry_id)
    private_link.revoke(db(), enquiry, staff().actor)
    service.remind(db(), enquiry)
    flash(_("The old link no longer works. A new one is mailed if an address is known."))
    return redirect(url_for("staff_enquiries.show", enquiry_id=enquiry.id), 303)


def _once() -> str:
    return request.form.get("once", "")[:64] or secrets.token_urlsafe(16)


def _enquiry(enquiry_id: int) -> Enquiry:
    """404 also where nothing is left of who asked: nobody can be talked to or get a link."""
    found = db().get(Enquiry, enquiry_id) or abort(404)
    authorize(Permission.ENQUIRY_ANSWER, found.organisation_id)
    return abort(404) if found.is_erased else found


def _form(enquiry: Enquiry, sent: TalkForm, status: int) -> ResponseReturnValue:
    page = render_template("staff/talks/form.html", enquiry=enquiry, form=sent, once=_once())
    return make_response(page, status)
