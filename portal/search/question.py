"""A question as an engine sees it: terms with weights, and what may stand for what.

A question names a few things. Each thing may be said in several ways ("厂房", "workshop", the type
itself); a document answers by any of them.
"""

from dataclasses import dataclass
from enum import StrEnum


class Space(StrEnum):
    """Kinds of terms, each with its own lengths: an English text makes no Chinese one long.

    `SOUND` holds the pinyin of titles: pairs of neighbouring syllables ("chang'fang"), pairs of
    initials ("cf"), and single syllables.
    """

    PAIR = "pair"
    CHARACTER = "character"
    WORD = "word"
    SOUND = "sound"


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a question.

    `weight` is what it counts for in ranking, `share` the part (0 to 1) of what is asked for that a
    document answers by containing it.
    """

    space: Space
    text: str
    weight: float
    share: float


@dataclass(frozen=True, slots=True)
class Way:
    """One way of saying a thing: by terms whose shares add up to 1, or by carrying a facet's value.

    `worth` (0 to 1) scales what it counts for in ranking: a synonym counts a little less. A `whole`
    way counts only where all its terms are: a part of a sound is none.
    """

    terms: tuple[Term, ...] = ()
    facet: tuple[str, str] | None = None
    worth: float = 1.0
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """A thing that several ways say; the best of them counts. `share` as in `Term`."""

    ways: tuple[Way, ...]
    share: float


@dataclass(frozen=True, slots=True)
class Question:
    """All that is asked for; the shares of `terms` and `choices` add up to 1, or there are none.

    A question of nothing but signs has no terms and still is no question for everything:
    `spoken` says that something was typed. Terms and choices without a share only favour who has
    them.
    `names` is true for a few names and nothing else ("盐湖区 厂房"), false for a sentence. `phrase`
    is the folded text, for titles that say exactly this. `words` are for highlights: what a reader
    would call the words of the question, their synonyms too.
    """

    terms: tuple[Term, ...] = ()
    choices: tuple[Choice, ...] = ()
    names: bool = True
    phrase: str = ""
    words: tuple[str, ...] = ()
    spoken: bool = False

    @property
    def blank(self) -> bool:
        """Whether nothing is asked for, so that every document answers."""
        asked = any(term.share for term in self.terms)
        return not (self.spoken or asked or any(choice.share for choice in self.choices))


EVERYTHING = Question()
