"""Making texts comparable: width, case, script and invisible characters."""

import re
import unicodedata
from functools import lru_cache

from portal.core.scripts import to_simplified

# Unpaired surrogates, control and formatting characters (tab and line ends are kept: they separate
# words), among them NUL, zero-width joiners, direction marks and variation selectors.
INVISIBLE = re.compile(
    "[\ud800-\udfff\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)


def fold(text: str) -> str:
    """Return `text` as it is compared: NFKC, lower case, simplified script, nothing invisible.

    The length may change; `fold_in_place` keeps it.
    """
    visible = INVISIBLE.sub("", text)
    return to_simplified(unicodedata.normalize("NFKC", visible).casefold())


def fold_in_place(text: str) -> str:
    """Fold every character alone, so that offsets in the answer are offsets in `text`.

    A character whose folding is longer than one character stays as it is.
    """
    return "".join(map(_fold_character, text))


@lru_cache(maxsize=32768)
def _fold_character(character: str) -> str:
    if INVISIBLE.match(character):
        return character
    folded = fold(character)
    return folded if len(folded) == 1 else character
