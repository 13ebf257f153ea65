"""Who is at the desk: the session cookie read before, and set or dropped after, a request."""

from __future__ import annotations

from flask import Response, g, make_response, redirect, request
from flask import session as form_session
from sqlalchemy.exc import OperationalError
from structlog import get_logger

from portal.accounts import entering, sessions
from portal.accounts.models import StaffSession
from portal.core.database import Busy
from portal.core.locales import BY_SEGMENT, DEFAULT, find, negotiate
from portal.web.context import db, runtime, speak

COOKIE = "portal_staff"
PATH = "/staff"
log = get_logger()


def recognise() -> None:
    """Before each request: who is signed in, and in which language the desk speaks."""
    if request.path != PATH and not request.path.startswith(f"{PATH}/"):
        return
    found = sessions.recognise(db(), cookie()) if cookie() else None
    if found is None:
        speak(
            find(request.args.get("language", "")) or negotiate(request.accept_languages.values())
        )
        return
    staff_session, user = found
    g.user, g.staff_session = user, staff_session
    speak(BY_SEGMENT.get(user.locale, DEFAULT))
    if sessions.is_due(staff_session):
        _touch(staff_session)


def cookie() -> str:
    return request.cookies.get(COOKIE, "")


def agent() -> str:
    """The browser's own words, without what a database could not hold."""
    return request.user_agent.string.replace("\0", "")


def let_in(user_id: int, password: str, address: str) -> Response:
    """Open a session and lead on; the browser's earlier session and form token end.

    `password` was just checked. Raises :class:`portal.accounts.entering.NotRecognised`.
    """
    token = entering.enter(db(), user_id, password, agent=agent(), replaces=cookie())
    form_session.clear()
    return remember(make_response(redirect(address, 303)), token)


def remember(response: Response, token: str) -> Response:
    """Give the browser its session; it forgets it when it is closed."""
    response.set_cookie(
        COOKIE,
        token,
        path=PATH,
        secure=runtime().settings.secure,
        httponly=True,
        samesite="Lax",
    )
    return response


def forget(response: Response) -> Response:
    response.delete_cookie(
        COOKIE, path=PATH, secure=runtime().settings.secure, httponly=True, samesite="Lax"
    )
    return response


def _touch(staff_session: StaffSession) -> None:
    """Note the moment, in a transaction of its own; the request goes on if there is no turn."""
    try:
        with runtime().database.write() as session:
            sessions.touch(session, staff_session.id)
    except (Busy, OperationalError) as error:
        log.warning("session.not_touched", error=type(error).__name__)
