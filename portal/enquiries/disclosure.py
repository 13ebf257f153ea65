"""All that is kept of a person's enquiries, as a copy of it is handed out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.enquiries.conversation import Turn, turns_of
from portal.enquiries.models import Author, Enquiry, EnquiryEvent


@dataclass(frozen=True, slots=True)
class Kept:
    """A file, under the path by which the copy holds it."""

    path: str
    name: str
    digest: str


@dataclass(frozen=True, slots=True)
class Said:
    """A turn of the conversation, a note or a logged talk; `by` as :class:`Author`."""

    at: datetime
    by: str
    office: str  # that answered; empty for the rest
    via: str
    text: str
    next_step: str
    next_on: date | None
    files: Sequence[Kept]


@dataclass(frozen=True, slots=True)
class Happened:
    at: datetime
    event: str
    reason: str  # as staff gave it; empty for most


@dataclass(frozen=True, slots=True)
class Copy:
    """One enquiry: what the person gave, what was said, what happened."""

    reference: str
    given: Mapping[str, Any]
    said: Sequence[Said]
    happened: Sequence[Happened]


GIVEN = (
    "created_at", "kind", "locale", "listing_title", "name", "company", "email", "phone",
    "subject", "message", "wish", "consent_text", "consented_at", "withdrawn_at", "state",
    "closed_at", "rating", "rating_reason", "rated_at",
)  # fmt: skip


def copies_of(session: Session, enquiries: Sequence[Enquiry]) -> list[Copy]:
    """One of each, in three queries. Names of staff are left out: they are others' data."""
    ids = [enquiry.id for enquiry in enquiries]
    turns = turns_of(session, ids)
    happened: dict[int, list[Happened]] = defaultdict(list)
    for event in session.scalars(
        select(EnquiryEvent).where(EnquiryEvent.enquiry_id.in_(ids)).order_by(EnquiryEvent.id)
    ):
        told = Happened(event.created_at, event.kind, event.detail.get("reason", ""))
        happened[event.enquiry_id].append(told)
    return [
        Copy(
            reference=enquiry.reference,
            given={name: getattr(enquiry, name) for name in GIVEN},
            said=[_said(enquiry, turn) for turn in turns.get(enquiry.id, ())],
            happened=happened[enquiry.id],
        )
        for enquiry in enquiries
    ]


def _said(enquiry: Enquiry, turn: Turn) -> Said:
    message = turn.message
    return Said(
        at=message.created_at,
        by=message.author,
        office=message.author_name if message.author == Author.STAFF else "",
        via=message.via,
        text=message.text,
        next_step=message.next_step,
        next_on=message.next_on,
        files=[
            Kept(f"files/{enquiry.reference}/{file.id}-{file.name}", file.name, file.digest)
            for file in turn.files
        ],
    )
