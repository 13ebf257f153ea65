"""A typed line made comparable, with the way back to what was typed."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from portal.core.scripts import to_simplified
from portal.search.folding import INVISIBLE, fold


@dataclass(frozen=True, slots=True)
class Reading:
    """A line as typed and folded; `origin` holds for each folded character the place it came from.

    One typed character may give several folded ones (㎡ gives "m2") or none (direction marks).
    """

    typed: str
    folded: str
    origin: tuple[int, ...]

    def typed_span(self, start: int, end: int) -> tuple[int, int]:
        """The typed characters behind the folded ones from `start` up to, not including, `end`."""
        return self.origin[start], self.origin[end - 1] + 1


def read(typed: str) -> Reading:
    """Fold a line character by character, then its script as a whole."""
    pieces = [(_folded(character), at) for at, character in enumerate(typed)]
    folded = "".join(piece for piece, _ in pieces)
    origin = tuple(at for piece, at in pieces for _ in piece)
    simplified = to_simplified(folded)
    return Reading(typed, simplified if len(simplified) == len(folded) else folded, origin)


@lru_cache(maxsize=32768)
def _folded(character: str) -> str:
    """Whatever its script, a character folds to one of the same script, line ends to blanks."""
    if INVISIBLE.match(character):
        return ""
    if character.isspace():
        return " "
    plain = unicodedata.normalize("NFKC", character).casefold()
    return plain if len(fold(character)) == len(plain) else fold(character)
