"""Asking the search from the desk: as readers do, or with words that are not saved yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from portal.listings import queries
from portal.listings.cards import CardView
from portal.listings.finding import Asked, Found, find
from portal.listings.vocabulary import base_lexicon
from portal.listings.wording import Finder, with_curated
from portal.search.curation import Curated, curated
from portal.search.folding import fold
from portal.web.context import db, locale, runtime

TITLES = 5
MOST_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Glance:
    """How many listings a question finds, and the first of them."""

    total: int
    cards: tuple[CardView, ...]
    degraded: bool  # the index is away


@dataclass(frozen=True, slots=True)
class Compared:
    """A question before and after a change of words."""

    question: str
    before: Glance
    after: Glance

    @property
    def new(self) -> frozenset[int]:
        """Of the first listings after the change, those that did not stand there before."""
        return frozenset(_ids(self.after)) - frozenset(_ids(self.before))

    @property
    def same(self) -> bool:
        told = (self.before.total, _ids(self.before)) == (self.after.total, _ids(self.after))
        return told and not self.before.degraded


def ask(question: str, limit: int) -> Found:
    """What readers find now."""
    return find(db(), runtime().finder(db()), Asked(question, limit=limit))


def cards_by_id(ids: Iterable[int]) -> Mapping[int, CardView]:
    """Cards of those that are public, in the reader's language."""
    return {card.id: card for card in queries.cards_of(db(), list(ids), locale())}


def compare(questions: Sequence[str], changed: Curated) -> list[Compared]:
    """What the first `MOST_EXAMPLES` questions find now, and with the words so changed."""
    now = runtime().finder(db())
    then = Finder(runtime().engine, with_curated(base_lexicon(), changed))
    asked = list(dict.fromkeys(questions))[:MOST_EXAMPLES]
    return [Compared(one, _glance(now, one), _glance(then, one)) for one in asked]


def with_group(
    words: Sequence[str], active: bool, replaces: str | None, was: Sequence[str]
) -> Curated:
    """The words of the desk as they are, with one group put in the place of the group `was`."""
    standing = curated(db())
    kept = tuple(group for group in standing.synonyms if list(group) != list(was))
    off = standing.switched_off | ({replaces} if replaces else set())
    added = (tuple(words),) if active else ()
    return replace(standing, synonyms=(*kept, *added), switched_off=off)


def with_word(word: str, active: bool, was: str) -> Curated:
    """The words of the desk as they are, with one word in the place of the word `was`."""
    standing, folded = curated(db()), {fold(word), fold(was)}
    words = tuple(w for w in standing.words if fold(w) not in folded)
    off = standing.words_off - folded
    if active:
        return replace(standing, words=(*words, word), words_off=off)
    return replace(standing, words=words, words_off=off | {fold(word)})


def _glance(finder: Finder, question: str) -> Glance:
    found = find(db(), finder, Asked(question, limit=TITLES))
    ids = [hit.id for hit in found.result.hits][:TITLES]
    return Glance(found.result.total, queries.cards_of(db(), ids, locale()), found.degraded)


def _ids(glance: Glance) -> list[int]:
    return [card.id for card in glance.cards]
