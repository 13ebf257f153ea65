"""Rate limits of views, by visitor: counted before a view's own transaction begins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from typing import ParamSpec

from flask import Response, make_response, request
from flask.typing import ResponseReturnValue

from portal.web.context import close_session, runtime

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` deeds of one visitor in each window of time."""

    name: str
    most: int
    window: timedelta


def exceeded(limit: Limit, who: str | None = None) -> bool:
    """Count one deed, of the visitor's address unless `who` says whose, and judge it.

    Never inside a transaction: the counter writes to the database itself.
    """
    close_session()
    name = who if who is not None else request.remote_addr or ""
    return runtime().limiter.hit(limit.name, name, limit.window) > limit.most


def always() -> bool:
    return True


def limited(
    limit: Limit, refuse: Callable[..., ResponseReturnValue], when: Callable[[], bool] = always
) -> Callable[[Callable[P, ResponseReturnValue]], Callable[P, ResponseReturnValue]]:
    """Answer with `refuse` (called like the view) and 429 once the limit is passed.

    Stands between `@public` and `@transactional`. Requests for which `when` says no are free.
    """

    def wrap(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
        @wraps(view)
        def counted(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            if not when() or not exceeded(limit):
                return view(*args, **kwargs)
            return too_many(refuse(*args, **kwargs), limit)

        return counted

    return wrap


def too_many(page: ResponseReturnValue, limit: Limit) -> Response:
    """A page as a 429 that says when to come back."""
    response = make_response(page)
    response.status_code = 429
    response.headers["Retry-After"] = str(int(limit.window.total_seconds()))
    return response
