"""One's own messages, and one's own choices about mails."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.permissions import Permission
from portal.notifications import choices, inbox
from portal.notifications.choices import ChoiceChanged
from portal.web.access import requires, staff
from portal.web.context import db, transactional
from portal.web.staff.dates import when
from portal.web.staff.forms import posted_version
from portal.web.staff.notifications import words
from portal.web.staff.notifications.forms import ChoicesForm, of_choices
from portal.web.staff.paging import page_address, page_number

bp = Blueprint("staff_notifications", __name__, url_prefix="/staff/notifications")


@bp.get("/")
@requires(Permission.DESK)
def index() -> ResponseReturnValue:
    found = inbox.lines(db(), staff().id, page_number())
    return render_template(
        "staff/notifications/index.html",
        found=found,
        lines=words.lines(db(), found.items),
        newest=max((row.id for row in found.items), default=0),
        unread=inbox.unread(db(), staff().id),
        when=when,
        page_address=page_address,
    )


@bp.post("/<int(max=2147483647):notification_id>")
@requires(Permission.DESK)
@transactional
def open_one(notification_id: int) -> ResponseReturnValue:
    """Mark a line as read and go to what it is about."""
    row = inbox.read_one(db(), staff().id, notification_id) or abort(404)
    return redirect(words.target(row), 303)


@bp.post("/read")
@requires(Permission.DESK)
@transactional
def read_all() -> ResponseReturnValue:
    inbox.read_all(db(), staff().id, request.form.get("up_to", 0, type=int))
    return redirect(url_for(".index"), 303)


@bp.get("/choices")
@requires(Permission.DESK)
def choices_form() -> ResponseReturnValue:
    wanted = choices.wanted_by(db(), staff().id)
    return _choices(ChoicesForm(formdata=None, data=of_choices(wanted)), wanted.version)


@bp.post("/choices")
@requires(Permission.DESK)
@transactional
def save_choices() -> ResponseReturnValue:
    form = ChoicesForm()
    wanted = form.wanted(posted_version()) if form.validate() else None
    if wanted is None:
        return _choices(form, posted_version(), 422)
    try:
        choices.choose(db(), staff().id, wanted)
    except ChoiceChanged:
        current = choices.wanted_by(db(), staff().id)
        form.form_errors = [
            _("You changed this meanwhile, in another window. Save again to keep this.")
        ]
        return _choices(form, current.version, 409)
    flash(_("Saved."))
    return redirect(url_for(".choices_form"), 303)


def _choices(form: ChoicesForm, version: int, status: int = 200) -> ResponseReturnValue:
    page = render_template("staff/notifications/choices.html", form=form, version=version)
    return page, status
