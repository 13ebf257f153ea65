"""`/r/{code}`: counts a visit, keeps the code in one cookie, and goes where the link leads."""

from __future__ import annotations

from typing import cast

import structlog
from flask import Blueprint, Response, current_app, redirect, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from portal.core.locales import negotiate
from portal.enquiries.origins.models import Origin
from portal.enquiries.origins.service import origin_of
from portal.enquiries.origins.visits import VisitCounter
from portal.web.access import public
from portal.web.context import close_session, db, runtime
from portal.web.public.enquiries.brought import COOKIE

bp = Blueprint("site_origins", __name__)
EXTENSION = "portal_visits"
KEPT = 30 * 24 * 3600  # seconds that the cookie is kept
FORESIGHT = ("Sec-Purpose", "Purpose", "X-Moz")  # headers of a browser that loads ahead
log = structlog.get_logger()


@bp.record_once
def set_up(state: BlueprintSetupState) -> None:
    """One counter a process."""
    state.app.extensions[EXTENSION] = VisitCounter()


@bp.get("/r/<code>")
@public
def follow(code: str) -> ResponseReturnValue:
    """What is unknown or retired leads to the first page and leaves nothing behind."""
    origin = origin_of(db(), code)
    if origin is None or not origin.active:
        return _to("")
    response = _to(origin.target)
    if not _looks_ahead():
        _count(origin)
        _remember(response, origin.code)
    return response


def _to(target: str) -> Response:
    """A page of this site in the best language for the reader; `target` begins with a slash."""
    best = negotiate(request.accept_languages.values())
    address = f"/{best.segment}{target}"
    if not target:
        address = url_for("public_home.page", locale_code=best.segment)
    response = cast(Response, redirect(address, 302))
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _looks_ahead() -> bool:
    """Whether nobody is there yet: a check of the link, or a browser that loads it beforehand."""
    told = " ".join(request.headers.get(name, "") for name in FORESIGHT).lower()
    return request.method == "HEAD" or "prefetch" in told or "preview" in told


def _count(origin: Origin) -> None:
    """A visit that cannot be written now is written with the next; nobody waits or fails for it."""
    number = origin.id
    close_session()
    counter = cast(VisitCounter, current_app.extensions[EXTENSION])
    if not counter.count(runtime().database, number):
        log.warning("visit_not_written", origin=number)


def _remember(response: Response, code: str) -> None:
    response.set_cookie(
        COOKIE, code, max_age=KEPT, path="/", httponly=True, samesite="Lax",
        secure=runtime().settings.secure,
    )  # fmt: skip
