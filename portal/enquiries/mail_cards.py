"""Listings that go along with an answer, as a mail shows them: a title and its address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.core.locales import Locale
from portal.enquiries.models import EnquiryMessage
from portal.listings import queries


@dataclass(frozen=True, slots=True)
class MailCard:
    title: str
    address: str  # absolute


def of(
    session: Session, message: EnquiryMessage, locale: Locale, base_url: str
) -> Sequence[MailCard]:
    """Those still public, in the order they were attached."""
    start = f"{base_url}/{locale.segment}/"
    cards = queries.cards_of(session, message.listings, locale) if message.listings else ()
    return tuple(MailCard(card.title, f"{start}{card.path}") for card in cards)
