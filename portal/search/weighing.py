"""What a document gives to an index: how much each term counts in it, and how long it is."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portal.search.analysis import analyse_folded, of_title
from portal.search.engine import Document
from portal.search.folding import fold
from portal.search.question import Space

TITLE_WEIGHT = 4.0
KEYS_WEIGHT = 2.0
BODY_WEIGHT = 1.0


@dataclass(frozen=True, slots=True)
class Weighed:
    """Terms with their weights (occurrences times the weight of the field) and their sum."""

    terms: Mapping[str, float]
    length: float


def weigh(document: Document) -> dict[Space, Weighed]:
    """Return the weighed terms of a document, for every space."""
    totals: dict[Space, dict[str, float]] = {space: defaultdict(float) for space in Space}
    fields = (
        (document.title, TITLE_WEIGHT, of_title),
        (document.keys, KEYS_WEIGHT, analyse_folded),
        (document.body, BODY_WEIGHT, analyse_folded),
    )
    for texts, weight, terms_of in fields:
        for space, terms in terms_of(_without_repetition(texts)).by_space().items():
            _add(totals[space], terms, weight)
    return {space: Weighed(terms, sum(terms.values())) for space, terms in totals.items()}


def _add(total: dict[str, float], terms: Iterable[str], weight: float) -> None:
    for term, occurrences in Counter(terms).items():
        total[term] += weight * occurrences


def _without_repetition(texts: Iterable[str]) -> str:
    """Join the lines of all locales, each once.

    A traditional text is mostly the simplified one converted; counting both would make every
    translated document look twice as relevant. So the lines are compared after folding.
    """
    return "\n".join(dict.fromkeys(fold("\n".join(texts)).splitlines()))
