"""What is kept beside a page of answers: how many it found, and which index it came from."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Response, request
from flask.typing import ResponseReturnValue

from portal.listings.finding import FACETS
from portal.search.engine import IndexUnavailable
from portal.search.journal import note_search
from portal.web.context import locale, runtime
from portal.web.public.cache import remark, remarked
from portal.web.public.search.asked import ENDS

P = ParamSpec("P")
NARROWED = frozenset((*FACETS, *ENDS, "page", "words"))


def index_version() -> str:
    """Changes with every commit, so that a kept page is never older than the index."""
    try:
        return runtime().engine.status().generation
    except IndexUnavailable:
        return ""


def keep_total(total: int) -> None:
    """Keep with the page that is being made how many listings it found."""
    remark(str(total))


def noted(view: Callable[P, Response]) -> Callable[P, ResponseReturnValue]:
    """Note the question of an answered search, whether its page was made or kept.

    Only first pages without conditions: their total says what the line itself finds.
    """

    @wraps(view)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        response = view(*args, **kwargs)
        total, line = remarked(), request.args.get("q", "")
        if total and line and request.method == "GET" and not NARROWED.intersection(request.args):
            note_search(runtime().settings.data_dir, line, locale().segment, int(total))
        return response

    return wrapped
