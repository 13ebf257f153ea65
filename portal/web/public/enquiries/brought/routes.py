"""Forgetting who brought the visitor, at the visitor's wish."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.web.access import public
from portal.web.public.enquiries.brought import COOKIE
from portal.web.public.enquiries.sending import listing_id
from portal.web.public.locales import public_blueprint

bp = public_blueprint("public_brought", __name__)


@bp.post("/enquiries/new/forget-origin")
@public
def forget() -> ResponseReturnValue:
    """Take the cookie off and go back to the form, about the same listing."""
    about = listing_id(request.form.get("listing"))
    response = redirect(url_for("public_enquiries.form", listing=about), 303)
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="Lax")
    return response
