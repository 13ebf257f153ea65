"""Which parts of an index become one at a commit."""

from __future__ import annotations

from collections.abc import Sequence

MOST_SMALL_PARTS = 8
SMALL_PART = 2000  # documents


def to_merge(living: Sequence[int]) -> list[int]:
    """Say which parts to merge, given how many documents live in each; none while few are small.

    So that a document is rewritten only a few times: the smallest four go, and every further one
    no larger than those before it together. Large parts stay until the next rebuild, which bounds
    the time of a commit.
    """
    small = sorted((i for i, n in enumerate(living) if n < SMALL_PART), key=living.__getitem__)
    if len(small) < MOST_SMALL_PARTS:
        return []
    total = count = 0
    while count < len(small) and (count < 4 or living[small[count]] <= total):
        total += living[small[count]]
        count += 1
    return small[:count]
