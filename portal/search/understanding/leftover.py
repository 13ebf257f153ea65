"""What is left of a line as words when its conditions are taken out."""

import re

from portal.search.understanding.items import Item
from portal.search.understanding.reading import Reading
from portal.search.understanding.sentences import is_empty

# What tied a condition to the rest says nothing without it.
_AFTER_CONDITION = re.compile(r"^(?:[\s,，、。.;；:：·|/()（）【】\[\]「」《》“”]|的)+")
_BEFORE_CONDITION = re.compile(
    r"(?:[\s,，、。;；:：·|/()（）【】\[\]「」《》“”]|的|在|位于|带|有|(?<![a-z])(?:with|in|at|and|of|for|near|having))+$",
    re.IGNORECASE,
)


def leftover(reading: Reading, taken: list[tuple[int, int]], left: list[Item]) -> str:
    """The typed words outside the folded spans `taken`; `left` are the parts there."""
    if not taken:
        return " ".join(reading.typed.split())
    said = []
    at = 0
    for start, end in (*taken, (len(reading.folded), len(reading.folded))):
        if at < start and any(
            at <= p.start < start and not is_empty(reading.folded, p) for p in left
        ):
            said.append(_tidied(reading, at, start, len(reading.folded)))
        at = max(at, end)
    return " ".join(part for part in said if part)


def _tidied(reading: Reading, start: int, end: int, length: int) -> str:
    first, last = reading.typed_span(start, end)
    text = reading.typed[first:last]
    if start > 0:
        text = _AFTER_CONDITION.sub("", text)
    if end < length:
        text = _BEFORE_CONDITION.sub("", text)
    return " ".join(text.split())
