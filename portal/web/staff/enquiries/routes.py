"""The enquiry inbox and one enquiry: read, answer, note, hand over, close."""

from __future__ import annotations

import secrets
from typing import Any

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

from portal.accounts.permissions import Permission, allows
from portal.core.calendar_days import calendar
from portal.core.i18n import _l
from portal.enquiries import attached, conversation, files, opened, service, taking
from portal.enquiries import inbox as boxes
from portal.enquiries.earlier import earlier
from portal.enquiries.inbox import View
from portal.enquiries.models import Enquiry, EnquiryState
from portal.enquiries.service import Conflict, HandOver, WrongPerson
from portal.listings import queries
from portal.listings.fields import clean
from portal.web.access import authorize, requires, staff
from portal.web.context import db, locale, transactional
from portal.web.downloads import download
from portal.web.languages import lang_of
from portal.web.staff.contact.routes import hidden
from portal.web.staff.enquiries import answering, words
from portal.web.staff.enquiries.became import became
from portal.web.staff.enquiries.due import deadlines, next_due
from portal.web.staff.enquiries.forms import (
    AnswerForm,
    CloseForm,
    DeclineForm,
    HandOverForm,
    NoteForm,
)
from portal.web.staff.enquiries.targets import find_target, target_choices
from portal.web.staff.forms import DeskForm, add_error, posted_version
from portal.web.staff.paging import page_address, page_number

bp = Blueprint("staff_enquiries", __name__, url_prefix="/staff/enquiries")
bp.add_app_template_filter(lang_of, "lang_of")
ONE = "/<int(max=2147483647):enquiry_id>"
FORMS: dict[str, type[DeskForm]] = {
    "answer": AnswerForm, "note": NoteForm, "hand_over": HandOverForm, "decline": DeclineForm,
    "close": CloseForm,
}  # fmt: skip


@bp.get("/")
@requires(Permission.ENQUIRY_VIEW)
def inbox() -> ResponseReturnValue:
    offered = boxes.views(staff())
    asked = request.args.get("view", "")
    view = View(asked) if asked in offered else View.ORGANISATION
    text = clean(request.args.get("q", ""))[: boxes.LONGEST_SEARCH].strip()
    return render_template(
        "staff/enquiries/inbox.html",
        page=boxes.inbox(db(), staff(), view, text, page_number()),
        counts=boxes.counts(db(), staff()),
        views=offered,
        view=view,
        text=text,
        words=words,
        next_due=next_due,
        calendar=calendar(db()),
        page_address=page_address,
    )


@bp.get(ONE)
@requires(Permission.ENQUIRY_VIEW)
def show(enquiry_id: int) -> ResponseReturnValue:
    return _page(_enquiry(enquiry_id, Permission.ENQUIRY_VIEW))


@bp.get(f"{ONE}/files/<int(max=2147483647):media_id>")
@requires(Permission.ENQUIRY_VIEW)
def file(enquiry_id: int, media_id: int) -> ResponseReturnValue:
    enquiry = _enquiry(enquiry_id, Permission.ENQUIRY_VIEW)
    found = files.of_enquiry(db(), enquiry.id, media_id)
    if found is None:
        abort(404)
    return download(found)


@bp.post(f"{ONE}/answer")
@requires(Permission.ENQUIRY_ANSWER)
@transactional
def answer(enquiry_id: int) -> ResponseReturnValue:
    enquiry, form = _enquiry(enquiry_id), AnswerForm(prefix="answer-")
    if answering.asked_for():
        if answering.asked_for() == answering.INSERT:
            answering.insert(enquiry, form)
        return _page(enquiry, answer=form)
    if not (form.validate() and answering.is_complete(form)):
        return _page(enquiry, 422, answer=form)
    chosen = answering.chosen_ids(form)
    try:
        service.answer(db(), enquiry, posted_version(), staff(), form.text.data, _once(), chosen)
    except attached.TooManyListings:
        add_error(form.listings, answering.too_many())
        return _page(enquiry, 422, answer=form)
    except attached.NotPublic:
        add_error(form.listings, _l("A listing is no longer public; it is off the list now."))
        return _page(enquiry, 422, answer=form)
    except Conflict:
        return _changed(enquiry, answer=form)
    return _done(enquiry, _("Your answer is with the investor."))


@bp.post(f"{ONE}/accept")
@requires(Permission.ENQUIRY_ANSWER)
@transactional
def accept(enquiry_id: int) -> ResponseReturnValue:
    enquiry = _enquiry(enquiry_id)
    try:
        taking.accept(db(), enquiry, posted_version(), staff())
    except Conflict:
        return _changed(enquiry)
    return _done(enquiry, _("The enquiry is yours."))


@bp.post(f"{ONE}/decline")
@requires(Permission.ENQUIRY_ANSWER)
@transactional
def decline(enquiry_id: int) -> ResponseReturnValue:
    enquiry, form = _enquiry(enquiry_id), DeclineForm(prefix="decline-")
    if not form.validate():
        return _page(enquiry, 422, decline=form)
    try:
        taking.decline(db(), enquiry, posted_version(), staff(), form.reason.data)
    except Conflict:
        return _changed(enquiry, decline=form)
    return _done(enquiry, _("The enquiry went back to the duty officer."))


