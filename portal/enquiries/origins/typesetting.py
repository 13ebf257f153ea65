"""Words set in a narrow column: broken into lines as print asks, and made smaller to fit.

Lengths are of any one unit; `size` is that of the letters' em.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

LEADING = 1.3  # from line to line, of the size
ASCENT = 0.88  # how far letters rise above their base line, of the size
GAP = 0.5  # between paragraphs, of the following one's size
STEP, SMALLEST = 0.96, 0.65  # how much smaller at a time, and at most, before words are cut
NARROWER = 0.97
ELLIPSIS = "…"
OPENING, CLOSING = "（《〈「『【“‘(", "）》〉」』】”’)，。、；：！？·・,.;:!?-"
BREAKS = " ·・-"  # where a line likes best to end
FIRST_OF_CHINESE = 0x2E80  # letters before it belong to words


class Lettering(Protocol):
    """Measures and draws words."""

    def width(self, text: str, size: float) -> float: ...

    def path(self, text: str, x: float, y: float, size: float) -> str: ...


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    size: float


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    size: float
    below: float  # its base line, under the top of the column


def column(
    letters: Lettering, paragraphs: Sequence[Paragraph], width: float, height: float
) -> Sequence[Line]:
    """Paragraphs under one another, all smaller alike until they fit; then the longest is cut."""
    scale = 1.0
    while True:
        sizes = [paragraph.size * scale for paragraph in paragraphs]
        set_in = [
            lines(letters, paragraph.text, size, width)
            for paragraph, size in zip(paragraphs, sizes, strict=True)
        ]
        if scale <= SMALLEST or (
            _height(set_in, sizes) <= height and _fit(letters, set_in, sizes, width)
        ):
            break
        scale *= STEP
    while _height(set_in, sizes) > height and max(map(len, set_in)) > 1:
        longest = max(set_in, key=len)
        longest[-2:] = [longest[-2] + ELLIPSIS]
    return list(_placed(letters, set_in, sizes, width))


def lines(letters: Lettering, text: str, size: float, width: float) -> list[str]:
    """As few lines as can be, of about the same length."""
    found = _greedy(letters, text, size, width)
    while len(found) > 1:
        width *= NARROWER
        even = _greedy(letters, text, size, width)
        if len(even) > len(found) or not all(_fits(letters, line, size, width) for line in even):
            break
        found = even
    return found


def cut(letters: Lettering, text: str, size: float, width: float) -> str:
    """Without its end where it is too long."""
    if _fits(letters, text, size, width):
        return text
    text = text.rstrip(ELLIPSIS)
    while text and not _fits(letters, text + ELLIPSIS, size, width):
        text = text[:-1]
    return text + ELLIPSIS


def _greedy(letters: Lettering, text: str, size: float, width: float) -> list[str]:
    found = []
    rest = text.strip()
    while not _fits(letters, rest, size, width):
        at = _break(rest, _most(letters, rest, size, width))
        if not rest[at:].strip():
            break
        found.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return [*found, rest]


def _most(letters: Lettering, text: str, size: float, width: float) -> int:
    """How many letters a line holds, at least one."""
    used = 0.0
    for number, letter in enumerate(text):
        used += letters.width(letter, size)
        if used > width:
            return max(number, 1)
    return len(text)


def _break(text: str, most: int) -> int:
    """Where the first line ends: never within a word, though it may be too long then."""
    allowed = [at for at in range(most, 0, -1) if _may_break(text, at)]
    liked = (at for at in allowed if 4 * at > 3 * most and _likes_to_break(text, at))
    after = (at for at in range(most + 1, len(text)) if _may_break(text, at))
    return next(liked, None) or (allowed[0] if allowed else next(after, len(text)))


def _likes_to_break(text: str, at: int) -> bool:
    return text[at - 1] in BREAKS or text[at] == " "


def _may_break(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at]
    if " " in (before, after):
        return True
    if before in OPENING or after in CLOSING:
        return False
    return before in BREAKS or not (_in_word(before) and _in_word(after))


def _in_word(letter: str) -> bool:
    return ord(letter) < FIRST_OF_CHINESE


def _fits(letters: Lettering, text: str, size: float, width: float) -> bool:
    return letters.width(text, size) <= width


def _fit(
    letters: Lettering, set_in: Sequence[Sequence[str]], sizes: Sequence[float], width: float
) -> bool:
    """Whether no single word is too long."""
    return all(
        _fits(letters, line, size, width)
        for found, size in zip(set_in, sizes, strict=True)
        for line in found
    )


def _height(set_in: Sequence[Sequence[str]], sizes: Sequence[float]) -> float:
    """From the top of the first letters to the last base line's descenders."""
    pairs = list(zip(set_in, sizes, strict=True))
    return sum(len(found) * size * LEADING for found, size in pairs) + GAP * sum(sizes[1:])


def _placed(
    letters: Lettering, set_in: Sequence[Sequence[str]], sizes: Sequence[float], width: float
) -> Iterator[Line]:
    below = 0.0
    for number, (found, size) in enumerate(zip(set_in, sizes, strict=True)):
        below += GAP * size if number else 0
        for line in found:
            yield Line(cut(letters, line, size, width), size, below + ASCENT * size)
            below += LEADING * size
