"""Public pages kept compressed, in the process or in a shared Redis, until something changes.

A page is named by its path (which holds the language), the parameters it knows in fixed
order, the encoding, the generation of what is public and the hour in the city, so that no
page outlives a change or a date. It sets no cookie and answers 304 to who has it already.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cache, wraps
from typing import ParamSpec
from urllib.parse import urlencode

from flask import Flask, Response, current_app, g, make_response, request
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.resources import PACKAGE, resource_dir
from portal.core.shared_memory import SharedMemory
from portal.listings.queries import generation
from portal.web.compression import accepted, encoded
from portal.web.context import db

P = ParamSpec("P")
MAX_AGE = 60  # seconds a browser or proxy may use a page without asking
CAPACITY = 64 * 1024 * 1024  # bytes of bodies
SHARED_SECONDS = 3600  # the key holds the hour
LONGEST_QUERY = 400  # characters; pages with longer ones are made afresh
EXTENSION = "portal_pages"


@dataclass(frozen=True, slots=True)
class Page:
    body: bytes
    content_type: str
    encoding: str
    etag: str
    remark: str = ""  # what its view wants to know again whenever it is served

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


class SharedPages:
    """The same in a Redis that all processes and machines ask; named after this build."""

    def __init__(self, shared: SharedMemory) -> None:
        self._shared = shared

    def get(self, key: Hashable) -> Page | None:
        found = self._shared.get(_name(key))
        if found is None:
            return None
        head, _, body = found.partition(b"\n")
        return Page(body, *json.loads(head))

    def put(self, key: Hashable, page: Page) -> None:
        head = json.dumps([page.content_type, page.encoding, page.etag, page.remark]).encode()
        self._shared.put(_name(key), head + b"\n" + page.body, SHARED_SECONDS)


def _name(key: Hashable) -> str:
    return "portal:page:" + hashlib.sha256(repr((_build(), key)).encode()).hexdigest()


@cache
def _build() -> str:
    """Changes with every file that a page is made of, so that a new release shows itself."""
    folders = (PACKAGE, *(resource_dir(name) for name in ("content", "static", "translations")))
    files = sorted(
        file
        for folder in folders
        for file in folder.rglob("*")
        if file.is_file() and file.suffix != ".pyc"
    )
    told = ((str(file), file.stat().st_size, file.stat().st_mtime_ns) for file in files)
    return hashlib.sha256(repr(list(told)).encode()).hexdigest()


def set_up(app: Flask) -> None:
    shared = app.extensions["portal"].shared
    app.extensions[EXTENSION] = SharedPages(shared) if shared else Pages()


def cached_page(
    params: tuple[str, ...] | Callable[..., tuple[str, ...]] = (),
    version: Callable[[], str] = str,
) -> Callable[[Callable[P, ResponseReturnValue]], Callable[P, Response]]:
    """A public GET view whose answer depends on its path and these parameters alone.

    `params` may be a function of the view's own arguments; `version` says which state of
    anything else the page shows. Only answers of 200 are kept, and not those marked no-store.
    """

    def decorate(view: Callable[P, ResponseReturnValue]) -> Callable[P, Response]:
        @wraps(view)
        def wrapped(*args: P.args, **kwargs: P.kwargs) -> Response:
            names = params(*args, **kwargs) if callable(params) else params
            query = known_query(names)
            key = (request.path, query, accepted(), public_generation(), version(), _hour())
            pages: Pages | SharedPages = current_app.extensions[EXTENSION]
            page = pages.get(key)
            if page is None:
                response = make_response(view(*args, **kwargs))
                if response.status_code != 200 or response.cache_control.no_store:
                    return response
                page = _page(response)
                if len(query) <= LONGEST_QUERY:
                    pages.put(key, page)
            remark(page.remark)
            return page.response()

        return wrapped

    return decorate


def public_generation() -> int:
    """The generation of what is public; asked once a request."""
    if "public_generation" not in g:
        g.public_generation = generation(db())
    return int(g.public_generation)


def remark(words: str) -> None:
    """Keep a few words with the page of this request."""
    g.page_remark = words


def remarked() -> str:
    """What was kept with the page of this request, made now or earlier."""
    return str(g.get("page_remark", ""))


def known_query(names: tuple[str, ...]) -> str:
    """The request's parameters of those names, in their order, as a query string.

    Unpaired surrogates, which no address can hold, are replaced.
    """
    pairs = [(name, value) for name in names for value in request.args.getlist(name)]
    return urlencode(pairs, errors="replace")


def _page(response: Response) -> Page:
    encoding = accepted()
    plain = response.get_data()
    etag = hashlib.sha256(plain).hexdigest()[:20] + (f"-{encoding}" if encoding else "")
    kind = response.content_type or "text/html"
    return Page(encoded(plain, encoding), kind, encoding, etag, remarked())


def _hour() -> str:
    return clock.in_city(clock.now()).strftime("%Y-%m-%dT%H")