@bp.post(f"{ONE}/note")
@requires(Permission.ENQUIRY_ANSWER)
@transactional
def note(enquiry_id: int) -> ResponseReturnValue:
    enquiry, form = _enquiry(enquiry_id), NoteForm(prefix="note-")
    if not form.validate():
        return _page(enquiry, 422, note=form)
    try:
        service.note(db(), enquiry, posted_version(), staff(), form.text.data, _once())
    except Conflict:
        return _changed(enquiry, note=form)
    return _done(enquiry, _("Your note is kept."))


@bp.post(f"{ONE}/hand-over")
@requires(Permission.ENQUIRY_ANSWER)
@transactional
def hand_over(enquiry_id: int) -> ResponseReturnValue:
    enquiry, form = _enquiry(enquiry_id), HandOverForm(prefix="hand_over-")
    valid = form.validate()
    target = find_target(form.to, boxes.offices(db()), boxes.people(db()))
    if target is None or not valid:
        return _page(enquiry, 422, hand_over=form)
    to = HandOver(target.office, target.person, form.reason.data)
    try:
        service.hand_over(db(), enquiry, posted_version(), staff(), to)
    except Conflict:
        return _changed(enquiry, hand_over=form)
    except WrongPerson:
        add_error(form.to, _l("This person does not answer enquiries."))
        return _page(enquiry, 422, hand_over=form)
    return _done(
        enquiry, _("The enquiry %(reference)s is handed over.", reference=enquiry.reference)
    )


@bp.post(f"{ONE}/close")
@requires(Permission.ENQUIRY_ANSWER)
@transactional
def close(enquiry_id: int) -> ResponseReturnValue:
    enquiry, form = _enquiry(enquiry_id), CloseForm(prefix="close-")
    if not form.validate():
        return _page(enquiry, 422, close=form)
    try:
        service.close(db(), enquiry, posted_version(), staff(), form.reason.data)
    except Conflict:
        return _changed(enquiry, close=form)
    return _done(enquiry, _("The enquiry is closed."))


def _enquiry(enquiry_id: int, permission: Permission = Permission.ENQUIRY_ANSWER) -> Enquiry:
    """The enquiry, if it is there and this person may do this to it."""
    found = db().get(Enquiry, enquiry_id)
    if found is None:
        abort(404)
    authorize(permission, found.organisation_id)
    return found


def _once() -> str:
    return request.form.get("once", "")[:64] or secrets.token_urlsafe(16)


def _done(enquiry: Enquiry, message: str) -> ResponseReturnValue:
    """To the enquiry, or to the inbox when it belongs to another office now."""
    flash(message)
    if allows(staff(), Permission.ENQUIRY_VIEW, enquiry.organisation_id):
        return redirect(url_for("staff_enquiries.show", enquiry_id=enquiry.id), 303)
    return redirect(url_for("staff_enquiries.inbox"), 303)


def _changed(enquiry: Enquiry, **forms: DeskForm) -> ResponseReturnValue:
    """Somebody was quicker: what they wrote is in the conversation, this text in its form."""
    db().refresh(enquiry)
    authorize(Permission.ENQUIRY_VIEW, enquiry.organisation_id)
    return _page(enquiry, 409, **forms)


def _page(enquiry: Enquiry, status: int = 200, **sent: DeskForm) -> ResponseReturnValue:
    offices, known = boxes.offices(db()), calendar(db())
    forms: dict[str, Any] = {
        name: sent.get(name) or form(formdata=None, prefix=f"{name}-")
        for name, form in FORMS.items()
    }
    people = boxes.people(db())
    forms["hand_over"].to.choices = target_choices(offices, people)
    turns = conversation.all_turns(db(), enquiry)
    events = boxes.events(db(), enquiry)
    cards = queries.cards_of(db(), [enquiry.listing_id], locale()) if enquiry.listing_id else ()
    page = render_template(
        "staff/enquiries/show.html",
        enquiry=enquiry,
        offices={office.id: office for office in offices},
        officer=next((p for p in people if p.id == enquiry.officer_id), None),
        card=cards[0] if cards else None,
        turns=turns,
        cards=attached.cards_by_message(db(), turns, locale()),
        aids=answering.aids(enquiry, forms["answer"]),
        opened=opened.of_turns(turns, events),
        events=events,
        earlier=earlier(db(), enquiry, staff()),
        became=became(enquiry),
        forms=forms,
        sent=next(iter(sent.values()), None),
        may_answer=allows(staff(), Permission.ENQUIRY_ANSWER, enquiry.organisation_id),
        contact=hidden(enquiry),
        once=secrets.token_urlsafe(16),
        conflict=status == 409 and enquiry.state != EnquiryState.HELD,
        words=words,
        next_due=next_due(enquiry, known),
        deadlines=deadlines(enquiry, known),
    )
    return make_response(page, status)
