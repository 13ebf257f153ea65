"""The desk's blueprint for listings of every type; its views are in the modules beside it."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("staff_listings", __name__, url_prefix="/staff")
LISTING = "/listings/<int:listing_id>"
