"""What the portal knows of its own language: names of things, synonyms, words that stay whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from portal.search.folding import fold


class Kind(StrEnum):
    """What a name names; the value is the name of the condition it gives."""

    TYPE = "type"
    REGION = "region"
    INDUSTRY = "industry"  # a division of GB/T 4754
    CHAIN = "chain"  # one of the city's key chains; its condition is called "industry" too


@dataclass(frozen=True, slots=True)
class Named:
    """A thing with a code, and every way people write its name, in any script and language.

    `within` holds the codes above it (a county's city), nearest first.
    """

    kind: Kind
    code: str
    spellings: tuple[str, ...]
    within: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lexicon:
    """Everything at one moment; a change on the desk gives a new one with another `version`.

    `synonyms` are groups of words that mean the same, both ways, over languages: the first of a
    group is the one that suggestions show. `words` are further words that stay whole: names of
    parks, products, policy terms.
    """

    named: tuple[Named, ...] = ()
    synonyms: tuple[tuple[str, ...], ...] = ()
    words: tuple[str, ...] = ()
    version: str = ""

    @cached_property
    def by_spelling(self) -> Mapping[str, tuple[Named, ...]]:
        """Folded spelling → what it may name."""
        found: dict[str, tuple[Named, ...]] = {}
        for named in self.named:
            for spelling in dict.fromkeys(map(fold, named.spellings)):
                found[spelling] = (*found.get(spelling, ()), named)
        return found

    @cached_property
    def groups(self) -> Mapping[str, tuple[str, ...]]:
        """Folded word → the other folded words of its groups, each once, in their order."""
        found: dict[str, dict[str, None]] = {}
        for group in self.synonyms:
            folded = list(dict.fromkeys(map(fold, group)))
            for word in folded:
                found.setdefault(word, {}).update(dict.fromkeys(w for w in folded if w != word))
        return {word: tuple(others) for word, others in found.items()}

    @cached_property
    def vocabulary(self) -> tuple[str, ...]:
        """Every word of the lexicon as it is written, each once, in a stable order."""
        spellings = (s for named in self.named for s in named.spellings)
        grouped = (word for group in self.synonyms for word in group)
        return tuple(dict.fromkeys((*spellings, *grouped, *self.words)))


EMPTY = Lexicon()
