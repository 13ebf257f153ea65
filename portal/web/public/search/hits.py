"""Hits as a page shows them: words marked in the reader's own script, the best passage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from portal.listings import queries
from portal.listings.cards import CardView
from portal.listings.finding import Found
from portal.listings.passages import Told, told
from portal.search.folding import fold
from portal.search.highlight import Readable, Span
from portal.web.context import db, locale
from portal.web.public.fragments import CardParts, card_parts, fragments, public_state
from portal.web.public.templating import listing_url, text_lang


@dataclass(frozen=True, slots=True)
class HitShown:
    """A card whose title and passage have the words marked."""

    card: CardView
    parts: CardParts
    address: str
    lang: Markup  # where its text stands in for one in the reader's language
    title: Markup
    snippet: Markup
    pinned: bool


@dataclass(frozen=True, slots=True)
class Base:
    """What of a hit does not depend on the question."""

    card: CardView
    parts: CardParts
    address: str
    lang: Markup
    title: Readable
    told: Told


def hits(found: Found) -> list[HitShown]:
    """What the database still says of the listings found, in their order."""
    bases = _bases([hit.id for hit in found.result.hits])
    words = words_to_mark(found)
    return [_shown(base, words, base.card.id in found.pinned) for base in bases]


def _shown(base: Base, words: tuple[str, ...], pinned: bool) -> HitShown:
    title, passage = base.title, base.told.passage(words)
    return HitShown(
        base.card,
        base.parts,
        base.address,
        base.lang,
        marked(title.plain, title.spans(words)),
        marked(passage.text, passage.spans),
        pinned,
    )


def _bases(ids: list[int]) -> list[Base]:
    """Those of the listings that are public; two queries for those not kept."""
    state, shelf = public_state(), fragments()
    found: dict[int, Base] = {id: kept for id in ids if (kept := shelf.get(("hit", id, *state)))}
    missing = [id for id in ids if id not in found]
    cards = queries.cards_of(db(), missing, locale()) if missing else ()
    texts = told(db(), cards) if cards else {}
    for card in cards:
        base = _base(card, texts[card.id])
        shelf.put(("hit", card.id, *state), base)
        found[card.id] = base
    return [found[id] for id in ids if id in found]


def _base(card: CardView, told: Told) -> Base:
    title = Readable.exactly(card.title)
    return Base(card, card_parts(card), listing_url(card), text_lang(card), title, told)


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
