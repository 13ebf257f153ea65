"""What may have been meant where nothing was found: words that sound alike or are nearly spelt so."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator

from portal.search.folding import fold
from portal.search.lexicon import Lexicon
from portal.search.pinyin import spelling
from portal.search.tokens import RUN, stem

SHORTEST_ENGLISH = 4
LONG_ENGLISH = 6
"""From this length on two slips are forgiven, below it one."""

LONGEST_WINDOW = 8
Known = Callable[[str], bool]


class Correction:
    """The words of a lexicon by what they may be mistaken for."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._sounding: dict[str, str] = {}
        self._shaped: dict[tuple[int, str], list[str]] = defaultdict(list)
        self._words: set[str] = set()
        english: set[str] = set()
        for word in map(fold, lexicon.vocabulary):
            if RUN.fullmatch(word):
                self._add(word)
            else:
                english |= set(re.findall(r"[a-z]{4,}", word))
        # Hardly anybody mistypes the first letter, and most words are out by it.
        self._english: dict[str, list[str]] = defaultdict(list)
        for word in sorted(english):
            self._english[word[0]].append(word)
        self._stems = frozenset(map(stem, english))

    def _add(self, word: str) -> None:
        self._words.add(word)
        if len(word) > 1:
            self._sounding.setdefault(spelling(word), word)
        if len(word) > 2:
            for at in range(len(word)):
                self._shaped[at, word[:at] + word[at + 1 :]].append(word)

    def of(self, line: str, known: Known) -> str:
        """Return the folded line with unknown words replaced, or "" when there is nothing better.

        `known` says of a folded word, Chinese or not, that texts contain it.
        """
        folded = fold(line)
        spelt = re.sub(r"[a-z]{4,}", lambda m: self._english_for(m[0], known), folded)
        better = RUN.sub(lambda m: self._chinese_for(m[0], known), spelt)
        return better if better != folded else ""

    def _english_for(self, word: str, known: Known) -> str:
        if stem(word) in self._stems or known(stem(word)):
            return word
        most = 2 if len(word) >= LONG_ENGLISH else 1
        letters = frozenset(word)
        near = [
            (slips, other)
            for other in self._english.get(word[0], ())
            if abs(len(other) - len(word)) <= most
            and len(letters ^ frozenset(other)) <= 2 * most
            and (slips := distance(word, other, most)) <= most
        ]
        return min(near)[1] if near else word

    def _chinese_for(self, run: str, known: Known) -> str:
        for start, end in _windows(len(run)):
            window = run[start:end]
            if window in self._words:
                continue
            meant = self._sounding.get(spelling(window)) or self._alike(window)
            if meant and meant != window and not known(window):
                return (
                    self._chinese_for(run[:start], known)
                    + meant
                    + self._chinese_for(run[end:], known)
                )
        return run

    def _alike(self, window: str) -> str:
        """A word of the same length, at least three, with one other character."""
        for at in range(len(window)) if len(window) > 2 else ():
            for word in self._shaped.get((at, window[:at] + window[at + 1 :]), ()):
                return word
        return ""


def _windows(length: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches of a run, longest first."""
    for size in range(min(length, LONGEST_WINDOW), 1, -1):
        for start in range(length - size + 1):
            yield start, start + size


def distance(one: str, other: str, most: int) -> int:
    """Return the slips (insertion, omission, exchange, swap of neighbours) between two words.

    More than `most` of them are told as `most + 1`.
    """
    older: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            slips = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                slips = min(slips, older[j - 2] + 1)
            row.append(slips)
        if min(row) > most:
            return most + 1
        older, last = last, row
    return last[-1]
