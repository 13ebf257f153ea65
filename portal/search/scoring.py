"""How much a document says of what a question names: BM25 over weighed terms, and shares met."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from portal.search.question import Choice, Question, Space, Term, Way
from portal.search.snapshot import SATURATION, Snapshot

MOST_TERMS = 64
READABLE = frozenset({Space.PAIR, Space.WORD})
MOST_READ = 12
NEARLY_ONE = 0.999
SYNONYM_SCALE = 0.9
AGREEMENT = 0.25
"""What further ways of saying a thing count beside the best one."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What every document of a snapshot has gathered.

    `scores` is for ranking, `met` the part of the question answered (0 to 1), `told` the same with
    each part counted by its rarity: 办理 tells little, 压铸 much.
    """

    scores: NDArray[np.float64]
    met: NDArray[np.float64]
    told: NDArray[np.float64]

    @classmethod
    def of(cls, snapshot: Snapshot, terms: Iterable[Term]) -> "Tally":
        """Count terms where they stand: all at once, for each step over arrays has its price."""
        found = [(term, snapshot.impacts(term.space, term.text)) for term in terms]
        found = [(term, posting) for term, posting in found if len(posting.documents)]
        if not found:
            return cls.of_nothing(len(snapshot.live))
        found.sort(key=lambda one: not one[0].share)  # those that share first
        documents = np.concatenate([posting.documents for _, posting in found], dtype=np.intp)
        impacts = np.concatenate([posting.weights for _, posting in found])
        lengths = [len(posting.documents) for _, posting in found]
        rarities = np.array([rarity_of(snapshot, length) for length in lengths])
        weights = np.array([term.weight for term, _ in found])
        shares = np.array([term.share for term, _ in found])
        sharing = documents[: sum(lengths[: np.count_nonzero(shares)])]
        return cls(
            _summed(documents, impacts * np.repeat(weights * rarities, lengths), snapshot),
            _summed(sharing, np.repeat(shares, lengths), snapshot),
            _summed(sharing, np.repeat(shares * rarities, lengths), snapshot),
        )

    @classmethod
    def of_nothing(cls, size: int) -> "Tally":
        """Nothing gathered by `size` documents."""
        return cls(np.zeros(size), np.zeros(size), np.zeros(size))

    def add_best(self, ways: Iterable["Tally"], share: float) -> None:
        """Count the best of several ways of meeting one thing, and a little of the others.

        A text that says the same in several ways is surely about it.
        """
        best, *others = ways
        together = best.scores.copy()
        for other in others:
            np.add(together, other.scores, out=together)
            for mine, theirs in zip(best.columns, other.columns, strict=True):
                np.maximum(mine, theirs, out=mine)
        np.add(best.scores, AGREEMENT * (together - best.scores), out=best.scores)
        np.add(self.scores, best.scores, out=self.scores)
        np.add(self.met, share * best.met, out=self.met)
        np.add(self.told, share * best.told, out=self.told)

    @property
    def columns(self) -> tuple[NDArray[np.float64], ...]:
        """The three arrays."""
        return self.scores, self.met, self.told


def _summed(
    documents: NDArray[np.intp], gains: NDArray[np.float64], snapshot: Snapshot
) -> NDArray[np.float64]:
    """Add up what each of `documents` gains, one entry after the other; further gains are none."""
    sums = np.bincount(documents, gains[: len(documents)], len(snapshot.live))
    return np.asarray(sums, np.float64)


def tally(snapshot: Snapshot, question: Question) -> Tally:
    """Gather what all documents say of a question, reading at most `MOST_TERMS` posting lists."""
    question = bounded(snapshot, question)
    gathered = Tally.of(snapshot, question.terms)
    for choice in question.choices:
        if ways := by_way(snapshot, choice):
            gathered.add_best([tally for _, tally in ways], choice.share)
    return gathered


def by_way(snapshot: Snapshot, choice: Choice) -> list[tuple[Way, Tally]]:
    """Gather each way apart that any document meets.

    The first is as asked, and the others are worth no more than it: a synonym of more or rarer
    terms would gain more than the word itself, so its best is scaled down.
    """
    asked = ideal(snapshot, choice.ways[0])
    gathered = []
    for way in choice.ways:
        most = ideal(snapshot, way)
        if not most and not way.facet:
            continue
        tally = _by(snapshot, way)
        if way is not choice.ways[0] and asked > 0 and most > SYNONYM_SCALE * asked:
            np.multiply(tally.scores, SYNONYM_SCALE * asked / most, out=tally.scores)
        gathered.append((way, tally))
    return gathered


def ideal(snapshot: Snapshot, way: Way) -> float:
    """Return the most that a way could give; 0 when no document has any of its terms."""
    counts = [(term, snapshot.frequency(term.space, term.text)) for term in way.terms]
    gains = (term.weight * rarity_of(snapshot, found) for term, found in counts if found)
    return (SATURATION + 1) * sum(gains)


def _by(snapshot: Snapshot, way: Way) -> Tally:
    gathered = Tally.of(snapshot, way.terms)
    if way.facet and way.facet[0] in snapshot.columns:
        carrying = snapshot.columns[way.facet[0]].carrying((way.facet[1],), len(snapshot.live))
        carrying &= snapshot.live
        rarity = rarity_of(snapshot, int(carrying.sum()))
        for column, value in zip(gathered.columns, (rarity, 1.0, rarity), strict=True):
            column[carrying] = value
    if way.whole:
        lacking = gathered.met < NEARLY_ONE
        for column in gathered.columns:
            column[lacking] = 0
    np.multiply(gathered.scores, way.worth, out=gathered.scores)
    return gathered


def rarity_of(snapshot: Snapshot, found: int) -> float:
    """BM25's idf, never negative: `found` may count documents that were dropped."""
    found = min(found, snapshot.documents)
    return log(1 + (snapshot.documents - found + 0.5) / (found + 0.5))


def weights_of(snapshot: Snapshot, question: Question) -> dict[str, float]:
    """Return the `MOST_READ` weightiest readable terms, with what each counts where it stands."""
    asked = (*question.terms, *(t for choice in question.choices for t in choice.ways[0].terms))
    found = {}
    for term in asked[:MOST_TERMS]:
        if term.space in READABLE and (frequency := snapshot.frequency(term.space, term.text)):
            found[term.text] = term.weight * rarity_of(snapshot, frequency)
    if len(found) <= MOST_READ:
        return found
    return dict(sorted(found.items(), key=lambda item: -item[1])[:MOST_READ])


def bounded(snapshot: Snapshot, question: Question) -> Question:
    """Bound the work: of too many terms, keep those that tell most, and first of all the plain."""
    count = len(question.terms) + sum(_size(choice) for choice in question.choices)
    if count <= MOST_TERMS:
        return question
    frequencies = {t: snapshot.frequency(t.space, t.text) for t in question.terms}
    kept = sorted(filter(frequencies.get, frequencies), key=frequencies.__getitem__)[:MOST_TERMS]
    room = MOST_TERMS - len(kept)
    choices = []
    for choice in question.choices:
        room -= _size(choice)
        if room >= 0:
            choices.append(choice)
    return Question(tuple(kept), tuple(choices), question.names, question.phrase, question.words)


def _size(choice: Choice) -> int:
    return sum(max(len(way.terms), 1) for way in choice.ways)
