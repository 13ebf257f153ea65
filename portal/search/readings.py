"""Reading typed letters as the Chinese words of the lexicon: "bzh cf" is 标准化 厂房."""

import re
from collections.abc import Callable, Iterator, Mapping

from portal.search.folding import fold
from portal.search.function_words import is_function_word
from portal.search.lexicon import Lexicon
from portal.search.pinyin import NO_INITIAL, initials, readings, spelling
from portal.search.tokens import RUN, stem

LETTERS = re.compile(r"(?<![^\W_])(?<!\d )[A-Za-z']{2,40}(?![^\W_])")
"""A word of letters; what follows a number is its unit."""

UNITS = frozenset(
    [
        "sq",
        "ft",
        "feet",
        "foot",
        "sqm",
        "sqft",
        "mu",
        "ha",
        "km",
        "kg",
        "kn",
        "kva",
        "mva",
        "kw",
        "mw",
        "kwh",
        "rmb",
        "cny",
        "usd",
        "hkd",
    ]
)
LONGEST_INITIALS = 10
Known = Callable[[str], bool]


class Readings:
    """The Chinese words of a lexicon by their full pinyin and by their initials.

    Where several words sound alike, the one named first in the lexicon is meant.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._full: dict[str, str] = {}
        self._initials: dict[str, str] = {}
        english: set[str] = set()
        for word in lexicon.vocabulary:
            folded = fold(word)
            if RUN.fullmatch(folded) and len(folded) > 1:
                self._full.setdefault(spelling(folded), folded)
                self._initials.setdefault(initials(folded), folded)
            else:
                english |= {stem(part) for part in re.findall(r"[a-z]+", folded)}
        self.english: frozenset[str] = frozenset(english)

    def resolve(self, line: str, known: Known) -> str:
        """Return the line with every pinyin word replaced by the Chinese it stands for.

        `known` says of a folded word of letters that texts contain it: such a word stays.
        """
        return LETTERS.sub(lambda match: self._read(match[0], known) or match[0], _joined(line))

    def starting(self, typed: str, limit: int) -> tuple[str, ...]:
        """Return words that begin as the typed letters do, the shortest first."""
        letters = fold(typed).replace("'", "").replace(" ", "")
        if not (letters.isascii() and letters.isalpha()):
            return ()
        found = (*self._beginning(letters, self._full), *self._beginning(letters, self._initials))
        return tuple(dict.fromkeys(sorted(found, key=len)))[:limit]

    def _beginning(self, letters: str, table: Mapping[str, str]) -> Iterator[str]:
        return (word for key, word in table.items() if key.startswith(letters))

    def _read(self, typed: str, known: Known) -> str:
        letters = typed.lower().replace("'", "")
        if (
            letters in UNITS
            or stem(letters) in self.english
            or is_function_word(letters)
            or known(letters)
        ):
            return ""
        if any(len(read) > 1 for read in readings(letters)):
            return self._compound(letters, self._full)
        if NO_INITIAL.isdisjoint(letters) and len(letters) <= LONGEST_INITIALS:
            return self._compound(letters, self._initials)
        return ""

    def _compound(self, letters: str, table: Mapping[str, str]) -> str:
        """Return the fewest words whose keys make up all the letters, or nothing.

        Nearly any letters fall into pairs that are some word's initials: that says nothing.
        """
        best: list[tuple[str, ...] | None] = [()]
        for end in range(1, len(letters) + 1):
            found = [
                (*before, table[letters[start:end]])
                for start in range(end - 1)
                if (before := best[start]) is not None and letters[start:end] in table
            ]
            best.append(min(found, key=len, default=None))
        read = best[-1] or ()
        return "".join(read) if len(read) == 1 or max(map(len, read), default=0) > 2 else ""


def _joined(line: str) -> str:
    """Close the blanks between syllables typed apart: "chang fang" is "changfang"."""
    parts = re.split(r"(\s+)", line)
    for at in range(2, len(parts), 2):
        if _syllable(parts[at]) and _syllable(re.split(r"\s", parts[at - 2])[-1]):
            parts[at - 1] = "'"
            parts[at] = parts[at].lower()
    return "".join(parts)


def _syllable(word: str) -> bool:
    return len(word) > 1 and any(len(read) == 1 for read in readings(word.lower()))
