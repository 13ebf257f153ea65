"""Turning texts and questions into terms: the same for every engine.

Texts give pairs of characters, single characters, words of other scripts, and the sounds of titles.
Questions are cut into Chinese words as well, but these only say which pairs matter: pairs inside a
word count more than pairs that bridge two words. Measured (docs/decisions/0019), this ranks better
than words in the index do, halves the index, and lets the lexicon change without a rebuild.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from portal.search.folding import fold
from portal.search.lexicon import EMPTY, Lexicon
from portal.search.pieces import Piece, Pieces
from portal.search.pinyin import sounds
from portal.search.question import Choice, Question, Space, Term, Way
from portal.search.tokens import RUN, words
from portal.search.ways import Ways

ANALYSIS_VERSION = "2"
"""Stands for everything that decides which terms a text gives; raise it when one changes."""

LONGEST_TEXT = 200
"""Characters of a question that are read."""

BRIDGING_WEIGHT = 0.4
SOFT_WEIGHT = 0.5
MOST_NAMES = 4


@dataclass(frozen=True, slots=True)
class Analysed:
    """The terms of a text, in order and with repetitions."""

    bigrams: tuple[str, ...]
    characters: tuple[str, ...]
    words: tuple[str, ...]
    sounds: tuple[str, ...] = ()

    def by_space(self) -> dict[Space, tuple[str, ...]]:
        """Return the terms under the space that an index keeps them in."""
        return {
            Space.PAIR: self.bigrams,
            Space.CHARACTER: self.characters,
            Space.WORD: self.words,
            Space.SOUND: self.sounds,
        }


@dataclass(frozen=True, slots=True)
class Thing:
    """Words that name something listings carry as a facet: either answers, words or facet."""

    said: str
    facet: tuple[str, str]


def analyse(text: str) -> Analysed:
    """Return the terms of a text of any length and any locale."""
    return analyse_folded(fold(text))


def analyse_folded(folded: str) -> Analysed:
    """Return the terms of a text that went through `fold` already; `sounds` only `of_title`."""
    runs = RUN.findall(folded)
    found = [part for word in words(folded) for part in word.spellings]
    return Analysed(
        bigrams=tuple(pair for run in runs for pair in pairs(run)),
        characters=tuple("".join(runs)),
        words=tuple(found),
    )


def of_title(folded: str) -> Analysed:
    """Return the terms of a folded title: those of every text, and its sounds."""
    plain = analyse_folded(folded)
    return Analysed(plain.bigrams, plain.characters, plain.words, tuple(sounds(folded)))


def pairs(run: str) -> list[str]:
    """Return the pairs of neighbouring characters."""
    return [first + second for first, second in pairwise(run)]


class Analysis:
    """Understanding of the words of questions, with all that a lexicon knows.

    The lexicon may change without a rebuild, for texts are analysed without it.
    """

    def __init__(self, lexicon: Lexicon = EMPTY) -> None:
        self.lexicon = lexicon
        self._pieces = Pieces(lexicon)
        self._ways = Ways(lexicon)

    def words_of(self, folded: str) -> tuple[str, ...]:
        """Return the words of a folded question that a document has to contain."""
        return tuple(piece.key for piece in self._pieces.of(folded) if piece.required)

    def question(
        self,
        text: str,
        soft: str = "",
        things: Iterable[Thing] = (),
        phrase: str = "",
        leaning: Iterable[tuple[str, str]] = (),
    ) -> Question:
        """Return the question that `text` asks; its first `LONGEST_TEXT` characters are read.

        `soft` are words that need not be met but favour who does; `things` must be met, each by
        its words or by its facet. `phrase` is what a title may say exactly: the text unless given.
        Who carries a facet of `leaning` comes a little first.
        """
        folded = fold(text[:LONGEST_TEXT])[:LONGEST_TEXT]
        pieces = self._pieces.of(folded)
        named = [self._thing(thing) for thing in things]
        required = {p.terms: p for p in pieces if p.required} or {p.terms: p for p in pieces}
        share = 1 / max(len(required) + len(named), 1)
        chosen = {key: ways for key, piece in required.items() if (ways := self._ways.of(piece))}
        weights = _weights(pieces, folded)
        shares = _shares((key for key in required if key not in chosen), share)
        _add_soft(weights, self._pieces.of(fold(soft[:LONGEST_TEXT])))
        for key in chosen:
            for term in key:
                weights.pop(term, None)
        return Question(
            terms=tuple(
                Term(*term, weight, shares.get(term, 0.0))
                for term, weight in weights.items()
                if weight or shares.get(term)
            ),
            choices=(
                *(Choice(ways, share) for ways in chosen.values()),
                *(Choice(ways, share) for ways in named),
                *(Choice((Way(facet=facet),), 0.0) for facet in leaning),
            ),
            names=len(required) <= MOST_NAMES and not any(p.function for p in pieces),
            phrase=" ".join(fold(phrase[:LONGEST_TEXT] or folded).split()),
            words=self._readable(required.values(), chosen),
            spoken=bool(text.strip()),
        )

    def _thing(self, thing: Thing) -> tuple[Way, ...]:
        pieces = [p for p in self._pieces.of(fold(thing.said)) if p.required]
        terms = tuple(dict.fromkeys(term for piece in pieces for term in piece.terms))
        return (*self._ways.said(terms), Way(facet=thing.facet))

    def _readable(
        self,
        required: Iterable[Piece],
        chosen: dict[tuple[tuple[Space, str], ...], tuple[Way, ...]],
    ) -> tuple[str, ...]:
        """The words to highlight: of the question, then what else may stand for them."""
        found: dict[str, None] = {}
        for piece in required:
            found |= dict.fromkeys(piece.words)
            if piece.terms in chosen:
                found |= dict.fromkeys(self._ways.others(piece))
        return tuple(found)


def _weights(pieces: list[Piece], folded: str) -> dict[tuple[Space, str], float]:
    bridging = ((Space.PAIR, pair) for run in RUN.findall(folded) for pair in pairs(run))
    weights = dict.fromkeys(bridging, BRIDGING_WEIGHT)
    for piece in pieces:
        for term in piece.terms:
            weights[term] = max(weights.get(term, 0.0), piece.weight)
    return weights


def _shares(
    required: Iterable[tuple[tuple[Space, str], ...]], share: float
) -> dict[tuple[Space, str], float]:
    shares: dict[tuple[Space, str], float] = {}
    for terms in required:
        for term in terms:
            shares[term] = shares.get(term, 0.0) + share / len(terms)
    return shares


def _add_soft(weights: dict[tuple[Space, str], float], pieces: list[Piece]) -> None:
    for piece in pieces:
        for term in piece.terms:
            weights.setdefault(term, piece.weight * SOFT_WEIGHT)
