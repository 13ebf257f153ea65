"""Ten name cards on a sheet of A4, ready for print: the city, who it is, the link and its code.

All lengths are millimetres, from the lower left corner of the sheet or of a card. Everything
is drawn in black of the printing press (no grey made of four colours), as vectors.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from portal.core import pdf, qr
from portal.core.outlines import Typeface, typeface_for
from portal.enquiries.origins import typesetting
from portal.enquiries.origins.typesetting import ELLIPSIS, Lettering, Paragraph

SHEET_WIDTH, SHEET_HEIGHT = 210.0, 297.0
WIDTH, HEIGHT = 90.0, 54.0
COLUMNS, ROWS = 2, 5
LEFT = (SHEET_WIDTH - COLUMNS * WIDTH) / 2
BELOW = (SHEET_HEIGHT - ROWS * HEIGHT) / 2
EDGE = 6.0  # kept free at the rim of a card
CODE = 30.0  # the side of the QR code, its quiet zone not counted
MARK, GAP = 5.0, 2.0  # a crop mark's length, and how far from the cards it begins
ADDRESS = 2.9  # the size of the address
SMALLEST = 0.6  # of its size: how far a long line shrinks before it is cut
BLACK = "0 0 0 1 k 0 0 0 1 K"


@dataclass(frozen=True, slots=True)
class Card:
    """What stands on it; `name` is empty where the office speaks for itself."""

    city: str
    office: str
    name: str
    address: str  # what the code holds

    @property
    def shown(self) -> str:
        """The address as people type it."""
        return self.address.removeprefix("https://")


class StandIn:
    """The font that PDF readers bring along, where the machine has none to draw from."""

    def width(self, text: str, size: float) -> float:
        return pdf.song_width(text, size)

    def path(self, text: str, x: float, y: float, size: float) -> str:
        return pdf.song_text(text, x, y, size)


def lettering(card: Card, own_fonts: Path) -> Typeface | None:
    """A font of this machine that has all the card's letters, or None."""
    return typeface_for(card.city + card.office + card.name + card.shown + ELLIPSIS, own_fonts)


@lru_cache(maxsize=256)
def can_draw(card: Card, own_fonts: Path) -> bool:
    """Whether this machine has a font for it; remembered, for opening one takes long."""
    return lettering(card, own_fonts) is not None


def sheet(card: Card, letters: Lettering) -> bytes:
    """The PDF."""
    content = [BLACK, "0.1 w", *_crop_marks()]
    for column in range(COLUMNS):
        for row in range(ROWS):
            x, y = LEFT + column * WIDTH, BELOW + row * HEIGHT
            content += ["q", f"1 0 0 1 {x:.3f} {y:.3f} cm", pdf.STAMP, "Q"]
    title = f"{card.city} {card.shown}"
    drawn = "\n".join([BLACK, "0.1 w", *_card(card, letters)])
    return pdf.document("\n".join(content), drawn, SHEET_WIDTH, SHEET_HEIGHT, title)


def _card(card: Card, letters: Lettering) -> list[str]:
    room, top = WIDTH - 3 * EDGE - CODE, HEIGHT - EDGE
    drawn = [_line(letters, card.city, EDGE, top - 4.5, 4.6, room)]
    drawn.append(f"{EDGE} {top - 8.5} m {EDGE + 12} {top - 8.5} l S")
    said = [Paragraph(card.name, 5.4), Paragraph(card.office, 3.6)]
    words = said if card.name else [Paragraph(card.office, 4.6)]
    begins, ends = top - 12.0, EDGE + ADDRESS + 3.0
    for line in typesetting.column(letters, words, room, begins - ends):
        drawn.append(letters.path(line.text, EDGE, begins - line.below, line.size))
    drawn.append(_line(letters, card.shown, EDGE, EDGE, ADDRESS, WIDTH - 2 * EDGE))
    return [*drawn, *_code(card.address, WIDTH - EDGE - CODE, HEIGHT - EDGE)]


def _line(letters: Lettering, text: str, x: float, y: float, size: float, room: float) -> str:
    """One line, made smaller to fit the room; what does not fit then ends in an ellipsis."""
    wide = letters.width(text, size)
    if wide > room:
        size = max(size * room / wide, size * SMALLEST)
    return letters.path(typesetting.cut(letters, text, size, room), x, y, size)


def _code(address: str, left: float, top: float) -> Iterator[str]:
    """The dark squares, neighbours of a row as one rectangle, in a single filled path."""
    rows = qr.modules(address)
    side = CODE / len(rows)
    for number, row in enumerate(rows):
        y, start = top - (number + 1) * side, 0
        while start < len(row):
            end = start
            while end < len(row) and row[end]:
                end += 1
            if end > start:
                x, wide = left + start * side, (end - start) * side
                yield f"{x:.4f} {y:.4f} {wide:.4f} {side:.4f} re"
            start = end + 1
    yield "f"


def _crop_marks() -> Iterator[str]:
    """Outside the cards, at every cut."""
    right, top = LEFT + COLUMNS * WIDTH, BELOW + ROWS * HEIGHT
    for column in range(COLUMNS + 1):
        x = LEFT + column * WIDTH
        yield f"{x} {BELOW - GAP} m {x} {BELOW - GAP - MARK} l S"
        yield f"{x} {top + GAP} m {x} {top + GAP + MARK} l S"
    for row in range(ROWS + 1):
        y = BELOW + row * HEIGHT
        yield f"{LEFT - GAP} {y} m {LEFT - GAP - MARK} {y} l S"
        yield f"{right + GAP} {y} m {right + GAP + MARK} {y} l S"
