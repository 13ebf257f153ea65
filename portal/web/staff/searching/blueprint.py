"""The desk's blueprint for the search; its views are in the modules beside it."""

from __future__ import annotations

from flask import Blueprint

from portal.web.languages import lang_of
from portal.web.staff.dates import when

bp = Blueprint("staff_searching", __name__, url_prefix="/staff/search")
bp.add_app_template_filter(lang_of, "lang_of")
bp.add_app_template_filter(when, "when")
