"""The turns of an enquiry with their files, oldest first, in two queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.enquiries.models import Author, Enquiry, EnquiryFile, EnquiryMessage
from portal.media.models import MediaFile


@dataclass(frozen=True, slots=True)
class Turn:
    message: EnquiryMessage
    files: tuple[MediaFile, ...]

    @property
    def by_investor(self) -> bool:
        return self.message.author == Author.INVESTOR

    @property
    def is_note(self) -> bool:
        return self.message.author == Author.NOTE

    @property
    def is_talk(self) -> bool:
        return self.message.author == Author.TALK


def public_turns(session: Session, enquiry: Enquiry) -> Sequence[Turn]:
    """What the investor may see: no notes, and no talk as staff logged it."""
    seen = {Author.INVESTOR, Author.STAFF}
    return tuple(turn for turn in all_turns(session, enquiry) if turn.message.author in seen)


def all_turns(session: Session, enquiry: Enquiry) -> Sequence[Turn]:
    """What the office sees, notes included."""
    return turns_of(session, [enquiry.id]).get(enquiry.id, ())


def turns_of(session: Session, enquiry_ids: Sequence[int]) -> Mapping[int, Sequence[Turn]]:
    """The same for several enquiries, by id; still two queries."""
    messages = session.scalars(
        select(EnquiryMessage)
        .where(EnquiryMessage.enquiry_id.in_(enquiry_ids))
        .order_by(EnquiryMessage.id)
    ).all()
    rows = session.execute(
        select(EnquiryFile.message_id, MediaFile)
        .join(MediaFile, MediaFile.id == EnquiryFile.media_id)
        .join(EnquiryMessage, EnquiryMessage.id == EnquiryFile.message_id)
        .where(EnquiryMessage.enquiry_id.in_(enquiry_ids))
        .order_by(MediaFile.id)
    )
    files: dict[int, list[MediaFile]] = defaultdict(list)
    for message_id, file in rows:
        files[message_id].append(file)
    turns: dict[int, list[Turn]] = defaultdict(list)
    for message in messages:
        turns[message.enquiry_id].append(Turn(message, tuple(files.get(message.id, ()))))
    return turns
