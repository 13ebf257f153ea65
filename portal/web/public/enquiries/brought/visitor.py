"""The origin that a visitor's cookie names, and what the form says of it."""

from __future__ import annotations

from flask import request

from portal.accounts.models import Organisation
from portal.core.reference import in_locale
from portal.enquiries.origins.models import Origin, OriginKind
from portal.enquiries.origins.service import origin_of
from portal.web.context import db, locale

COOKIE = "origin"  # holds a code and nothing else


def origin_of_visitor() -> Origin | None:
    """The origin whose link this browser followed in the last thirty days.

    One that was retired meanwhile counts as well: it did bring the visitor.
    """
    code = request.cookies.get(COOKIE, "")
    return origin_of(db(), code) if code else None


def came_by(origin: Origin) -> str:
    """The event or brochure, or the office: investors see offices, not persons."""
    if origin.kind in (OriginKind.EVENT, OriginKind.BROCHURE):
        return origin.name
    office = db().get_one(Organisation, origin.organisation_id)
    return in_locale(office.names, locale())
