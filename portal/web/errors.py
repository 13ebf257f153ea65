"""Every failure a reader can meet, as a page in the reader's language or as a problem detail."""

from __future__ import annotations

from urllib.parse import quote

from flask import (
    Flask,
    Response,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from structlog import get_logger
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed

from portal.core.database import Busy
from portal.core.locales import BY_SEGMENT, negotiate
from portal.web.access import current_user
from portal.web.context import close_session, speak
from portal.web.logs import logged_path

RETRY_SECONDS = 3
UNSEEN = ("key", "kept", "listing", "once", "version", "_facts_version", "_text_version")
log = get_logger()


def set_up(app: Flask) -> None:
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(CSRFError, form_expired)
    app.register_error_handler(Busy, busy)
    app.register_error_handler(Exception, unexpected)


def http_error(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:  # an abort() with a response of its own
        return error.response
    if isinstance(error, MethodNotAllowed) and (back := _desk_page()):
        return redirect(back)
    return respond(error.code or 500)


def _desk_page() -> str | None:
    """Where somebody belongs who reloads, or opens after signing in, what only a form can send.

    `/staff/listings/5/publish` was refused on the page of `/staff/listings/5`.
    """
    if request.method != "GET" or not request.path.startswith("/staff/"):
        return None
    query = request.query_string.decode("ascii", "ignore")
    return quote(request.path.rstrip("/").rpartition("/")[0]) + (f"?{query}" if query else "")


def form_expired(_error: CSRFError) -> ResponseReturnValue:
    """The form was open too long or came from elsewhere: what was typed is kept."""
    return respond(400, kept=True)


def busy(_error: Busy) -> ResponseReturnValue:
    """The database has no turn for a writer now: what was typed is kept, try again."""
    response = make_response(respond(503, kept=True))
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def unexpected(error: Exception) -> ResponseReturnValue:
    close_session()
    log.exception("unexpected", path=logged_path(), error=type(error).__name__)
    return respond(InternalServerError.code)


def respond(status: int, *, kept: bool = False) -> Response:
    """The page, or the problem detail for the API, of a status."""
    title, advice = _words(status)
    if request.path.startswith("/api/"):
        return problem(status, title, advice)
    if "locale" not in g:
        segment = request.path.split("/", 2)[1]
        speak(BY_SEGMENT.get(segment) or negotiate(request.accept_languages.values()))
    on_desk = request.path.startswith("/staff/") and current_user() is not None
    page = render_template(
        "errors/desk.html" if on_desk and status < 500 else "errors/error.html",
        status=status,
        title=title,
        advice=advice,
        fields=_typed() if kept else [],
        unseen=UNSEEN,
        own_form=_from_here(),
    )
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _typed() -> list[tuple[str, str]]:
    """What the form held, without tokens and passwords."""
    fields = request.form.items(multi=True)
    return [(k, v) for k, v in fields if k != "csrf_token" and "password" not in k]


def _from_here() -> bool:
    """Whether one of our own pages sent the form: only then it may be sent again by a click."""
    origin = request.headers.get("Origin")
    return origin is not None and origin.rstrip("/") == request.host_url.rstrip("/")


def problem(
    status: int, title: str, detail: str = "", errors: list[dict[str, str]] | None = None
) -> Response:
    """An RFC 9457 problem detail; `errors` lists `{"field", "message"}`."""
    body: dict[str, object] = {"type": "about:blank", "title": title, "status": status}
    if detail:
        body["detail"] = detail
    if errors:
        body["errors"] = errors
    response = jsonify(body)
    response.status_code = status
    response.headers["Content-Type"] = "application/problem+json"
    response.headers["Cache-Control"] = "no-store"
    return response


def _words(status: int) -> tuple[str, str]:
    """What happened, and what to do."""
    texts = {
        400: (_("That did not work"), _("Something in the request was not as expected. Please go back, reload the page and try again.")),
        401: (_("Please sign in"), _("This page is for staff of the agency.")),
        403: (_("This is not open to you"), _("Your account may not do this. Ask an administrator if you need it.")),
        404: (_("There is no such page"), _("The address may be mistyped, or the page has moved. The search may find it.")),
        405: (_("That did not work"), _("This address cannot be used in that way.")),
        409: (_("Somebody else changed this meanwhile"), _("Reload the page to see both versions.")),
        410: (_("This page has been withdrawn"), _("What it described is no longer on offer.")),
        413: (_("That is too large"), _("Please send smaller files, or fewer of them.")),
        415: (_("That kind of content cannot be read here"), ""),
        422: (_("Some entries need another look"), ""),
        429: (_("Too many attempts"), _("Please wait a few minutes and try again, or call us.")),
        503: (_("The portal is busy just now"), _("Nothing was lost: what you typed is below. Please try again in a moment.")),
    }  # fmt: skip
    unexpected = (_("Something went wrong on our side"), _("We have been told. Please try again in a few minutes, or call us."))  # fmt: skip
    return texts.get(status, unexpected)
