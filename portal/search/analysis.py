"""Turning texts and questions into terms: the same for every engine.

Texts give pairs of characters, single characters, and words of other scripts. Questions are cut
into Chinese words as well, but these only say which pairs matter: pairs inside a word count more
than pairs that bridge two words. Measured (docs/decisions/search-analysis.md), this ranks better
than words in the index do, halves the index, and lets the vocabulary change without a rebuild.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from rjieba import Jieba

from portal.search.folding import fold
from portal.search.function_words import is_function_word
from portal.search.tokens import RUN, words

ANALYSIS_VERSION = "1"
"""Stands for everything that decides which terms a text gives; raise it when one changes."""

LONGEST_TEXT = 200
"""Characters of a question that are read."""

BRIDGING_WEIGHT = 0.4
CHARACTER_WEIGHT = 0.3
MOST_NAMES = 4


class Space(StrEnum):
    """Three kinds of terms, each with its own lengths: an English text makes no Chinese one long."""

    PAIR = "pair"
    CHARACTER = "character"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Analysed:
    """The terms of a text, in order and with repetitions."""

    bigrams: tuple[str, ...]
    characters: tuple[str, ...]
    words: tuple[str, ...]

    def by_space(self) -> dict[Space, tuple[str, ...]]:
        """Return the terms under the space that an index keeps them in."""
        return {
            Space.PAIR: self.bigrams,
            Space.CHARACTER: self.characters,
            Space.WORD: self.words,
        }


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a question.

    `weight` is what it counts for in ranking, `share` the part of the question (0 to 1) that a
    document answers by containing it. The shares of a question add up to 1.
    """

    space: Space
    text: str
    weight: float
    share: float


@dataclass(frozen=True, slots=True)
class Question:
    """A question as terms. `words` are for highlights.

    `names` is true for a few names and nothing else ("盐湖区 厂房"), false for a sentence.
    """

    terms: tuple[Term, ...]
    names: bool
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Concept:
    """One thing that a question names, found by all of `terms`; `words` are its readable parts.

    A document need not contain a `function` word, nor what is only the `unit` of a number.
    """

    terms: tuple[tuple[Space, str], ...]
    words: tuple[str, ...]
    weight: float = 1.0
    function: bool = False
    unit: bool = False

    @property
    def required(self) -> bool:
        return not (self.function or self.unit)


def analyse(text: str) -> Analysed:
    """Return the terms of a text of any length and any locale."""
    return analyse_folded(fold(text))


def analyse_folded(folded: str) -> Analysed:
    """Return the terms of a text that went through `fold` already."""
    runs = RUN.findall(folded)
    found = [part for word in words(folded) for part in _spellings(word.text, word.number)]
    return Analysed(
        bigrams=tuple(pair for run in runs for pair in _pairs(run)),
        characters=tuple("".join(runs)),
        words=tuple(found),
    )


class Analysis:
    """Understanding of questions, with a vocabulary: places, parks and industries that stay whole.

    The vocabulary may change without a rebuild, for texts are analysed without it.
    """

    def __init__(self, vocabulary: Iterable[str] = ()) -> None:
        self._jieba = Jieba()
        for word in sorted({fold(word).strip() for word in vocabulary} - {""}):
            self._jieba.add_word(word, None, None)

    def query_terms(self, text: str) -> Question:
        """Return the terms of a question, of which the first `LONGEST_TEXT` characters are read."""
        folded = fold(text[:LONGEST_TEXT])[:LONGEST_TEXT]
        concepts = self._concepts(folded)
        required = {c.terms: c for c in concepts if c.required} or {c.terms: c for c in concepts}
        readable = dict.fromkeys(word for c in required.values() for word in c.words)
        bridging = ((Space.PAIR, pair) for run in RUN.findall(folded) for pair in _pairs(run))
        return Question(
            terms=_weigh(concepts, list(required), bridging),
            names=len(required) <= MOST_NAMES and not any(c.function for c in concepts),
            words=tuple(readable),
        )

    def _concepts(self, folded: str) -> list[_Concept]:
        found: list[_Concept] = []
        taken: set[int] = set()
        for word in words(folded):
            parts = _spellings(word.text, word.number)
            function = is_function_word(folded[word.start : word.end])
            terms = tuple((Space.WORD, part) for part in parts)
            found.append(_Concept(terms, parts, function=function))
            taken.update(range(word.start, word.end))
        for run in RUN.finditer(folded):
            for part, start, end in self._jieba.tokenize(run[0]):
                unit = taken.issuperset(range(run.start() + start, run.start() + end))
                found.append(self._chinese(part, alone=part == run[0], unit=unit))
        return found

    def _chinese(self, word: str, alone: bool, unit: bool) -> _Concept:
        function = is_function_word(word) and not alone
        if len(word) == 1:
            weight = 1.0 if alone else 0.0 if function or unit else CHARACTER_WEIGHT
            return _Concept(((Space.CHARACTER, word),), (word,), weight, function, unit)
        parts = [part for part in self._jieba.cut_for_search(word) if len(part) > 1]
        pairs = dict.fromkeys((Space.PAIR, pair) for pair in _pairs(word))
        return _Concept(tuple(pairs), tuple(dict.fromkeys([word, *parts])), 1.0, function, unit)


def _pairs(run: str) -> list[str]:
    return [first + second for first, second in pairwise(run)]


def _spellings(word: str, number: str) -> tuple[str, ...]:
    return (word, number) if number and number != word else (word,)


def _weigh(
    concepts: Iterable[_Concept],
    required: list[tuple[tuple[Space, str], ...]],
    bridging: Iterable[tuple[Space, str]],
) -> tuple[Term, ...]:
    weights = dict.fromkeys(bridging, BRIDGING_WEIGHT)
    for concept in concepts:
        for term in concept.terms:
            weights[term] = max(weights.get(term, 0.0), concept.weight)
    shares = dict.fromkeys(weights, 0.0)
    for terms in required:
        for term in terms:
            shares[term] += 1 / (len(required) * len(terms))
    return tuple(
        Term(*term, weight, shares[term])
        for term, weight in weights.items()
        if weight or shares[term]
    )
