"""Origins and leads for tests."""

from __future__ import annotations

from sqlalchemy.orm import Session

from portal.core.audit import SYSTEM
from portal.enquiries.origins import service
from portal.enquiries.origins.models import Origin, OriginKind
from portal.enquiries.origins.service import NewOrigin
from portal.pipeline import leads
from portal.pipeline.leads import LeadFacts
from portal.pipeline.models import Lead
from tests.support import factories


def origin(session: Session, organisation: str = "agency", **values: object) -> Origin:
    """An event's link, unless told otherwise."""
    office = factories.organisation(session, organisation)
    facts = {"kind": OriginKind.EVENT, "name": "果博会", "organisation_id": office.id, **values}
    return service.create(session, SYSTEM, NewOrigin(**facts))  # type: ignore[arg-type]


def lead(session: Session, organisation: str = "agency", **values: object) -> Lead:
    office = factories.organisation(session, organisation)
    facts = {"investor": "示例公司", "wish": "建一座冷库", "amount": 5000.0, "region": "140802",
             "industry": None, "organisation_id": office.id, "officer_id": None,
             "origin_id": None, **values}  # fmt: skip
    return leads.add(session, SYSTEM, LeadFacts(**facts))  # type: ignore[arg-type]
