"""The desk's lists, and the editor that is made from each type's declaration."""

from __future__ import annotations

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.organisations import all_organisations
from portal.accounts.permissions import Permission, allows
from portal.core import reference
from portal.editorial import desk, service
from portal.editorial.desk import Filters, Order, Shown
from portal.editorial.models import FACTS
from portal.editorial.service import Conflict
from portal.listings.fields import clean
from portal.web.access import authorize, requires, staff
from portal.web.context import db, transactional
from portal.web.staff.dates import when
from portal.web.staff.listings import deeds, editing, previews
from portal.web.staff.listings.blueprint import LISTING, bp
from portal.web.staff.listings.editing import Editor
from portal.web.staff.listings.sheet import ADD
from portal.web.staff.paging import page_address, page_number

__all__ = ["bp", "deeds", "previews"]  # the modules' views belong to the blueprint
bp.add_app_template_filter(when, "when")


@bp.get("/listings/<segment>/")
@requires(Permission.LISTING_VIEW)
def index(segment: str) -> ResponseReturnValue:
    listing_type = editing.type_of(segment)
    own_id = editing.own_id(Permission.LISTING_VIEW)
    filters = _filters()
    found = desk.listings_page(db(), listing_type, filters, own_id)
    user = staff()
    return render_template(
        "staff/listings/index.html",
        type=listing_type,
        found=found,
        filters=filters,
        filtered=bool(filters.state or filters.words or filters.region or filters.owner_id),
        states=desk.STATES,
        orders=desk.ORDERS,
        regions=tuple(reference.regions()),
        owners=all_organisations(db()) if own_id is None else [],
        may_create=allows(user, Permission.LISTING_EDIT),
        may_edit=lambda row: allows(user, Permission.LISTING_EDIT, row.listing.owner_id),
        page_address=page_address,
    )


@bp.get("/listings/<segment>/new")
@requires(Permission.LISTING_EDIT)
def new(segment: str) -> ResponseReturnValue:
    return editing.page(editing.new_editor(editing.type_of(segment), typed=False))


@bp.post("/listings/<segment>/new")
@requires(Permission.LISTING_EDIT)
@transactional
def create(segment: str) -> ResponseReturnValue:
    editor = editing.new_editor(editing.type_of(segment), typed=True)
    authorize(Permission.LISTING_EDIT, editor.owner_id)
    if request.form.get(ADD):
        return editing.page(editor)
    if not editing.validate(editor):
        return _refused(editor)
    editor.listing = service.create(
        db(), editor.type, editor.owner_id, editing.actor(), title=editor.sheet.text().title
    )
    editor.copy = service.working_copy(db(), editor.listing)
    editing.keep(editor, first=True)
    return _kept(editor)


@bp.get(LISTING)
@requires(Permission.LISTING_EDIT)
def edit(listing_id: int) -> ResponseReturnValue:
    listing = editing.listing_for(Permission.LISTING_EDIT, listing_id)
    return editing.page(editing.open_editor(listing, typed=False))


@bp.post(LISTING)
@requires(Permission.LISTING_EDIT)
@transactional
def save(listing_id: int) -> ResponseReturnValue:
    listing = editing.listing_for(Permission.LISTING_EDIT, listing_id)
    editor = editing.open_editor(listing, typed=True)
    if request.form.get(ADD):
        return editing.page(editor)
    if not editing.validate(editor):
        return _refused(editor)
    try:
        editing.keep(editor)
    except Conflict as conflict:
        return _refused(editor, conflict)
    return _kept(editor)


def _kept(editor: Editor) -> ResponseReturnValue:
    assert editor.listing is not None
    if _by_script():
        return _saved_by_script(editor)
    listing_id, segment = editor.listing.id, editor.locale.segment
    if request.form.get("_next") == "preview":
        return redirect(url_for(".preview", listing_id=listing_id, locale=segment), 303)
    flash(_("Saved. Readers do not see it before it is published."))
    return redirect(url_for(".edit", listing_id=listing_id, text=segment), 303)


def _refused(editor: Editor, conflict: Conflict | None = None) -> ResponseReturnValue:
    status = 409 if conflict else 422
    if _by_script():
        return jsonify(
            message=_("Not saved: please look at the form and save it yourself.")
        ), status
    return editing.page(editor, status, conflict)


def _by_script() -> bool:
    """Drafts are saved by `static/js/editor.js` every now and then, without a new page."""
    return request.accept_mimetypes.best == "application/json"


def _saved_by_script(editor: Editor) -> ResponseReturnValue:
    assert editor.listing is not None
    copy = service.working_copy(db(), editor.listing)
    text = editor.locale.segment
    return jsonify(
        {
            editing.FACTS_VERSION: copy.versions[FACTS],
            editing.TEXT_VERSION: copy.versions[text],
            "save": url_for(".save", listing_id=editor.listing.id, text=text),
            "state": str(desk.STATES[desk.shown(editor.listing, bool(copy.dirty))]),
        }
    )


def _filters() -> Filters:
    """What the list is narrowed to; what is not understood narrows nothing."""
    args = request.args
    region = args.get("region", "")
    return Filters(
        state=Shown(args["state"]) if args.get("state") in set(Shown) else None,
        words=clean(args.get("words", ""))[:100],
        region=region if region in reference.regions() else "",
        owner_id=_number(args.get("owner", "")),
        order=Order(args["sort"]) if args.get("sort") in set(Order) else Order.CHANGED,
        page=page_number(),
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
