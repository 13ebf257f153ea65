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
    places = _places(text, terms)
    inside = dict.fromkeys([term for _, term in places], 0)
    weight = best = 0.0
    first = present = 0
    for at, term in places:
        if not inside[term]:
            weight += terms[term]
            present += 1
        inside[term] += 1
        while places[first][0] < at - WINDOW:
            left = places[first][1]
            inside[left] -= 1
            if not inside[left]:
                weight -= terms[left]
                present -= 1
            first += 1
        if weight > best:
            best = weight
            if present == len(inside):
                break
    return best / sum(terms.values()) if places else 0.0


def _places(text: str, terms: Mapping[str, float]) -> list[tuple[int, str]]:
    """Where the terms stand, in order: of each the first `MOST_PLACES`."""
    found: list[tuple[int, str]] = []
    for term in terms:
        at, left = text.find(term), MOST_PLACES
        while at >= 0 and left:
            found.append((at, term))
            at, left = text.find(term, at + 1), left - 1
    found.sort()
    return found
