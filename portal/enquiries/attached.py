"""Listings that go along with an answer as cards: looked for, checked, and shown."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from portal.core.locales import DEFAULT, Locale
from portal.enquiries.conversation import Turn
from portal.enquiries.models import EnquiryMessage
from portal.listings import queries
from portal.listings.cards import CardView

MOST_LISTINGS = 5
HIGHEST_ID = 2**31 - 1


class TooManyListings(Exception):
    """More than `MOST_LISTINGS`."""


class NotPublic(Exception):
    """One of the listings is none, or is not public (any more)."""


def checked(session: Session, ids: Sequence[int]) -> list[int]:
    """The ids, each once; raises :class:`TooManyListings` and :class:`NotPublic`."""
    wanted = list(dict.fromkeys(ids))
    if len(wanted) > MOST_LISTINGS:
        raise TooManyListings
    if wanted and len(queries.cards_of(session, wanted, DEFAULT)) < len(wanted):
        raise NotPublic
    return wanted


def find(session: Session, typed: str, locale: Locale) -> tuple[CardView, ...]:
    """Public listings by number, or by words of their title."""
    text = typed.strip()
    if text.isascii() and text.isdecimal() and len(text) <= 10:
        found = queries.cards_of(session, [min(int(text), HIGHEST_ID)], locale)
        if found:
            return found
    return queries.suggest(session, text, locale)


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
