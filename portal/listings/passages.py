"""The passage of a listing's text that answers a question best, for pages of hits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from portal.listings.cards import CardView
from portal.listings.models import ListingText
from portal.search.highlight import Readable, Snippet

WIDTHS = {"en": 210}  # characters; letters are narrower than Chinese characters
WIDTH = 120
READ = 4000  # characters of a text; what stands further down is not quoted


@dataclass(frozen=True, slots=True)
class Told:
    """What a listing says in one language, ready to be quoted."""

    summary: Readable
    text: Readable  # the summary, then the body
    width: int  # characters of a passage

    def passage(self, words: tuple[str, ...]) -> Snippet:
        """The best passage; the summary, where no word stands in the text."""
        found = self.text.passage(words, self.width)
        return (
            found if found.spans or not self.summary.plain else self.summary.passage((), self.width)
        )


def told(session: Session, cards: Sequence[CardView]) -> Mapping[int, Told]:
    """What each card's own text says, in the card's language; one query."""
    wanted = [(card.id, card.locale.segment) for card in cards]
    rows = session.execute(
        select(ListingText.listing_id, ListingText.body).where(
            tuple_(ListingText.listing_id, ListingText.locale).in_(wanted)
        )
    )
    bodies = {id: body for id, body in rows}  # noqa: C416 (rows are no pairs to the type checker)
    return {card.id: _told(card, bodies.get(card.id, "")) for card in cards}


def _told(card: CardView, body: str) -> Told:
    text = Readable.of(f"{card.summary}\n\n{body}"[:READ])
    return Told(Readable.of(card.summary), text, WIDTHS.get(card.locale.segment, WIDTH))
