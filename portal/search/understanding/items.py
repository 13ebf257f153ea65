"""Cutting a folded line into what it is made of, in order."""

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from portal.search.function_words import FIRST_CHARACTERS, is_function_word
from portal.search.lexicon import Kind, Named
from portal.search.tokens import RUN, UNSPACED
from portal.search.understanding.names import LATIN, Match, Names


class Sort(StrEnum):
    """What a part of a line is."""

    TAKEN = "taken"  # belongs to a figure or a date
    NAME = "name"  # something with a code
    WORD = "word"  # a word that the lexicon keeps whole
    OFFER = "offer"  # 出租, for sale: says that a thing is to be had, not which
    FUNCTION = "function"  # carries a sentence
    PLAIN = "plain"  # anything else that can be searched for
    BREAK = "break"  # a blank or a mark


@dataclass(frozen=True, slots=True)
class Item:
    """The folded characters from `start` up to, not including, `end`."""

    sort: Sort
    start: int
    end: int
    match: Match | None = None

    @property
    def named(self) -> Named | None:
        """The thing with a code that it names."""
        return self.match.named if self.match else None

    @property
    def kind(self) -> Kind | None:
        """The kind of the thing that it names."""
        return self.named.kind if self.named else None


_OFFERS = "出租|出售|租售|招租|转让|求租|求购|租赁|现房|信息|列表|大全|汇总|推荐|出让"
_OFFER = re.compile(rf"{_OFFERS}|(?:(?:for|to) (?:rent|sale|lease|let)|available|wanted)(?![a-z])")
# Single characters that hardly ever are a part of a word, and phrases that make a sentence. Others
# of the function words stand in many words: 能源, 有色, 在建.
_TELLING = frozenset("的吗呢哪谁您你我是找")
_ASKED = "多少|如何|怎么|想租|想买|想在|想要|我想|需要|有没有|有吗|支持吗|请问|了解|介绍一下"
_ASKING = re.compile(_ASKED)
_LONGEST_FUNCTION = 4
_FIRST = FIRST_CHARACTERS.union(_TELLING, (word[0] for word in f"{_OFFERS}|{_ASKED}".split("|")))
_PLAIN = re.compile(f"(?:(?![{''.join(sorted(_FIRST))}])[{UNSPACED}])+")
"""Chinese of which no character begins any of these."""


def items(folded: str, names: Names, known: Mapping[int, Item]) -> list[Item]:
    """Cut a folded line, of which the parts `known` (by their start) are settled already."""
    settled = dict(known)
    at = 0
    for start in (*sorted(known), len(folded)):
        for match in names.within(folded, at, start):
            sort = Sort.NAME if match.named else Sort.WORD
            if sort is Sort.WORD and _OFFER.fullmatch(folded, match.start, match.end):
                sort = Sort.OFFER
            settled[match.start] = Item(sort, match.start, match.end, match)
        at = max(at, known[start].end if start in known else start)
    return _with_rest(folded, settled)


def _with_rest(folded: str, settled: Mapping[int, Item]) -> list[Item]:
    """The settled parts and what lies between them, neighbouring plain words as one."""
    found: list[Item] = []
    starts = sorted(settled)
    at = 0
    while at < len(folded):
        after = bisect_right(starts, at)
        stop = starts[after] if after < len(starts) else len(folded)
        item = settled.get(at) or _next(folded, at, stop)
        if item.sort is Sort.PLAIN and found and _continues(found[-1], item):
            item = Item(Sort.PLAIN, found.pop().start, item.end)
        found.append(item)
        at = item.end
    return found


def _next(folded: str, at: int, stop: int) -> Item:
    """The part that begins at `at` and ends at `stop` at the latest."""
    character = folded[at]
    if not (character.isalnum() or RUN.match(character)):
        return Item(Sort.BREAK, at, at + 1)
    if plain := _PLAIN.match(folded, at, stop):
        return Item(Sort.PLAIN, at, plain.end())
    if offer := _OFFER.match(folded, at, stop):
        return Item(Sort.OFFER, at, offer.end())
    if length := _function(folded, at, stop):
        return Item(Sort.FUNCTION, at, at + length)
    latin = LATIN.match(folded, at, stop)
    end = latin.end() if latin else at + 1
    return Item(Sort.FUNCTION if latin and is_function_word(latin[0]) else Sort.PLAIN, at, end)


def _function(folded: str, at: int, stop: int) -> int:
    """The length of the function word that begins at `at`, or 0."""
    if asking := _ASKING.match(folded, at, stop):
        return asking.end() - at
    for length in range(min(_LONGEST_FUNCTION, stop - at), 1, -1):
        word = folded[at : at + length]
        if is_function_word(word) and RUN.fullmatch(word):
            return length
    return 1 if folded[at] in _TELLING else 0


def _continues(before: Item, item: Item) -> bool:
    return before.sort is Sort.PLAIN and before.end == item.start
