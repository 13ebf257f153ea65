"""Saved answers: a list, a form for one. Everybody's are the administrators' to change."""

from __future__ import annotations

from flask import Blueprint, abort, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.permissions import Permission
from portal.core.locales import LOCALES
from portal.enquiries import inbox, saved_answers
from portal.enquiries.models import SavedAnswer
from portal.enquiries.saved_answers import AnswerChanged
from portal.web.access import requires, staff
from portal.web.context import db, transactional
from portal.web.staff.forms import posted_version
from portal.web.staff.saved_answers.forms import SavedAnswerForm, of_answer

bp = Blueprint("staff_saved_answers", __name__, url_prefix="/staff/saved-answers")
ONE = "/<int(max=2147483647):answer_id>"


@bp.get("/")
@requires(Permission.ENQUIRY_ANSWER)
def index() -> ResponseReturnValue:
    return render_template(
        "staff/saved_answers/index.html",
        answers=saved_answers.readable(db(), staff()),
        offices={office.id: office for office in inbox.offices(db())},
        may_edit=lambda answer: saved_answers.may_edit(staff(), answer.organisation_id),
        locales=LOCALES,
    )


@bp.get("/new")
@requires(Permission.ENQUIRY_ANSWER)
def add_form() -> ResponseReturnValue:
    own = {"organisation": str(staff().organisation_id)}
    return _page(SavedAnswerForm(formdata=None, data=own), None)


@bp.post("/new")
@requires(Permission.ENQUIRY_ANSWER)
@transactional
def add() -> ResponseReturnValue:
    form = _form()
    if not _valid(form):
        return _page(form, None, 422)
    saved_answers.add(db(), staff(), form.facts())
    return _done(_("The answer is saved."))


@bp.get(ONE)
@requires(Permission.ENQUIRY_ANSWER)
def edit_form(answer_id: int) -> ResponseReturnValue:
    answer = _answer(answer_id)
    return _page(SavedAnswerForm(formdata=None, data=of_answer(answer)), answer)


@bp.post(ONE)
@requires(Permission.ENQUIRY_ANSWER)
@transactional
def edit(answer_id: int) -> ResponseReturnValue:
    answer, form = _answer(answer_id), _form()
    if not _valid(form):
        return _page(form, answer, 422)
    try:
        saved_answers.change(db(), staff(), answer, posted_version(), form.facts())
    except AnswerChanged:
        form.form_errors = [_("Somebody else changed this answer meanwhile. Open it again.")]
        return _page(form, answer, 409)
    return _done(_("The answer is saved."))


@bp.post(f"{ONE}/remove")
@requires(Permission.ENQUIRY_ANSWER)
@transactional
def remove(answer_id: int) -> ResponseReturnValue:
    saved_answers.remove(db(), staff(), _answer(answer_id))
    return _done(_("The saved answer is deleted."))


def _answer(answer_id: int) -> SavedAnswer:
    found = db().get(SavedAnswer, answer_id) or abort(404)
    if not saved_answers.may_edit(staff(), found.organisation_id):
        abort(403)
    return found


def _form() -> SavedAnswerForm:
    form = SavedAnswerForm()
    form.offer(staff(), inbox.offices(db()))
    return form


def _valid(form: SavedAnswerForm) -> bool:
    valid = form.validate()
    return form.has_a_text() and bool(valid)


def _done(message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for(".index"), 303)


def _page(
    form: SavedAnswerForm, answer: SavedAnswer | None, status: int = 200
) -> ResponseReturnValue:
    form.offer(staff(), inbox.offices(db()))
    page = render_template("staff/saved_answers/answer.html", form=form, answer=answer)
    return make_response(page, status)
