"""Compressing answers: brotli where the browser takes it, else gzip.

Cached pages are compressed once, when they are kept. Styles, scripts, drawings and JSON are
compressed here on their way out. Pages of the desk stay plain: they hold a secret beside what
a stranger may have typed.
"""

from __future__ import annotations

import gzip
from functools import lru_cache

import brotli
from flask import Flask, Response, request

COMPRESSED = frozenset({
    "text/css", "text/javascript", "application/javascript", "image/svg+xml", "application/json",
    "application/problem+json",
})  # fmt: skip
LEAST = 500  # bytes; a smaller body is not worth it


def set_up(app: Flask) -> None:
    app.after_request(_compress)


def accepted() -> str:
    """The best encoding that this reader takes, or an empty string."""
    offered = request.accept_encodings
    return next((name for name in ("br", "gzip") if offered[name] > 0), "")


def encoded(plain: bytes, encoding: str) -> bytes:
    """The body in that encoding; an empty one leaves it as it is.

    Brotli at 3 takes a third of the time of 5 for a page a fifth larger, and half of that of 4 for
    one a seventeenth larger.
    """
    if encoding == "br":
        return bytes(brotli.compress(plain, quality=3))
    return gzip.compress(plain, compresslevel=6, mtime=0) if encoding == "gzip" else plain


@lru_cache(maxsize=128)
def _kept(plain: bytes, encoding: str) -> bytes:
    """Static files are few and small."""
    return encoded(plain, encoding)


def _compress(response: Response) -> Response:
    fitting = response.status_code == 200 and response.mimetype in COMPRESSED
    if not fitting or "Content-Encoding" in response.headers:
        return response
    response.vary.add("Accept-Encoding")
    response.direct_passthrough = False
    plain, encoding = response.get_data(), accepted()
    if encoding and len(plain) >= LEAST:
        compress = _kept if request.endpoint == "static" else encoded
        response.set_data(compress(plain, encoding))
        response.headers["Content-Encoding"] = encoding
        etag, _weak = response.get_etag()
        if etag:  # the same for every encoding, so a weak one
            response.set_etag(etag, weak=True)
    return response
