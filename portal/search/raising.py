"""The second stage of ranking: what the titles of the best say, and how near their words stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import heappush, heappushpop
from math import inf

from portal.search.naming import EXACT, name_factor, title_share
from portal.search.nearness import nearness
from portal.search.snapshot import Snapshot

SECOND_STAGE = 80
"""The best documents by their terms, whose titles are then looked at."""

READ = 12
"""The best of these, whose texts are read for how near the words stand to one another. Measured:
10 to 24 rank alike."""

TITLE = 0.8
"""What it adds to a score when the title says all that is asked."""

NEAR = 1.5
"""What it adds to a score when all words stand together. Measured: decision 0020."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What is looked for: `phrase` without blanks, and the weights of the readable `terms`."""

    phrase: str
    terms: Mapping[str, float]

    def by_title(self, titles: str) -> float:
        """Return the factor that titles give."""
        return name_factor(titles, self.phrase) * (1 + TITLE * title_share(titles, self.terms))

    def most(self, titles: str, near: float) -> float:
        """Return what the factors together never exceed: quick to know."""
        return (1 + TITLE) * near * (EXACT if self.phrase in titles else 1.0)


def raised(
    snapshot: Snapshot, best: Sequence[tuple[int, float]], looked: Looked, wanted: int
) -> list[float]:
    """Return the scores of the `best` documents, highest first, after looking at the documents.

    None falls, so pages stay stable. Who cannot come among the first `wanted` any more is not
    looked at, and keeps the score it had.
    """
    scores = [score for _, score in best]
    first: list[float] = []
    for place, (document, score) in enumerate(best):
        bar = first[0] if len(first) == wanted else -inf
        near = 1 + NEAR if place < READ and len(looked.terms) > 1 else 1.0
        titles = snapshot.names(document)
        if score * looked.most(titles, near) < bar:
            continue
        score *= looked.by_title(titles)
        if near > 1 and score * near >= bar:
            score *= 1 + NEAR * nearness(snapshot.text(document), looked.terms)
        scores[place] = score
        (heappush if len(first) < wanted else heappushpop)(first, score)
    return scores
