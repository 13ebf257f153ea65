"""The words that the search knows at this moment: those of the content, and what staff changed."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from sqlalchemy.orm import Session

from portal.listings.generations import numbers
from portal.listings.vocabulary import base_lexicon
from portal.search import curation
from portal.search.analysis import Analysis, analyse_folded
from portal.search.correction import Correction
from portal.search.curation import Curated, Pin
from portal.search.engine import Engine
from portal.search.folding import fold
from portal.search.lexicon import Lexicon
from portal.search.readings import Readings


@dataclass(frozen=True)
class Finder:
    """An engine, and everything that a lexicon gives to understand questions with."""

    engine: Engine
    lexicon: Lexicon
    pins: Mapping[str, Pin] = field(default_factory=dict)

    @cached_property
    def analysis(self) -> Analysis:
        return Analysis(self.lexicon)

    @cached_property
    def readings(self) -> Readings:
        return Readings(self.lexicon)

    @cached_property
    def folded_words(self) -> tuple[tuple[str, str], ...]:
        """Every word of the lexicon, folded and as it is written; of those alike the first."""
        return tuple({fold(word): word for word in reversed(self.lexicon.vocabulary)}.items())

    @cached_property
    def words_with(self) -> Mapping[str, tuple[tuple[str, str], ...]]:
        """Words of the lexicon, folded and as written, by each pair of characters or word in them."""
        found: dict[str, dict[str, str]] = {}
        for folded, word in self.folded_words:
            analysed = analyse_folded(folded)
            for part in (*analysed.bigrams, *analysed.words):
                found.setdefault(part, {})[folded] = word
        return {part: tuple(words.items()) for part, words in found.items()}

    @cached_property
    def correction(self) -> Correction:
        return Correction(self.lexicon)


class Finders:
    """The finder of this moment, made anew when staff have changed a word; safe between threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._kept: tuple[int, Finder] | None = None
        self._making = threading.Lock()

    def current(self, session: Session) -> Finder:
        """The finder for what the desk says now; one query while nothing has changed."""
        number = numbers(session).get(curation.GENERATION, 0)
        kept = self._kept
        if kept is None or kept[0] != number:
            with self._making:
                kept = (number, self._made(session))
                self._kept = kept
        return kept[1]

    def _made(self, session: Session) -> Finder:
        lexicon = with_curated(base_lexicon(), curation.curated(session))
        finder = Finder(self._engine, lexicon, curation.pins(session))
        for ready in (finder.analysis, finder.readings, finder.correction, finder.words_with):
            assert ready is not None  # made here, not in the middle of somebody’s search
        return finder


def with_curated(base: Lexicon, curated: Curated) -> Lexicon:
    """A lexicon with the desk’s groups and words added, and what it switched off taken out."""
    kept = (g for g in base.synonyms if fold(g[0]) not in curated.switched_off)
    words = (w for w in base.words if fold(w) not in curated.words_off)
    return replace(
        base,
        synonyms=(*curated.synonyms, *kept),
        words=tuple(dict.fromkeys((*curated.words, *words))),
    )
