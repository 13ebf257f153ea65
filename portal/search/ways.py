"""In how many ways a thing can be said: as it is, by synonyms, by its sound."""

import re
from collections.abc import Mapping
from dataclasses import replace

from portal.search.lexicon import Lexicon
from portal.search.pieces import Piece, key_of
from portal.search.pinyin import NO_INITIAL, abbreviated, joined, readings
from portal.search.question import Space, Term, Way
from portal.search.tokens import RUN, words

SYNONYM_WORTH = 0.8
SOUND_WORTH = 0.7
INITIALS_WORTH = 0.4
MOST_WAYS = 8
LONGEST_INITIALS = 8
FOREIGN = re.compile(r"[xqv]|zh|[ln]v")
"""How syllables begin that are no English word."""


class Ways:
    """The ways of saying a piece of a question, its own first."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._groups: Mapping[str, tuple[str, ...]] = {
            key_of(word): others for word, others in lexicon.groups.items()
        }

    def of(self, piece: Piece) -> tuple[Way, ...]:
        """Return all ways; none where nothing else may stand for the piece."""
        others = [way for other in self.others(piece) for way in self._written(other)]
        others += _sounding(piece)
        return (*self.said(piece.terms), *others)[:MOST_WAYS] if others else ()

    def others(self, piece: Piece) -> tuple[str, ...]:
        """Return the synonyms of a piece, folded."""
        return self._groups.get(piece.key, ())[: MOST_WAYS - 1]

    def said(self, terms: tuple[tuple[Space, str], ...]) -> tuple[Way, ...]:
        """Return the one way that needs all of `terms`."""
        return (_all_of(terms, 1.0),) if terms else ()

    def _written(self, folded: str) -> tuple[Way, ...]:
        found = {(Space.WORD, word.text): None for word in words(folded)}
        for run in RUN.findall(folded):
            pairs = (run[i : i + 2] for i in range(len(run) - 1))
            found |= {(Space.PAIR, pair): None for pair in pairs}
            if len(run) == 1:
                found[Space.CHARACTER, run] = None
        return (_all_of(tuple(found), SYNONYM_WORTH),) if found else ()


def _sounding(piece: Piece) -> tuple[Way, ...]:
    """Return how a word that may be pinyin sounds: its syllables, or each letter an initial."""
    typed = piece.key
    if piece.function or not (typed.isascii() and typed.isalpha() and len(typed) > 1):
        return ()
    found = [
        replace(_all_of(tuple((Space.SOUND, t) for t in joined(read)), SOUND_WORTH), whole=True)
        for read in readings(typed)
        if len(read) > 1
    ]
    if readings(typed) == ((typed,),) and FOREIGN.match(typed):
        found.append(_all_of(((Space.SOUND, f"'{typed}"),), SOUND_WORTH))
    if len(typed) <= LONGEST_INITIALS and not found and NO_INITIAL.isdisjoint(typed):
        terms = tuple((Space.SOUND, term) for term in dict.fromkeys(abbreviated(typed)))
        found.append(replace(_all_of(terms, INITIALS_WORTH), whole=True))
    return tuple(found)


def _all_of(terms: tuple[tuple[Space, str], ...], worth: float) -> Way:
    unique = tuple(dict.fromkeys(terms))
    return Way(tuple(Term(*term, 1.0, 1 / len(unique)) for term in unique), worth=worth)
