"""The passage of a listing's text that answers a question best, for pages of hits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from portal.listings.cards import CardView
from portal.listings.models import ListingText
from portal.search.highlight import Snippet, snippet

WIDTHS = {"en": 210}  # characters; letters are narrower than Chinese characters
WIDTH = 120
READ = 20_000  # characters of a text; what stands further down is not quoted


def passages(
    session: Session, cards: Sequence[CardView], words: tuple[str, ...]
) -> Mapping[int, Snippet]:
    """The best passage of each card's own text, in the card's language; one query.

    The summary, where no word stands in the text. Only what is needed is read: a page of hits is
    made afresh for every question.
    """
    wanted = [(card.id, card.locale.segment) for card in cards]
    rows = session.execute(
        select(ListingText.listing_id, ListingText.body).where(
            tuple_(ListingText.listing_id, ListingText.locale).in_(wanted)
        )
    )
    bodies = {id: body for id, body in rows}  # noqa: C416 (rows are no pairs to the type checker)
    return {card.id: _passage(card, bodies.get(card.id, ""), words) for card in cards}


def _passage(card: CardView, body: str, words: tuple[str, ...]) -> Snippet:
    width = WIDTHS.get(card.locale.segment, WIDTH)
    found = snippet(f"{card.summary}\n\n{body}"[:READ], words, width)
    return found if found.spans or not card.summary else snippet(card.summary, (), width)
