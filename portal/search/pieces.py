"""Cutting a question into the things that it names."""

from collections.abc import Iterator
from dataclasses import dataclass

from rjieba import Jieba

from portal.search.folding import fold
from portal.search.function_words import is_function_word
from portal.search.lexicon import Lexicon
from portal.search.question import Space
from portal.search.tokens import RUN, Word, words

CHARACTER_WEIGHT = 0.3
LONGEST_PHRASE = 4
"""Words of another script that may make one name ("standard factory hall")."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing that a question names, found by all of `terms`; `words` are its readable parts.

    `key` is how the lexicon knows it. A document need not contain a `function` word, nor what is
    only the `unit` of a number.
    """

    key: str
    terms: tuple[tuple[Space, str], ...]
    words: tuple[str, ...]
    weight: float = 1.0
    function: bool = False
    unit: bool = False

    @property
    def required(self) -> bool:
        """Whether a document has to contain it."""
        return not (self.function or self.unit)


def key_of(folded: str) -> str:
    """Return how a word or phrase is known: Chinese as it is, other words in the singular."""
    return " ".join(word.text for word in words(folded)) or folded.strip()


class Pieces:
    """Cuts folded questions, keeping together what the lexicon knows as one word or phrase."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._jieba = Jieba()
        for word in sorted({fold(word).strip() for word in lexicon.vocabulary} - {""}):
            if RUN.fullmatch(word):
                self._jieba.add_word(word, None, None)
        self._phrases = frozenset(key_of(word) for word in lexicon.groups if not RUN.search(word))

    def of(self, folded: str) -> list[Piece]:
        """Return the pieces of a folded question: first words of other scripts, then Chinese."""
        spaced = list(words(folded))
        found = list(self._spaced(folded, spaced))
        taken = {at for word in spaced for at in range(word.start, word.end)}
        for run in RUN.finditer(folded):
            for part, start, end in self._jieba.tokenize(run[0]):
                unit = taken.issuperset(range(run.start() + start, run.start() + end))
                found.append(self._chinese(part, part == run[0], unit))
        return found

    def _spaced(self, folded: str, found: list[Word]) -> Iterator[Piece]:
        at = 0
        while at < len(found):
            length = self._phrase(folded, found, at)
            together = found[at : at + length]
            parts = tuple(dict.fromkeys(s for word in together for s in word.spellings))
            said = folded[together[0].start : together[-1].end]
            key = " ".join(word.text for word in together)
            terms = tuple((Space.WORD, part) for part in parts)
            yield Piece(key, terms, parts, function=is_function_word(said))
            at += length

    def _phrase(self, folded: str, found: list[Word], at: int) -> int:
        """Return how many words from `at` on the lexicon knows as one phrase; at least one."""
        for length in range(min(LONGEST_PHRASE, len(found) - at), 1, -1):
            together = found[at : at + length]
            between = folded[together[0].start : together[-1].end]
            if RUN.search(between):
                continue
            if " ".join(word.text for word in together) in self._phrases:
                return length
        return 1

    def _chinese(self, word: str, whole: bool, unit: bool) -> Piece:
        function = is_function_word(word) and not whole
        if len(word) == 1:
            weight = 1.0 if whole else 0.0 if function or unit else CHARACTER_WEIGHT
            return Piece(word, ((Space.CHARACTER, word),), (word,), weight, function, unit)
        parts = self._jieba.cut_for_search(word) if len(word) > 2 else ()
        neighbours = (word[i : i + 2] for i in range(len(word) - 1))
        terms = tuple((Space.PAIR, pair) for pair in dict.fromkeys(neighbours))
        said = dict.fromkeys([word, *(part for part in parts if len(part) > 1)])
        return Piece(word, terms, tuple(said), 1.0, function, unit)
