"""Enquiries for tests, made the way investors make them."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from portal.core.locales import BY_SEGMENT
from portal.enquiries import draft, service
from portal.enquiries.defaults import ensure_rules
from portal.enquiries.draft import Draft
from portal.enquiries.models import Enquiry
from tests.support import factories

COUNTIES = {"yanhu": "140802", "linyi": "140821"}


def offices(session: Session) -> None:
    """The agency and two counties, with the rules a new portal has."""
    factories.organisation(session, "agency")
    for key, region in COUNTIES.items():
        factories.organisation(session, key, region=region)
    ensure_rules(session)


def a_draft(listing_id: int | None = None, locale: str = "zh-hans", **values: Any) -> Draft:
    sent = {"name": "王建国", "phone": "13800138000", "message": "有没有8米高的厂房？", **values}
    question, errors = draft.parse(sent)
    assert question is not None, errors
    return Draft(question, BY_SEGMENT[locale], listing_id, "我同意")


def an_enquiry(
    session: Session, key: str = "k", listing_id: int | None = None, **values: Any
) -> Enquiry:
    return service.submit(session, a_draft(listing_id, **values), key)
