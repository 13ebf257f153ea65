"""Where the words of a question stand in a text, and the passage that shows them best.

Spans are offsets into the text as it was passed, so that the page can mark what the reader sees,
in the reader's script. Nothing here knows HTML.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

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
    merged: list[Span] = []
    for start, end, _ in sorted(_occurrences(fold_in_place(text), terms)):
        if merged and start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(end, merged[-1].end))
        else:
            merged.append(Span(start, end))
    return tuple(merged)


@dataclass(frozen=True, slots=True)
class Readable:
    """A text without its markup, and the same folded in place: made once, searched often."""

    plain: str
    folded: str

    @classmethod
    def of(cls, text: str) -> Readable:
        """From plain text or Markdown."""
        plain = strip_markdown(text)
        return cls(plain, fold_in_place(plain))

    def passage(self, terms: tuple[str, ...], width: int) -> Snippet:
        """Return the passage of about `width` characters that holds most different terms.

        Without any term in the text, the passage is its beginning.
        """
        start = _best_start(self, terms, width)
        end = _whole(self.plain, start, min(start + width, len(self.plain)))
        before = ELLIPSIS if start else ""
        after = ELLIPSIS if end < len(self.plain) else ""
        shown = before + self.plain[start:end].strip() + after
        return Snippet(shown, highlight(shown, terms))


def snippet(text: str, terms: tuple[str, ...], width: int = 120) -> Snippet:
    """Return the best passage of a text, from which Markdown is removed first."""
    return Readable.of(text).passage(terms, width)


def strip_markdown(text: str) -> str:
    """Return the words of a Markdown text on one line."""
    for pattern, replacement in _MARKUP:
        text = pattern.sub(replacement, text)
    return text.strip()


def _occurrences(folded: str, terms: Iterable[str]) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and term: Chinese anywhere, other words only as whole words."""
    spaced = set()
    for term in filter(None, dict.fromkeys(terms)):
        if RUN.fullmatch(term):
            at = folded.find(term)
            while at >= 0:
                yield at, at + len(term), term
                at = folded.find(term, at + 1)
        elif _beginning(term) in folded:
            spaced.add(term)
    if spaced:
        for word in words(folded):
            found = spaced.intersection((word.text, word.number))
            if found:
                yield word.start, word.end, max(found)


def _beginning(term: str) -> str:
    """What every form of a word begins with: policy and policies, 5000 and 5,000."""
    return term[:1] if term[0].isdigit() else term[:-1] or term


def _best_start(text: Readable, terms: tuple[str, ...], width: int) -> int:
    """Find the window by moving it over the occurrences; longer terms count for more."""
    found = sorted(_occurrences(text.folded, terms))
    inside: Counter[str] = Counter()
    best = value = start = last = 0
    for index, (first, _, leaving) in enumerate(found):
        while last < len(found) and found[last][1] <= first + width:
            term = found[last][2]
            value += 0 if inside[term] else len(term)
            inside[term] += 1
            last += 1
        if value > best:
            best, start = value, first
        if last == index:  # longer than the window, so never inside
            last += 1
            continue
        inside[leaving] -= 1
        value -= 0 if inside[leaving] else len(leaving)
    return _eased(text.plain, start, width)


def _whole(plain: str, start: int, end: int) -> int:
    """End before a word of letters or digits that would be cut, unless it is a very long one."""
    if end == len(plain):
        return end
    cut = re.search(r"[a-zA-Z0-9]{1,30}$", plain[start:end])
    within = re.match(r"[a-zA-Z0-9]", plain[end])
    return start + cut.start() if cut and within and cut.start() else end


def _eased(plain: str, start: int, width: int) -> int:
    """Begin a little before the first word, at the start of a clause or of a word if one is near."""
    if start <= width // 4 or len(plain) <= width:
        return 0
    earliest = start - width // 4
    lead = plain[earliest:start]
    breaks = [match.end() for match in re.finditer(r"[。！？；，、.!?;,]\s?|\s", lead)]
    return earliest + (breaks[0] if breaks else len(lead) // 2)
