"""Finding an enquiry by what its investor remembers."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.accounts.models import Organisation
from portal.core.links import matches
from portal.enquiries.models import Enquiry
from portal.enquiries.private_link import by_reference

LAST_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Tracked:
    """As much as somebody may see who knows a reference and four digits: state and office."""

    enquiry: Enquiry
    office: Organisation


def find_by_contact(session: Session, reference: str, contact: str) -> Tracked | None:
    """The enquiry of that reference if the number or address fits; None alike otherwise."""
    enquiry = by_reference(session, reference)
    if enquiry is None or not _fits(enquiry, contact):
        return None
    return Tracked(enquiry, session.get_one(Organisation, enquiry.organisation_id))


def _fits(enquiry: Enquiry, contact: str) -> bool:
    """Full-width digits of a Chinese keyboard are forgiven, a whole number is not."""
    typed = unicodedata.normalize("NFKC", contact).strip().casefold()
    number = enquiry.phone.partition(";")[0]
    known = [number[-LAST_DIGITS:], enquiry.email.casefold()]
    return any(matches(typed, value) for value in known if len(value) >= LAST_DIGITS)
