"""Lines of the inbox, put into words when they are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.i18n import Label, _l
from portal.enquiries import topics
from portal.enquiries.models import Enquiry
from portal.notifications.models import Notification

SAID: Mapping[str, Label] = {
    topics.ASSIGNED: _l("An enquiry is waiting for your answer"),
    topics.WRITTEN: _l("The investor has written again"),
    topics.RETURNED: _l("An enquiry has come back to you as the duty officer"),
    topics.RATED: _l("An answer was rated"),
    topics.STRANGER: _l("A mail from another address was kept as a note"),
    topics.UNREACHABLE: _l("Our message does not reach the investor: please telephone"),
    topics.DIGEST: _l("Your digest: enquiries that wait for you"),
}
NEAR: Mapping[str, Label] = {
    "accept": _l("Please accept this enquiry: the time is near"),
    "answer": _l("Please answer this enquiry: the time is near"),
    "close": _l("Please close this enquiry: the time is near"),
}
PASSED: Mapping[str, Label] = {
    "accept": _l("Escalation: nobody accepted this enquiry in time"),
    "answer": _l("Escalation: this enquiry was not answered in time"),
    "close": _l("Escalation: this enquiry was not closed in time"),
}
# What a person may choose not to get by mail.
KINDS: Mapping[str, Label] = {
    topics.ASSIGNED: _l("A new enquiry for me, or one handed over to me"),
    topics.WRITTEN: _l("The investor wrote again"),
    topics.RETURNED: _l("An enquiry that came back to me as the duty officer"),
    topics.REMINDER: _l("A promised time that is near"),
    topics.ESCALATION: _l("A promised time that has passed in an office I answer for"),
    topics.RATED: _l("An answer that was rated"),
    topics.STRANGER: _l("A mail from another address"),
    topics.UNREACHABLE: _l("A message that does not reach the investor"),
}


@dataclass(frozen=True, slots=True)
class Line:
    id: int
    said: Label
    reference: str  # empty where it is about no single enquiry
    at: datetime
    unread: bool
    urgent: bool


def lines(session: Session, rows: Sequence[Notification]) -> list[Line]:
    """With the references of the enquiries they are about; one query."""
    wanted = {row.payload["enquiry"] for row in rows if "enquiry" in row.payload}
    found = session.execute(select(Enquiry.id, Enquiry.reference).where(Enquiry.id.in_(wanted)))
    references = {row.id: row.reference for row in found}
    return [
        Line(
            row.id,
            _said(row),
            references.get(row.payload.get("enquiry", 0), ""),
            row.created_at,
            row.read_at is None,
            row.topic == topics.ESCALATION,
        )
        for row in rows
    ]


def target(row: Notification) -> str:
    """The page that a line leads to."""
    if "enquiry" in row.payload:
        return url_for("staff_enquiries.show", enquiry_id=row.payload["enquiry"])
    return url_for("staff_enquiries.inbox")


def _said(row: Notification) -> Label:
    due = str(row.payload.get("due", "answer"))
    if row.topic == topics.REMINDER:
        return NEAR.get(due, NEAR["answer"])
    if row.topic == topics.ESCALATION:
        return PASSED.get(due, PASSED["answer"])
    return SAID.get(row.topic, row.topic)
