"""How near to one another the words of a question stand in a text."""

from collections.abc import Mapping

WINDOW = 20
"""Characters within which words belong together. Measured: 12 to 30 rank alike (decision 0019)."""

MOST_PLACES = 20
"""Of one term in one text: what repeats a word more often gains nothing more."""


def nearness(text: str, terms: Mapping[str, float]) -> float:
    """Return the share (0 to 1) of the terms' weight that stands within the best window of `text`.

    `text` is folded; `terms` gives the weight of each.
    """
    places: list[tuple[int, str]] = []
    for term in terms:
        at = text.find(term)
        if at >= 0:
            places += _places(text, term, at)
    if not places:
        return 0.0
    places.sort()
    inside = dict.fromkeys(terms, 0)
    weight = best = 0.0
    first = 0
    for at, term in places:
        if not inside[term]:
            weight += terms[term]
        inside[term] += 1
        while places[first][0] < at - WINDOW:
            left = places[first][1]
            inside[left] -= 1
            if not inside[left]:
                weight -= terms[left]
            first += 1
        if weight > best:
            best = weight
    return best / sum(terms.values())


def _places(text: str, term: str, at: int) -> list[tuple[int, str]]:
    """Where a term stands, from its first place `at` on."""
    found: list[tuple[int, str]] = []
    while at >= 0 and len(found) < MOST_PLACES:
        found.append((at, term))
        at = text.find(term, at + 1)
    return found
