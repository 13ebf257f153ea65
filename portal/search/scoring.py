"""How much a document says of what a question names: BM25 over weighed terms, and shares met."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from portal.search.postings import Posting
from portal.search.question import Choice, Question, Space, Term, Way
from portal.search.snapshot import Snapshot

MOST_TERMS = 64
READABLE = frozenset({Space.PAIR, Space.WORD})
MOST_READ = 12
NEARLY_ONE = 0.999
SYNONYM_SCALE = 0.9
AGREEMENT = 0.25
"""What further ways of saying a thing count beside the best one."""

SATURATION = 1.2
"""BM25's k1: how soon further occurrences of a term stop counting."""


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
    def empty(cls, size: int) -> "Tally":
        """Begin with nothing gathered by `size` documents."""
        return cls(np.zeros(size), np.zeros(size), np.zeros(size))

    def add(self, snapshot: Snapshot, term: Term) -> None:
        """Count one term where it stands."""
        posting = snapshot.posting(term.space, term.text)
        if not len(posting.documents):
            return
        rarity = rarity_of(snapshot, len(posting.documents))
        gained = term.weight * rarity * saturated(snapshot, term, posting)
        self.scores[posting.documents] += gained
        if term.share:
            self.met[posting.documents] += term.share
            self.told[posting.documents] += term.share * rarity

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


def tally(snapshot: Snapshot, question: Question) -> Tally:
    """Gather what all documents say of a question, reading at most `MOST_TERMS` posting lists."""
    question = bounded(snapshot, question)
    gathered = Tally.empty(len(snapshot.live))
    for term in question.terms:
        gathered.add(snapshot, term)
    for choice in question.choices:
        gathered.add_best(by_way(snapshot, choice), choice.share)
    return gathered


def by_way(snapshot: Snapshot, choice: Choice) -> list[Tally]:
    """Gather each way apart, those after the first, which is as asked, worth no more than it.

    A synonym of more or rarer terms would gain more than the word itself; its best is scaled down.
    """
    first, *others = choice.ways
    asked = ideal(snapshot, first)
    gathered = [_by(snapshot, first)]
    for way in others:
        tally = _by(snapshot, way)
        if asked > 0 and (most := ideal(snapshot, way)) > SYNONYM_SCALE * asked:
            np.multiply(tally.scores, SYNONYM_SCALE * asked / most, out=tally.scores)
        gathered.append(tally)
    return gathered


def ideal(snapshot: Snapshot, way: Way) -> float:
    """Return the most that a way could give; 0 when no document has any of its terms."""
    counts = [(term, snapshot.frequency(term.space, term.text)) for term in way.terms]
    gains = (term.weight * rarity_of(snapshot, found) for term, found in counts if found)
    return (SATURATION + 1) * sum(gains)


def _by(snapshot: Snapshot, way: Way) -> Tally:
    gathered = Tally.empty(len(snapshot.live))
    for term in way.terms:
        gathered.add(snapshot, term)
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


def saturated(snapshot: Snapshot, term: Term, posting: Posting) -> NDArray[np.float64]:
    """BM25's second factor, 0 to k1 + 1, for every document of a posting list."""
    damping = SATURATION * snapshot.norms[term.space][posting.documents]
    weights = posting.weights.astype(np.float64)
    return (SATURATION + 1) * weights / (weights + damping)


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
