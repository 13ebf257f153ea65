"""OpenAPI 3.1, made from the declarations: what the API says here, it does."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from portal.web.access import public
from portal.web.api.description.document import openapi

bp = Blueprint("api_description", __name__, url_prefix="/api/v1")


@bp.get("/openapi.json")
@public
def description() -> Response:
    response = jsonify(openapi())
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response
