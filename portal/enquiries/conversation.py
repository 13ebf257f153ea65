"""The turns of an enquiry with their files, oldest first, in two queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.locales import Locale
from portal.enquiries.models import Author, Enquiry, EnquiryFile, EnquiryMessage
from portal.listings import queries
from portal.listings.cards import CardView
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


def cards_of(session: Session, message: EnquiryMessage, locale: Locale) -> tuple[CardView, ...]:
    """The listings sent along with an answer that are still public, in their order."""
    return queries.cards_of(session, message.listings, locale) if message.listings else ()


def cards_by_message(
    session: Session, turns: Sequence[Turn], locale: Locale
) -> dict[int, tuple[CardView, ...]]:
    """The same for a whole conversation, in one query; messages without cards are left out."""
    ids = list(dict.fromkeys(id for turn in turns for id in turn.message.listings))
    found = {card.id: card for card in queries.cards_of(session, ids, locale)} if ids else {}
    return {
        turn.message.id: tuple(found[id] for id in turn.message.listings if id in found)
        for turn in turns
        if turn.message.listings
    }


def all_turns(session: Session, enquiry: Enquiry) -> Sequence[Turn]:
    """What the office sees, notes included."""
    messages = session.scalars(
        select(EnquiryMessage)
        .where(EnquiryMessage.enquiry_id == enquiry.id)
        .order_by(EnquiryMessage.id)
    ).all()
    rows = session.execute(
        select(EnquiryFile.message_id, MediaFile)
        .join(MediaFile, MediaFile.id == EnquiryFile.media_id)
        .join(EnquiryMessage, EnquiryMessage.id == EnquiryFile.message_id)
        .where(EnquiryMessage.enquiry_id == enquiry.id)
        .order_by(MediaFile.id)
    )
    files: dict[int, list[MediaFile]] = {}
    for message_id, file in rows:
        files.setdefault(message_id, []).append(file)
    return tuple(Turn(message, tuple(files.get(message.id, ()))) for message in messages)
