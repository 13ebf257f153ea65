"""What a request has at hand: the running portal, its database session, its reader."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, cast

from flask import Response, current_app, g, make_response, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from portal.core.locales import DEFAULT, Locale
from portal.runtime import Runtime

P = ParamSpec("P")


def runtime() -> Runtime:
    return cast(Runtime, current_app.extensions["portal"])


def db() -> Session:
    """The request's session: one for reading, unless the view is `@transactional`."""
    if "session" not in g:
        g.session_context = runtime().database.read()
        g.session = g.session_context.__enter__()
    return cast(Session, g.session)


def locale() -> Locale:
    """The reader's language, decided by the address (public) or the account (desk)."""
    return cast(Locale, g.get("locale", DEFAULT))


def speak(chosen: Locale) -> None:
    g.locale = chosen


def transactional(view: Callable[P, ResponseReturnValue]) -> Callable[P, Response]:
    """Run a view that changes something: its transaction commits before the response leaves.

    The view's own return value is built inside the transaction; an exception rolls back.
    A body may come slowly: it is read before all other writers wait for us.
    """

    @wraps(view)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> Response:
        close_session()
        request.get_data(parse_form_data=True)
        with runtime().database.write() as session:
            g.session = session
            try:
                response = make_response(view(*args, **kwargs))
            finally:
                g.pop("session", None)
        return response

    return wrapped


def close_session(_error: BaseException | None = None) -> None:
    """End the reading session, if there is one."""
    context = g.pop("session_context", None)
    g.pop("session", None)
    if context is not None:
        context.__exit__(None, None, None)
