"""`POST /api/v1/enquiries`: what is answered 201 is kept, whatever dies next."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, jsonify, make_response, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.core.clock import in_city
from portal.enquiries import held, private_link, service
from portal.enquiries.models import Enquiry
from portal.web.access import public
from portal.web.api.enquiries.body import idempotency_key, read_body, read_draft
from portal.web.context import db, runtime, transactional
from portal.web.errors import problem, respond
from portal.web.limits import Limit, limited

bp = Blueprint("api_enquiries", __name__, url_prefix="/api/v1")
LARGEST = 64 * 1024
SENDING = Limit("enquiry-api", 60, timedelta(minutes=10))


@bp.record_once
def without_csrf(state: BlueprintSetupState) -> None:
    """No browser sends `application/json` to another host's form by itself, and there is no
    cookie to borrow."""
    state.app.extensions["csrf"].exempt(bp)


@bp.url_value_preprocessor
def small_bodies(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    request.max_content_length = LARGEST


@bp.post("/enquiries")
@public
@limited(SENDING, lambda: respond(429))
@transactional
def send() -> ResponseReturnValue:
    """Keep an enquiry; the same key answers the same reference."""
    sent = read_draft(read_body())
    try:
        signs = held.signs(db(), sent.question)
        enquiry = service.submit(db(), sent, idempotency_key(), held_for=signs)
    except service.KeyReused:
        return problem(
            409,
            _("This Idempotency-Key was used for something else"),
            _("Send another enquiry with a key of its own."),
        )
    response = make_response(jsonify(_receipt(enquiry)), 201)
    response.headers["Cache-Control"] = "no-store"
    return response


def _receipt(enquiry: Enquiry) -> dict[str, str]:
    settings = runtime().settings
    return {
        "reference": enquiry.reference,
        "tracking_url": private_link.address(enquiry, settings.base_url, settings.secret_key),
        "respond_by": in_city(enquiry.respond_by).isoformat(),
    }
