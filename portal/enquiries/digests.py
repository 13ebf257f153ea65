"""What waits for a person: the lines of the digest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.accounts.models import OfficeDuty, User
from portal.core import dates
from portal.core.clock import now
from portal.core.locales import Locale
from portal.enquiries.models import Enquiry, EnquiryState

MOST = 50


def waiting(session: Session, user: User) -> Sequence[Enquiry]:
    """Open enquiries that the person answers, and those of the offices the person heads."""
    headed = select(OfficeDuty.organisation_id).where(OfficeDuty.head_id == user.id)
    return session.scalars(
        select(Enquiry)
        .where(
            Enquiry.state == EnquiryState.OPEN,
            or_(Enquiry.officer_id == user.id, Enquiry.organisation_id.in_(headed)),
        )
        .order_by(Enquiry.respond_by, Enquiry.id)
        .limit(MOST)
    ).all()


def in_words(enquiry: Enquiry, locale: Locale) -> Mapping[str, str | bool]:
    """Reference and promise; nothing about who asked."""
    return {
        "reference": enquiry.reference,
        "respond_by": dates.moment(enquiry.respond_by, locale),
        "late": enquiry.respond_by < now(),
    }
