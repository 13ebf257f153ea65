"""What somebody may be typing: names and words of the lexicon, and titles of listings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

from sqlalchemy.orm import Session

from portal.core import reference
from portal.core.locales import Locale
from portal.core.scripts import to_traditional
from portal.listings import queries
from portal.listings.cards import CardView
from portal.listings.fields import clean
from portal.listings.wording import Finder
from portal.search.engine import IndexUnavailable, Query
from portal.search.folding import fold
from portal.search.lexicon import Kind, Named
from portal.search.pinyin import abbreviated, initials, joined, readings, spelling
from portal.search.question import Question, Space, Term
from portal.search.tokens import RUN

LONGEST = 60  # characters that are read
MOST_WORDS = 4  # of the lexicon, before the titles
TRIED = 12  # words that are looked up, for one that finds nothing helps nobody
LONGEST_INITIALS = 12
SHORTEST_PINYIN = 2


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`type_key` of a listing, or "type", "region", "industry", "term".

    `path` is what an address holds after the locale, quoted.
    """

    text: str
    type_key: str
    path: str


def suggest(
    session: Session, finder: Finder, typed: str, locale: Locale, limit: int = 8
) -> tuple[Suggestion, ...]:
    """Words that begin like this, in any script or in pinyin, then titles that hold it.

    While the index is away, titles alone, and only as they are spelt.
    """
    folded = " ".join(fold(clean(typed)[:LONGEST]).split())
    if not folded:
        return ()
    chinese = RUN.search(folded) is not None
    spelt = () if chinese else queries.suggest(session, folded, locale, limit)
    try:
        indexed = _indexed(session, finder, folded, locale)
        found = [*_words(finder, folded, locale), *_titles(spelt), *_titles(indexed)]
    except IndexUnavailable:
        found = _titles(queries.suggest(session, folded, locale, limit))
    each = {suggestion.text: suggestion for suggestion in reversed(found)}
    return tuple(reversed(each.values()))[:limit]


def _words(finder: Finder, folded: str, locale: Locale) -> list[Suggestion]:
    """Names and words of the lexicon that begin so and find something, the shortest first."""
    found: dict[str, Suggestion] = {}
    meant: set[str] = set()  # of words that mean the same, one is enough
    for word, written in _beginning(finder, folded, locale):
        suggestion = _suggestion(finder, word, written, locale)
        if word in meant or suggestion.text in found or fold(suggestion.text) == folded:
            continue
        if _finds(finder, suggestion.text):
            found[suggestion.text] = suggestion
            meant.update(finder.lexicon.groups.get(word, ()))
        if len(found) == MOST_WORDS:
            break
    return list(found.values())


def _beginning(finder: Finder, folded: str, locale: Locale) -> Iterator[tuple[str, str]]:
    """Words of the lexicon, folded and as written: as they are spelt, and as they sound.

    Who reads Chinese and types letters means their sound first.
    """
    spelt = [
        pair
        for pair in finder.folded_words
        if pair[0].startswith(folded) or f" {folded}" in pair[0]
    ]
    spelt = sorted(spelt, key=lambda pair: len(pair[0]))[:TRIED]
    long_enough = len(folded) >= SHORTEST_PINYIN
    sounding = finder.readings.starting(folded, TRIED) if long_enough else ()
    heard = [(word, word) for word in sounding]
    yield from (*spelt, *heard) if locale.segment == "en" else (*heard, *spelt)


def _suggestion(finder: Finder, word: str, written: str, locale: Locale) -> Suggestion:
    """The word as a search; names of places and industries as the reader knows them."""
    named = next(iter(finder.lexicon.by_spelling.get(word, ())), None)
    text = _name(named, locale) if named else ""
    if not text:
        text = to_traditional(written) if locale.segment == "zh-hant" else written
    return Suggestion(text, _kind(named), f"search?q={quote(text)}")


def _name(named: Named, locale: Locale) -> str:
    """The official name; a type of listing keeps the word that was typed for it."""
    lists = {
        Kind.REGION: reference.regions,
        Kind.INDUSTRY: reference.industries,
        Kind.CHAIN: reference.chains,
    }
    term = lists[named.kind]().get(named.code) if named.kind in lists else None
    return term.name(locale) if term else ""


def _kind(named: Named | None) -> str:
    if named is None:
        return "term"
    return "industry" if named.kind is Kind.CHAIN else str(named.kind.value)


def _finds(finder: Finder, text: str) -> bool:
    return finder.engine.search(Query(finder.analysis.question(text), limit=0)).total > 0


def _indexed(session: Session, finder: Finder, folded: str, locale: Locale) -> tuple[CardView, ...]:
    """Listings by the index: Chinese as it is written in titles, letters as these sound."""
    chinese = RUN.search(folded) is not None
    question = finder.analysis.question(folded) if chinese else _sounding(folded)
    if question is None:
        return ()
    hits = finder.engine.search(Query(question, limit=TRIED)).hits
    cards = queries.cards_of(session, [hit.id for hit in hits], locale)
    if chinese and locale.segment == "en":
        return cards  # their English titles say it otherwise
    return tuple(card for card in cards if _says(fold(card.title), folded.replace(" ", "")))


def _says(title: str, tight: str) -> bool:
    """Whether a folded title is spelt so somewhere, or sounds so, in full or by its initials."""
    letters = tight.replace("'", "")
    spelt = tight in title.replace(" ", "")
    return spelt or letters in spelling(title) or letters in initials(title)


def _sounding(folded: str) -> Question | None:
    """Letters as the sounds of titles: syllables as far as they are whole, else initials."""
    letters = folded.replace(" ", "").replace("'", "")
    if not (letters.isascii() and letters.isalpha() and len(letters) >= SHORTEST_PINYIN):
        return None
    for end in range(len(letters), len(letters) // 2, -1):
        for spoken in readings(letters[:end])[:1]:
            return _of_sounds(joined(spoken) or [f"'{spoken[0]}"])
    return _of_sounds(abbreviated(letters)) if len(letters) <= LONGEST_INITIALS else None


def _of_sounds(sounds: list[str]) -> Question:
    terms = tuple(dict.fromkeys(sounds))
    return Question(tuple(Term(Space.SOUND, term, 1.0, 1 / len(terms)) for term in terms))


def _titles(cards: Iterable[CardView]) -> list[Suggestion]:
    return [Suggestion(card.title, card.type.key, quote(card.path)) for card in cards]
