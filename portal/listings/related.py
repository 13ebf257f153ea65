"""Further words to search for: those of the lexicon that hold a word of the question."""

from __future__ import annotations

from portal.listings.wording import Finder
from portal.search.folding import fold
from portal.search.tokens import RUN

MOST = 12  # a page shows those of its own language


def related(finder: Finder, words: str) -> tuple[str, ...]:
    """At most `MOST` words of the lexicon, shortest first, that are not among `words` already."""
    folded = fold(words)
    found: dict[str, None] = {}
    for word in finder.analysis.words_of(folded):
        for known, written in finder.words_with.get(word[:2] if RUN.match(word) else word, ()):
            if known not in folded and (word in known):
                found[written] = None
    return tuple(sorted(found, key=len)[:MOST])
