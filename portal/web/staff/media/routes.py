"""The media library: upload, look, and say what each picture shows."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.permissions import Permission, Scope, scope_of
from portal.core.audit import Actor
from portal.listings.fields import clean
from portal.media import library
from portal.media.checks import Refused
from portal.media.models import MediaFile
from portal.media.service import DOCUMENT, IMAGE, store_document, store_image
from portal.web.access import authorize, requires, staff
from portal.web.context import db, runtime, transactional
from portal.web.staff.forms import add_error
from portal.web.staff.media.forms import AltForm, UploadForm
from portal.web.staff.paging import page_address, page_number

bp = Blueprint("staff_media", __name__, url_prefix="/staff/media")


@bp.get("/")
@requires(Permission.MEDIA_UPLOAD)
def index() -> ResponseReturnValue:
    return _library(UploadForm())


@bp.post("/")
@requires(Permission.MEDIA_UPLOAD)
@transactional
def upload() -> ResponseReturnValue:
    form = UploadForm()
    if not form.validate():
        return _library(form, 422)
    try:
        file = _store(form)
    except Refused as error:
        add_error(form.file, error.message)
        return _library(form, 422)
    flash(_("“%(name)s” is in the library.", name=file.name))
    return redirect(url_for(".index"), 303)


@bp.get("/<int:media_id>")
@requires(Permission.MEDIA_UPLOAD)
def edit(media_id: int) -> ResponseReturnValue:
    file = _file(media_id)
    return _edit_page(file, AltForm.of(file))


@bp.post("/<int:media_id>")
@requires(Permission.MEDIA_UPLOAD)
@transactional
def describe(media_id: int) -> ResponseReturnValue:
    file, form = _file(media_id), AltForm()
    if not form.validate():
        return _edit_page(file, form, 422)
    library.describe(db(), file, form.alt(), Actor(staff().id, staff().name))
    flash(_("Saved. Pages that show it say so once they are published again."))
    return redirect(url_for(".index"), 303)


def _store(form: UploadForm) -> MediaFile:
    """A picture if it looks like one, else a document; what it truly is decides `media.checks`."""
    sent, store, owner_id = form.sent(), runtime().store, staff().organisation_id
    if form.is_picture():
        return store_image(db(), store, sent, form.alt(), owner_id)
    return store_document(db(), store, sent, private=False, owner_id=owner_id)


def _file(media_id: int) -> MediaFile:
    file = library.find(db(), media_id)
    if file is None or file.kind != IMAGE:
        abort(404)
    authorize(Permission.MEDIA_UPLOAD, file.owner_id or 0)
    return file


def _library(form: UploadForm, status: int = 200) -> ResponseReturnValue:
    own_id = None
    if scope_of(staff(), Permission.MEDIA_UPLOAD) is Scope.OWN:
        own_id = staff().organisation_id
    kind = request.args.get("kind")
    words = clean(request.args.get("words", ""))[:100]
    found = library.page(
        db(), own_id, kind if kind in (IMAGE, DOCUMENT) else None, page_number(), words
    )
    return render_template(
        "staff/media/index.html", form=form, found=found, kind=kind, words=words,
        page_address=page_address,
    ), status  # fmt: skip


def _edit_page(file: MediaFile, form: AltForm, status: int = 200) -> ResponseReturnValue:
    return render_template("staff/media/edit.html", file=file, form=form), status
