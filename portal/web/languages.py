"""The language of words that people typed, for the `lang` of the element that shows them."""

from __future__ import annotations

import re

from portal.core.scripts import to_simplified

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


def lang_of(text: str | None) -> str:
    """`zh-Hans` or `zh-Hant` where there are Chinese characters, `en` where there are none.

    A screen reader and the browser's choice of fonts go by it; a guess beats the page's own
    language, which says nothing of what a stranger wrote.
    """
    if not text or not _HAN.search(text):
        return "en"
    return "zh-Hans" if to_simplified(text) == text else "zh-Hant"
