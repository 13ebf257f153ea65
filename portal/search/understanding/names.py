"""Finding names in a folded line: types, places, industries, chains, and words that stay whole.

The longest spelling wins, so that a name inside a longer word of the lexicon ("企业" in
"企业所得税") is not found. Chinese is matched inside compounds, other scripts at word borders.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from portal.search.folding import fold
from portal.search.lexicon import Kind, Lexicon, Named
from portal.search.tokens import RUN, UNSPACED, stem

LATIN = re.compile(rf"[^\W_{UNSPACED}]+")
_GAP = re.compile(r"\s+|-|’|'|&|\s*/\s*")
_ORDER = (Kind.TYPE, Kind.REGION, Kind.CHAIN, Kind.INDUSTRY)
LEXICONS_KEPT = 4


@dataclass(frozen=True, slots=True)
class Match:
    """A spelling from `start` up to, not including, `end`; `named` is None for a plain word."""

    start: int
    end: int
    named: Named | None


@dataclass(slots=True)
class Names:
    """A lexicon made ready for matching."""

    spellings: dict[str, Named | None] = field(default_factory=dict)
    phrases: dict[tuple[str, ...], Named | None] = field(default_factory=dict)
    lengths: dict[str, tuple[int, ...]] = field(default_factory=dict)
    phrase_lengths: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def within(self, folded: str, start: int, end: int) -> Iterator[Match]:
        """The spellings between two places, in order, none overlapping another.

        A run of Chinese is cut so that most of it is covered, then by the fewest words: "新材料产业园"
        is 新材料 and 产业园 although 新材料产业 is longer.
        """
        at = start
        while at < end:
            if run := RUN.match(folded, at, end):
                yield from self._cut(folded, at, run.end())
                at = run.end()
            elif word := LATIN.match(folded, at, end):
                match = self._latin(folded, at, end)
                if match:
                    yield match
                at = match.end if match else word.end()
            else:
                at += 1

    def _cut(self, folded: str, start: int, end: int) -> Iterator[Match]:
        """Cut one run; a spelling with Latin in it ("GMP车间") is not found within one."""
        best: dict[int, tuple[int, int, int]] = {end: (0, 0, 0)}
        for at in range(end - 1, start - 1, -1):
            covered, pieces, _ = best[at + 1]
            best[at] = (covered, pieces, 0)
            for length in reversed(self.lengths.get(folded[at], ())):
                if at + length <= end and folded[at : at + length] in self.spellings:
                    covered, pieces, _ = best[at + length]
                    option = (covered + length, pieces - 1, length)
                    best[at] = max(best[at], option, key=lambda cut: cut[:2])
        at = start
        while at < end:
            length = best[at][2]
            if length:
                yield Match(at, at + length, self.spellings[folded[at : at + length]])
            at += length or 1

    def _latin(self, folded: str, start: int, stop: int) -> Match | None:
        first = LATIN.match(folded, start, stop)
        lengths = self.phrase_lengths.get(stem(first[0]), ()) if first else ()
        if not lengths:
            return None
        ends = list(_ends(folded[:stop], start, lengths[0]))
        for length in lengths:
            if length <= len(ends):
                phrase = tuple(word for word, _ in ends[:length])
                if phrase in self.phrases:
                    return Match(start, ends[length - 1][1], self.phrases[phrase])
        return None


def names_of(lexicon: Lexicon) -> Names:
    """The lexicon made ready; kept for the few lexicons that were used last."""
    for kept, names in _ready:
        if kept is lexicon:
            return names
    names = _compile(lexicon)
    _ready.insert(0, (lexicon, names))
    del _ready[LEXICONS_KEPT:]
    return names


# By identity, for a hash of a lexicon would go through all its words at every question. Two threads
# may compile the same one at once: the work is done twice, nothing worse.
_ready: list[tuple[Lexicon, Names]] = []


def _compile(lexicon: Lexicon) -> Names:
    names = Names()
    for word in (*lexicon.groups, *map(fold, lexicon.words)):
        _add(names, word.strip(), None)
    for spelling, named in lexicon.by_spelling.items():
        _add(names, spelling.strip(), _preferred(named))
    names.lengths = _by_first((s[0], len(s)) for s in names.spellings)
    names.phrase_lengths = _by_first((p[0], len(p)) for p in names.phrases)
    return names


def _add(names: Names, folded: str, named: Named | None) -> None:
    if RUN.fullmatch(folded):
        names.spellings[folded] = named
    elif RUN.search(folded):
        return
    elif words := tuple(stem(match[0]) for match in LATIN.finditer(folded)):
        names.phrases[words] = named


def _by_first(firsts: Iterable[tuple[str, int]]) -> dict[str, tuple[int, ...]]:
    """By first character or word: the lengths that occur, longest first."""
    found: dict[str, set[int]] = {}
    for first, length in firsts:
        found.setdefault(first, set()).add(length)
    return {first: tuple(sorted(lengths, reverse=True)) for first, lengths in found.items()}


def _preferred(named: tuple[Named, ...]) -> Named:
    """Of several things of one name: by kind, and the wider before what is within it."""
    codes = {one.code for one in named}
    return min(
        named, key=lambda one: (_ORDER.index(one.kind), bool(codes.intersection(one.within)))
    )


def _ends(folded: str, start: int, most: int) -> Iterator[tuple[str, int]]:
    """The singular of each word of a phrase that begins at `start`, and where it ends."""
    match = LATIN.match(folded, start)
    for _ in range(most):
        if match is None:
            return
        yield stem(match[0]), match.end()
        gap = _GAP.match(folded, match.end())
        match = LATIN.match(folded, gap.end()) if gap else None
