"""Publish, withdraw, discard: what changes the public side or cannot be undone, and the history."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.permissions import Permission
from portal.core.i18n import _l
from portal.core.locales import BY_SEGMENT
from portal.editorial import service
from portal.editorial.models import Revision
from portal.editorial.service import Conflict
from portal.listings.models import State
from portal.listings.registry import registry
from portal.listings.service import NotPublishable
from portal.web.access import authorize, requires
from portal.web.context import db, transactional
from portal.web.staff.forms import DeskForm, area_field
from portal.web.staff.listings import editing
from portal.web.staff.listings.blueprint import LISTING, bp
from portal.web.staff.listings.comparing import changed
from portal.web.staff.listings.editing import Editor


class WithdrawForm(DeskForm):
    reason = area_field(
        _l("Why"), most=500, help=_l("For your colleagues: it stands in the audit trail.")
    )


@bp.post(f"{LISTING}/publish")
@requires(Permission.LISTING_PUBLISH)
@transactional
def publish(listing_id: int) -> ResponseReturnValue:
    """Save what the form holds, then make it public."""
    listing = editing.listing_for(Permission.LISTING_PUBLISH, listing_id)
    authorize(Permission.LISTING_EDIT, listing.owner_id)
    if "title" in request.form:
        editor = editing.open_editor(listing, typed=True)
        if not editing.validate(editor):
            return editing.page(editor, 422)
        try:
            editing.keep(editor)
        except Conflict as conflict:
            return editing.page(editor, 409, conflict)
    try:
        service.publish(db(), listing, editing.actor())
    except NotPublishable:
        return _not_yet(editing.open_editor(listing, typed=False))
    flash(_("Published. Readers see it now; the search finds it in a few seconds."))
    tab = editing.open_tab().segment
    return redirect(url_for(".edit", listing_id=listing.id, text=tab), 303)


@bp.get(f"{LISTING}/withdraw")
@requires(Permission.LISTING_PUBLISH)
def withdraw_form(listing_id: int) -> ResponseReturnValue:
    listing = editing.listing_for(Permission.LISTING_PUBLISH, listing_id)
    return render_template("staff/listings/withdraw.html", listing=listing, form=WithdrawForm())


@bp.post(f"{LISTING}/withdraw")
@requires(Permission.LISTING_PUBLISH)
@transactional
def withdraw(listing_id: int) -> ResponseReturnValue:
    listing = editing.listing_for(Permission.LISTING_PUBLISH, listing_id)
    form = WithdrawForm()
    if not form.validate():
        return render_template("staff/listings/withdraw.html", listing=listing, form=form), 422
    if listing.state == State.PUBLISHED:
        service.withdraw(db(), listing, editing.actor(), form.reason.data)
        flash(_("Withdrawn. Its address now says so and shows what is like it."))
    return redirect(url_for(".edit", listing_id=listing.id), 303)


@bp.post(f"{LISTING}/discard")
@requires(Permission.LISTING_EDIT)
@transactional
def discard(listing_id: int) -> ResponseReturnValue:
    """Drop what was saved and not published; a draft that was never public goes wholly."""
    listing = editing.listing_for(Permission.LISTING_EDIT, listing_id)
    if listing.state == State.DRAFT:
        segment = registry()[listing.type].segment
        service.remove(db(), listing, editing.actor())
        flash(_("The draft is deleted."))
        return redirect(url_for(".index", segment=segment), 303)
    service.discard(db(), listing, editing.actor())
    flash(_("The changes are dropped. What is public stays as it is."))
    return redirect(url_for(".edit", listing_id=listing.id), 303)


@bp.get(f"{LISTING}/history")
@requires(Permission.LISTING_VIEW)
def history(listing_id: int) -> ResponseReturnValue:
    listing = editing.listing_for(Permission.LISTING_VIEW, listing_id)
    revisions = service.history(db(), listing)
    listing_type = registry()[listing.type]
    return render_template(
        "staff/listings/history.html",
        listing=listing,
        type=listing_type,
        revisions=[
            (revision, changed(listing_type, before, revision), BY_SEGMENT.get(revision.locale))
            for revision, before in _with_earlier(list(revisions))
        ],
    )


def _not_yet(editor: Editor) -> ResponseReturnValue:
    """What is missing, at its entries; everything that was typed is saved."""
    editing.show_shortcomings(editor)
    return editing.page(editor, 422)


def _with_earlier(revisions: list[Revision]) -> list[tuple[Revision, Revision | None]]:
    """Each revision with the one before it of the same kind; they come newest first."""
    pairs = []
    for place, revision in enumerate(revisions):
        older = (other for other in revisions[place + 1 :] if other.locale == revision.locale)
        pairs.append((revision, next(older, None)))
    return pairs
