"""Where the words of a question stand in a text, and the passage that shows them best.

Spans are offsets into the text as it was passed, so that the page can mark what the reader sees,
in the reader's script. Nothing here knows HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from portal.search.folding import fold_in_place
from portal.search.tokens import RUN, words

ELLIPSIS = "…"
# What a reader of plain text should not meet: fences, images, link targets, tags, heading, quote
# and list marks, rules of tables, emphasis. A link keeps its text. Every repetition is bounded.
_MARKUP = (
    (re.compile(r"^\s{0,3}(?:`{3,}|~{3,}).{0,80}$", re.MULTILINE), " "),
    (re.compile(r"!?\[([^\[\]\n]{0,500})\]\([^()\n]{0,500}\)"), r"\1"),
    (re.compile(r"</?[a-zA-Z][^<>\n]{0,500}>"), " "),
    (re.compile(r"^\s{0,8}(?:#{1,6}|>|[-*+]|\d{1,3}\.)\s", re.MULTILINE), " "),
    (re.compile(r"^[\s|:\-=*_]{3,200}$", re.MULTILINE), " "),
    (re.compile(r"\*{1,3}|`|~~|\||(?<!\w)_{1,2}(?=\S)|(?<=\S)_{1,2}(?!\w)"), " "),
    (re.compile(r"\s+"), " "),
)
_CUT = re.compile(r"[a-zA-Z0-9]")
_LAST_WORD = re.compile(r"[a-zA-Z0-9]{1,30}$")
_BREAK = re.compile(r"[。！？；，、.!?;,]\s?|\s")

Occurrence: TypeAlias = tuple[int, int, str]
"""Start, end and term."""


@dataclass(frozen=True, slots=True)
class Span:
    """The characters from `start` up to, not including, `end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Snippet:
    """A passage of plain text, and the spans of the words in it."""

    text: str
    spans: tuple[Span, ...]


def highlight(text: str, terms: tuple[str, ...]) -> tuple[Span, ...]:
    """Return where `terms` (`Result.terms`) stand in `text`: in order, none touching another."""
    return Readable.exactly(text).spans(terms)


@dataclass(frozen=True, slots=True)
class Readable:
    """A text without its markup, and the same folded in place: made once, searched often."""

    plain: str
    folded: str

    @classmethod
    def of(cls, text: str) -> Readable:
        """From plain text or Markdown."""
        return cls.exactly(strip_markdown(text))

    @classmethod
    def exactly(cls, plain: str) -> Readable:
        """From a text without markup."""
        return cls(plain, fold_in_place(plain))

    def spans(self, terms: tuple[str, ...]) -> tuple[Span, ...]:
        """Return where the terms stand: in order, none touching another."""
        return _joined(_occurrences(self.folded, terms), 0)

    def passage(self, terms: tuple[str, ...], width: int) -> Snippet:
        """Return the passage of about `width` characters that holds most different terms.

        Without any term in the text, the passage is its beginning.
        """
        found = _occurrences(self.folded, terms)
        start = _eased(self.plain, _best_start(found, width), width)
        end = _whole(self.plain, start, min(start + width, len(self.plain)))
        before = ELLIPSIS if start else ""
        after = ELLIPSIS if end < len(self.plain) else ""
        start, end = _trimmed(self.plain, start, end)
        inside = [one for one in found if start <= one[0] and one[1] <= end]
        spans = _joined(inside, len(before) - start)
        return Snippet(before + self.plain[start:end] + after, spans)


def snippet(text: str, terms: tuple[str, ...], width: int = 120) -> Snippet:
    """Return the best passage of a text, from which Markdown is removed first."""
    return Readable.of(text).passage(terms, width)


def strip_markdown(text: str) -> str:
    """Return the words of a Markdown text on one line."""
    for pattern, replacement in _MARKUP:
        text = pattern.sub(replacement, text)
    return text.strip()


def _occurrences(folded: str, terms: tuple[str, ...]) -> list[Occurrence]:
    """Return where the terms stand, in order: Chinese anywhere, other words only as whole words."""
    found: list[Occurrence] = []
    unspaced, spaced = _told_apart(terms)
    for term in unspaced:
        at = folded.find(term)
        while at >= 0:
            found.append((at, at + len(term), term))
            at = folded.find(term, at + 1)
    wanted = {term for term, beginning in spaced if beginning in folded}
    if wanted:
        for word in words(folded):
            if word.text in wanted or word.number in wanted:
                term = max(wanted.intersection((word.text, word.number)))
                found.append((word.start, word.end, term))
    found.sort()
    return found


@lru_cache(maxsize=256)
def _told_apart(terms: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """The terms of scripts without blanks, then the others with what every form of them begins."""
    unique = [term for term in dict.fromkeys(terms) if term]
    unspaced = tuple(filter(RUN.fullmatch, unique))
    return unspaced, tuple((t, _beginning(t)) for t in unique if t not in unspaced)


def _beginning(term: str) -> str:
    """What every form of a word begins with: policy and policies, 5000 and 5,000."""
    return term[:1] if term[0].isdigit() else term[:-1] or term


def _joined(found: Iterable[Occurrence], offset: int) -> tuple[Span, ...]:
    """The places of occurrences, `offset` further on; those that touch become one."""
    merged: list[tuple[int, int]] = []
    for start, end, _ in found:
        if merged and start <= merged[-1][1]:
            start, before = merged.pop()
            end = max(end, before)
        merged.append((start, end))
    return tuple(Span(start + offset, end + offset) for start, end in merged)


def _best_start(found: Sequence[Occurrence], width: int) -> int:
    """Find the window by moving it over the occurrences; longer terms count for more."""
    inside = dict.fromkeys([term for _, _, term in found], 0)
    most = sum(map(len, inside))
    best = value = start = last = 0
    for index, (first, _, leaving) in enumerate(found):
        while last < len(found) and found[last][1] <= first + width:
            term = found[last][2]
            value += 0 if inside[term] else len(term)
            inside[term] += 1
            last += 1
        if value > best:
            best, start = value, first
            if best == most:
                break
        if last == index:  # longer than the window, so never inside
            last += 1
            continue
        inside[leaving] -= 1
        value -= 0 if inside[leaving] else len(leaving)
    return start


def _whole(plain: str, start: int, end: int) -> int:
    """End before a word of letters or digits that would be cut, unless it is a very long one."""
    if end == len(plain) or not _CUT.match(plain, end):
        return end
    cut = _LAST_WORD.search(plain, start, end)
    return cut.start() if cut and cut.start() > start else end


def _trimmed(plain: str, start: int, end: int) -> tuple[int, int]:
    """Leave out blanks at both ends."""
    shown = plain[start:end]
    return start + len(shown) - len(shown.lstrip()), end - len(shown) + len(shown.rstrip())


def _eased(plain: str, start: int, width: int) -> int:
    """Begin a little before the first word, at the start of a clause or of a word if one is near."""
    if start <= width // 4 or len(plain) <= width:
        return 0
    earliest = start - width // 4
    clause = _BREAK.search(plain, earliest, start)
    return clause.end() if clause else (earliest + start) // 2
