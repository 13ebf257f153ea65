"""Handing out a private file, so that no browser opens it as a page."""

from __future__ import annotations

from flask import Response, abort, send_file

from portal.media.models import MediaFile
from portal.web.context import runtime


def download(file: MediaFile) -> Response:
    """The file as an attachment under the sender's name; 404 when its bytes are gone."""
    path = runtime().store.path(file.digest)
    if not path.is_file():
        abort(404)
    response = send_file(
        path,
        mimetype=file.content_type,
        as_attachment=True,
        download_name=file.name,
        conditional=False,
        etag=False,
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "no-store"
    return response
