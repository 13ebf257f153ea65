"""What the agency promises to who asks, and how it has kept it so far."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.enquiries.record import ReplyRecord, reply_record
from portal.enquiries.submitting import ANSWER_WITHIN


@dataclass(frozen=True, slots=True)
class Promise:
    """An answer within so many working days; `record` is missing while there is too little."""

    working_days: int
    record: ReplyRecord | None


def promise(session: Session) -> Promise:
    return Promise(ANSWER_WITHIN, reply_record(session))
