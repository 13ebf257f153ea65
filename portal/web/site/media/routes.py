"""Pictures and documents of the site: files of the library, never those of an enquiry."""

from __future__ import annotations

from flask import Blueprint, Response, abort, send_file
from flask.typing import ResponseReturnValue

from portal.media import library
from portal.media.checks import WIDTHS
from portal.media.models import MediaFile
from portal.media.service import DOCUMENT, IMAGE, rendition
from portal.web.access import public
from portal.web.context import db, runtime

bp = Blueprint("site_media", __name__, url_prefix="/media")
KEPT = "public, max-age=31536000, immutable"  # a file's bytes never change under its address
SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"


@bp.get("/<int:media_id>/<int:width>.webp")
@public
def image(media_id: int, width: int) -> ResponseReturnValue:
    """A picture at one of the three widths."""
    file = _found(media_id, IMAGE)
    if width not in WIDTHS:
        abort(404)
    try:
        path = rendition(runtime().store, file, width)
    except FileNotFoundError:
        abort(404)
    return _kept(send_file(path, mimetype=file.content_type, etag=f"{file.digest}-{width}"))


@bp.get("/<int:media_id>")
@bp.get("/<int:media_id>/<name>")
@public
def document(media_id: int, name: str | None = None) -> ResponseReturnValue:
    """A document, always to be saved and never opened within the site."""
    file = _found(media_id, DOCUMENT)
    path = runtime().store.path(file.digest)
    if name not in (None, file.name) or not path.exists():
        abort(404)
    response = send_file(
        path, mimetype=file.content_type, as_attachment=True, download_name=file.name,
        etag=file.digest,
    )  # fmt: skip
    return _kept(response)


def _found(media_id: int, kind: str) -> MediaFile:
    file = library.find(db(), media_id)
    if file is None or file.kind != kind:
        abort(404)
    return file


def _kept(response: Response) -> Response:
    response.headers["Cache-Control"] = KEPT
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
