"""The public page as it will be, and the two services of the text's toolbar."""

from __future__ import annotations

from collections.abc import Mapping

from flask import abort, g, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.permissions import Permission
from portal.core.i18n import Label, speaking
from portal.core.locales import BY_SEGMENT, DEFAULT, LOCALES
from portal.core.rendering import markdown_to_html
from portal.editorial import desk, drafts, intake, pasting, service
from portal.enquiries.record import promise
from portal.listings import kinship
from portal.listings.fields import FieldError
from portal.web.access import requires
from portal.web.context import db, locale, speak
from portal.web.staff.listings import editing
from portal.web.staff.listings.blueprint import LISTING, bp
from portal.web.wechat import code_of


@bp.get(f"{LISTING}/preview")
@requires(Permission.LISTING_VIEW)
def preview(listing_id: int) -> ResponseReturnValue:
    """The real public page, made from what is saved; nobody keeps a copy of it."""
    listing = editing.listing_for(Permission.LISTING_VIEW, listing_id)
    reader = BY_SEGMENT.get(request.args.get("locale", ""), DEFAULT)
    copy = service.working_copy(db(), listing)
    view = drafts.view(db(), listing, copy, reader)
    if view is None:
        return render_template("staff/listings/nothing.html", listing=listing), 404
    banner = _banner(desk.STATES[desk.shown(listing, bool(copy.dirty))])
    speak(reader)
    g.canonical = {
        other.segment: url_for(".preview", listing_id=listing.id, locale=other.segment)
        for other in LOCALES
    }
    with speaking(reader):
        page = render_template(
            "staff/listings/preview.html",
            detail=f"{listing.type}/detail.html",
            banner=banner,
            view=view,
            type=view.type,
            related=kinship.related(db(), listing.id, reader, per_type=3),
            promise=promise(db()),
            wechat=code_of(view.owner),
        )
    return page, 200, {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


def _banner(state: Label) -> Mapping[str, str]:
    """What stands above the page, in the desk's language and not in the page's."""
    return {
        "lang": locale().tag,
        "name": _("Preview"),
        "state": str(state),
        "who": _("Only you and your colleagues see this page."),
        "back": _("Back to editing"),
    }


@bp.post("/markdown")
@requires(Permission.LISTING_EDIT)
def markdown() -> ResponseReturnValue:
    """A piece of HTML: how Markdown will look."""
    try:
        text = intake.BODY.parse(request.form.get("text", ""))
    except FieldError:
        abort(413)
    return markdown_to_html(str(text or "")), 200, {"Content-Type": "text/html; charset=utf-8"}


@bp.post("/paste")
@requires(Permission.LISTING_EDIT)
def paste() -> ResponseReturnValue:
    """Markdown that says what was pasted from Word, WeChat or a web page."""
    try:
        return jsonify(markdown=pasting.to_markdown(request.form.get("html", "")))
    except pasting.TooMuchError:
        return jsonify(message=_("That was too much at once: it was pasted as plain text.")), 413
