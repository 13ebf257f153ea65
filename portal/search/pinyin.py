"""Pinyin: how Chinese names sound, and how people type that on a keyboard without Chinese."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise

from pypinyin import lazy_pinyin, load_phrases_dict
from pypinyin.constants import PINYIN_DICT
from pypinyin.contrib.tone_convert import to_normal

from portal.search.tokens import RUN

LONGEST_TYPED = 40
"""Letters of one typed word that are read as pinyin."""

NO_INITIAL = frozenset("aeiouv")
"""English words hold one of these nearly always, initials nearly never: the test that keeps
"gas" and "unit" words."""

MOST_READINGS = 3
LONGEST_SYLLABLE = 6

# What the package's phrases say wrongly of the words of this field.
EXCEPTIONS = {
    "行长": [["háng"], ["zhǎng"]],
    "长治": [["cháng"], ["zhì"]],
    "闻喜": [["wén"], ["xǐ"]],
}
load_phrases_dict(EXCEPTIONS)


@lru_cache(maxsize=8192)
def syllables(run: str) -> tuple[str, ...]:
    """Return the syllables of a run of Chinese, without tones; ü is written v."""
    return tuple(lazy_pinyin(run, errors="ignore"))


def spelling(text: str) -> str:
    """Return the full pinyin of the Chinese in `text`, in one word: 厂房 is "changfang"."""
    return "".join(syllable for run in RUN.findall(text) for syllable in syllables(run))


def initials(text: str) -> str:
    """Return the first letters of its syllables: 厂房 is "cf"."""
    return "".join(syllable[0] for run in RUN.findall(text) for syllable in syllables(run))


def sounds(folded: str) -> Iterator[str]:
    """Yield the terms of `Space.SOUND`: pairs of syllables, pairs of initials, single syllables."""
    for run in RUN.findall(folded):
        spoken = syllables(run)
        yield from (f"'{syllable}" for syllable in spoken)
        yield from joined(spoken)
        yield from abbreviated("".join(syllable[0] for syllable in spoken))


def joined(spoken: tuple[str, ...]) -> list[str]:
    """Return neighbouring syllables as terms."""
    return [f"{first}'{second}" for first, second in pairwise(spoken)]


def abbreviated(letters: str) -> list[str]:
    """Return neighbouring initials as terms."""
    return [first + second for first, second in pairwise(letters)]


@lru_cache(maxsize=4096)
def readings(typed: str) -> tuple[tuple[str, ...], ...]:
    """Return how typed letters fall into syllables, fewest first; none when they do not."""
    letters = re.sub(r"[^a-z]", "", typed)[:LONGEST_TYPED]
    if letters != typed.replace("'", ""):
        return ()
    best: list[list[tuple[str, ...]]] = [[()]]
    for end in range(1, len(letters) + 1):
        found = [
            (*before, letters[start:end])
            for start in range(max(0, end - LONGEST_SYLLABLE), end)
            if letters[start:end] in _known()
            for before in best[start]
        ]
        best.append(sorted(found, key=len)[:MOST_READINGS])
    return tuple(best[-1])


@cache
def _known() -> frozenset[str]:
    """Every syllable there is; a single letter is none (it would read everything)."""
    toned = {one for several in PINYIN_DICT.values() for one in several.split(",")}
    plain = {to_normal(one).replace("ü", "v") for one in toned}
    return frozenset(s for s in plain if s.isascii() and len(s) > 1) | {"a", "e"}
