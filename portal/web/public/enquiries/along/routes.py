"""From the private page to a listing that an answer brought; the office learns which one."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.enquiries.opened import came_along
from portal.listings.models import Listing
from portal.listings.registry import registry
from portal.web.access import public
from portal.web.context import db
from portal.web.public.enquiries.opening import listing_opened
from portal.web.public.enquiries.private.routes import keep_private, opened, unknown
from portal.web.public.locales import public_blueprint

bp = public_blueprint("public_along", __name__)
bp.after_request(keep_private)


@bp.get("/enquiries/<reference>/listings/<int(max=2147483647):listing_id>")
@public
def listing(reference: str, listing_id: int) -> ResponseReturnValue:
    enquiry = opened(reference, request.args.get("key"))
    if enquiry is None or not came_along(db(), enquiry, listing_id):
        return unknown()
    listing_opened(enquiry, listing_id)
    segment = registry()[db().get_one(Listing, listing_id).type].segment
    return redirect(url_for("public_details.page", segment=segment, tail=str(listing_id)), 303)
