"""How the tests of understanding ask, and write down what was understood."""

from __future__ import annotations

from portal.listings.vocabulary import base_lexicon
from portal.search.understanding import Understood, understand

HALL, PARK, YANHU, YUNCHENG = "type=space", "type=park", "region=140802", "region=140800"


def asked(line: str, *as_words: str) -> Understood:
    return understand(line, base_lexicon(), as_words)


def written(understood: Understood) -> list[str]:
    """Conditions in short: "area>=5000", "type=space"."""
    signs = {"ge": ">=", "le": "<=", "eq": "=", "about": "~"}
    return [
        f"{c.field}{signs[c.op]}{c.value if isinstance(c.value, str) else format(c.value, '.8g')}"
        for c in understood.conditions
    ]


def short(field: str, value: float) -> str:
    return f"{field}{value:.8g}"
