"""Places in a line: the narrowest that are named, with what leads up to them."""

import re
from collections.abc import Iterator

from portal.search.lexicon import Kind
from portal.search.understanding.items import Item

_LEADING = re.compile(r"(?:在|位于|地处|(?<![a-z])(?:located in|based in|within|in|at|near))\s*$")
_LINK = re.compile(r"[\s,、/·-]*")
REACH = 12


def places(folded: str, parts: list[Item]) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and code of each place, narrow ones first.

    A place that lies around another one of the line ("运城市盐湖区") adds nothing and would widen
    what is found: it is a part of the narrower one's name where they stand together, and has the
    code "" elsewhere.
    """
    found = [(part, named) for part in parts if (named := part.named) and named.kind is Kind.REGION]
    around = {code for _, named in found for code in named.within}
    narrow = [(part, named) for part, named in found if named.code not in around]
    wide = [part for part, named in found if named.code in around]
    spans: list[tuple[int, int]] = []
    for part, named in narrow:
        start, end = _with_parents(folded, part, wide)
        spans.append((_with_preposition(folded, start), end))
        yield *spans[-1], named.code
    for part in wide:
        if not any(start <= part.start < end for start, end in spans):
            yield part.start, part.end, ""


def _with_parents(folded: str, part: Item, wide: list[Item]) -> tuple[int, int]:
    start, end = part.start, part.end
    for parent in reversed(wide):
        if parent.end <= start and _LINK.fullmatch(folded, parent.end, start):
            start = parent.start
    for parent in wide:
        if parent.start >= end and _LINK.fullmatch(folded, end, parent.start):
            end = parent.end
    return start, end


def _with_preposition(folded: str, start: int) -> int:
    from_ = max(0, start - REACH)
    match = _LEADING.search(folded[from_:start])
    return from_ + match.start() if match else start
