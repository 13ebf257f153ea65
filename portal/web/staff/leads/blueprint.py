"""The desk's blueprint for leads; its views are in the modules beside it."""

from __future__ import annotations

from flask import Blueprint

from portal.web.languages import lang_of
from portal.web.staff.dates import when

bp = Blueprint("staff_leads", __name__, url_prefix="/staff/leads")
bp.add_app_template_filter(lang_of, "lang_of")
bp.add_app_template_filter(when, "when")
ONE = "/<int(max=2147483647):lead_id>"
