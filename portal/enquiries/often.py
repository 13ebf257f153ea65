"""How much comes in for one enquiry: each message tells staff, and nobody has so much to say."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.enquiries.models import Enquiry, EnquiryMessage, Via

MOST_A_DAY = 50  # by each way, so that a flood of mails does not close the private page
DAY = timedelta(days=1)


class TooOften(Exception):
    """`MOST_A_DAY` messages came in for this enquiry by the same way within a day."""


def is_full(session: Session, enquiry: Enquiry, via: Via) -> bool:
    """Whether a further message would raise :class:`TooOften`.

    What staff write does not count; a stranger's mail does, though it becomes a note only.
    """
    came = select(func.count(EnquiryMessage.id)).where(
        EnquiryMessage.enquiry_id == enquiry.id,
        EnquiryMessage.author_id.is_(None),
        EnquiryMessage.via == via,
        EnquiryMessage.created_at > now() - DAY,
    )
    return (session.scalar(came) or 0) >= MOST_A_DAY
