"""Public pages kept in memory, compressed, until something public changes.

A page is named by its path (which holds the language), the parameters it knows in fixed
order, the encoding, the generation of what is public and the hour in the city, so that no
page outlives a change or a date. It sets no cookie and answers 304 to who has it already.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec
from urllib.parse import urlencode

import brotli
from flask import Flask, Response, current_app, make_response, request
from flask.typing import ResponseReturnValue
from flask_compress import Compress

from portal.core import clock
from portal.listings.queries import generation
from portal.web.context import db

P = ParamSpec("P")
MAX_AGE = 60  # seconds a browser or proxy may use a page without asking
CAPACITY = 64 * 1024 * 1024  # bytes of bodies
LONGEST_QUERY = 400  # characters; pages with longer ones are made afresh
EXTENSION = "portal_pages"
COMPRESSED = (
    "text/css", "text/javascript", "application/javascript", "image/svg+xml", "application/json",
    "application/problem+json",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    body: bytes
    content_type: str
    encoding: str
    etag: str

    def response(self) -> Response:
        """The page, or 304 for who holds it already."""
        response = Response(self.body, content_type=self.content_type)
        if self.encoding:
            response.headers["Content-Encoding"] = self.encoding
        response.headers["Vary"] = "Accept-Encoding"
        response.headers["Cache-Control"] = f"public, max-age={MAX_AGE}"
        response.set_etag(self.etag)
        response.make_conditional(request)
        return response


class Pages:
    """The pages last asked for, up to `capacity` bytes; safe between threads."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._size = 0
        self._pages: OrderedDict[Hashable, Page] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Page | None:
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def put(self, key: Hashable, page: Page) -> None:
        if len(page.body) > self._capacity:
            return
        with self._lock:
            replaced = self._pages.pop(key, None)
            self._size += len(page.body) - (len(replaced.body) if replaced else 0)
            self._pages[key] = page
            while self._size > self._capacity:
                _, oldest = self._pages.popitem(last=False)
                self._size -= len(oldest.body)

    def __len__(self) -> int:
        return len(self._pages)


def set_up(app: Flask) -> None:
    """Keep public pages; compress what is not a page on its way out.

    Pages of the desk stay plain: they hold a secret beside what a stranger may have typed.
    """
    app.extensions[EXTENSION] = Pages()
    app.config["COMPRESS_ALGORITHM"] = ["br", "gzip"]
    app.config["COMPRESS_ALGORITHM_STREAMING"] = ["br"]
    app.config["COMPRESS_MIMETYPES"] = list(COMPRESSED)
    Compress(app)


def cached_page(
    params: tuple[str, ...] | Callable[..., tuple[str, ...]] = (),
) -> Callable[[Callable[P, ResponseReturnValue]], Callable[P, Response]]:
    """A public GET view whose answer depends on its path and these parameters alone.

    `params` may be a function of the view's own arguments. Only answers of 200 are kept.
    """

    def decorate(view: Callable[P, ResponseReturnValue]) -> Callable[P, Response]:
        @wraps(view)
        def wrapped(*args: P.args, **kwargs: P.kwargs) -> Response:
            names = params(*args, **kwargs) if callable(params) else params
            query = known_query(names)
            key = (request.path, query, _encoding(), generation(db()), _hour())
            pages: Pages = current_app.extensions[EXTENSION]
            page = pages.get(key)
            if page is None:
                response = make_response(view(*args, **kwargs))
                if response.status_code != 200:
                    return response
                page = _page(response)
                if len(query) <= LONGEST_QUERY:
                    pages.put(key, page)
            return page.response()

        return wrapped

    return decorate


def revalidated(view: Callable[P, ResponseReturnValue]) -> Callable[P, Response]:
    """A public page that is made anew each time, with ETag and a short life elsewhere."""

    @wraps(view)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> Response:
        response = make_response(view(*args, **kwargs))
        return _page(response).response() if response.status_code == 200 else response

    return wrapped


def known_query(names: tuple[str, ...]) -> str:
    """The request's parameters of those names, in their order, as a query string.

    Unpaired surrogates, which no address can hold, are replaced.
    """
    pairs = [(name, value) for name in names for value in request.args.getlist(name)]
    return urlencode(pairs, errors="replace")


def _page(response: Response) -> Page:
    encoding = _encoding()
    plain = response.get_data()
    etag = hashlib.sha256(plain).hexdigest()[:20] + (f"-{encoding}" if encoding else "")
    body = {"br": _brotli, "gzip": _gzip}.get(encoding, bytes)(plain)
    return Page(body, response.content_type or "text/html", encoding, etag)


def _brotli(plain: bytes) -> bytes:
    return bytes(brotli.compress(plain, quality=5))


def _gzip(plain: bytes) -> bytes:
    return gzip.compress(plain, compresslevel=6, mtime=0)


def _encoding() -> str:
    accepted = request.accept_encodings
    return next((name for name in ("br", "gzip") if accepted[name] > 0), "")


def _hour() -> str:
    return clock.in_city(clock.now()).strftime("%Y-%m-%dT%H")
