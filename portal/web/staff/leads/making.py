"""One step makes an enquiry a lead."""

from __future__ import annotations

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.permissions import Permission
from portal.enquiries import wishes
from portal.enquiries.journal import Event, note_event
from portal.enquiries.models import Enquiry
from portal.enquiries.versions import Erased, settle
from portal.pipeline import leads
from portal.pipeline.leads import LeadFacts
from portal.web.access import authorize, requires, staff
from portal.web.context import db, transactional
from portal.web.staff.leads.blueprint import bp


@bp.post("/of-enquiry/<int(max=2147483647):enquiry_id>")
@requires(Permission.LEAD_EDIT)
@transactional
def make(enquiry_id: int) -> ResponseReturnValue:
    """The lead of an enquiry: the one there is, or a new one with what the enquiry says."""
    enquiry = db().get(Enquiry, enquiry_id) or abort(404)
    authorize(Permission.ENQUIRY_VIEW, enquiry.organisation_id)
    authorize(Permission.LEAD_EDIT, enquiry.organisation_id)
    try:
        settle(db(), enquiry)
    except Erased:
        return redirect(url_for("staff_enquiries.show", enquiry_id=enquiry.id), 303)
    lead, is_new = leads.make(db(), staff().actor, enquiry.id, _facts(enquiry))
    if is_new:
        note_event(db(), enquiry, Event.LEAD, staff().actor, lead=lead.id)
        flash(_("The enquiry is a lead now. Look it over and complete it."))
    else:
        flash(_("The enquiry is a lead already."))
    return redirect(url_for("staff_leads.show", lead_id=lead.id), 303)


def _facts(enquiry: Enquiry) -> LeadFacts:
    _area, investment = wishes.sizes(enquiry.wish)
    wish = enquiry.message if not enquiry.subject else f"{enquiry.subject}\n{enquiry.message}"
    return LeadFacts(
        investor=enquiry.company or enquiry.name or enquiry.reference,
        wish=wish or enquiry.listing_title,
        amount=investment,
        region=enquiry.region,
        industry=enquiry.industry,
        organisation_id=enquiry.organisation_id,
        officer_id=enquiry.officer_id or staff().id,
        origin_id=enquiry.origin_id,
    )
