"""Who brought an enquiry, and what became of it: for its page."""

from __future__ import annotations

from dataclasses import dataclass

from portal.accounts.permissions import Permission, allows
from portal.core.i18n import Label
from portal.enquiries.models import Enquiry
from portal.enquiries.origins.models import Origin
from portal.pipeline import leads
from portal.pipeline.models import Lead
from portal.web.access import staff
from portal.web.context import db
from portal.web.staff.leads.forms import STATES


@dataclass(frozen=True, slots=True)
class Became:
    """`lead` is None as well where this person may not see it."""

    origin: Origin | None
    lead: Lead | None
    may_make: bool

    @property
    def state(self) -> Label:
        return STATES[self.lead.state] if self.lead else ""


def became(enquiry: Enquiry) -> Became:
    origin = db().get(Origin, enquiry.origin_id) if enquiry.origin_id else None
    lead = leads.of_enquiry(db(), enquiry.id)
    sees = lead is not None and allows(staff(), Permission.LEAD_VIEW, lead.organisation_id)
    may_make = lead is None and allows(staff(), Permission.LEAD_EDIT, enquiry.organisation_id)
    return Became(origin, lead if sees else None, may_make)
