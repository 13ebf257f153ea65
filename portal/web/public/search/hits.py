"""Hits as a page shows them: words marked in the reader's own script, the best passage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from portal.listings import queries
from portal.listings.cards import CardView
from portal.listings.finding import Found
from portal.listings.passages import passages
from portal.search.folding import fold
from portal.search.highlight import Span, highlight
from portal.web.context import db, locale
from portal.web.public.fragments import CardParts, card_parts


@dataclass(frozen=True, slots=True)
class HitShown:
    """A card whose title and passage have the words marked."""

    card: CardView
    parts: CardParts
    title: Markup
    snippet: Markup
    pinned: bool


def hits(found: Found) -> list[HitShown]:
    """What the database still says of the listings found, in their order; two queries."""
    ids = [hit.id for hit in found.result.hits]
    cards = queries.cards_of(db(), ids, locale())
    words = words_to_mark(found)
    snippets = passages(db(), cards, words)
    return [
        HitShown(
            card,
            card_parts(card),
            marked(card.title, highlight(card.title, words)),
            marked(snippets[card.id].text, snippets[card.id].spans),
            card.id in found.pinned,
        )
        for card in cards
    ]


def words_to_mark(found: Found) -> tuple[str, ...]:
    """The words of the question; of its conditions, those that name something."""
    names = (fold(c.said) for c in found.understood.conditions if isinstance(c.value, str))
    return tuple(dict.fromkeys((*found.words, *names)))


def marked(text: str, spans: Sequence[Span]) -> Markup:
    """The text as HTML with the spans in `<mark>`."""
    parts: list[str] = []
    at = 0
    for span in spans:
        before, inside = escape(text[at : span.start]), escape(text[span.start : span.end])
        parts.append(f"{before}<mark>{inside}</mark>")
        at = span.end
    parts.append(escape(text[at:]))
    return Markup("".join(parts))  # noqa: S704 (each part is escaped)
