"""How near to one another the words of a question stand in a text."""

from collections.abc import Iterator, Mapping

WINDOW = 20
"""Characters within which words belong together. Measured: 12 to 30 rank alike (decision 0019)."""

MOST_PLACES = 40
"""Of one term in one text: what repeats a word more often gains nothing more."""


def nearness(text: str, terms: Mapping[str, float]) -> float:
    """Return the share (0 to 1) of the terms' weight that stands within the best window of `text`.

    `text` is folded; `terms` gives the weight of each.
    """
    whole = sum(terms.values())
    places = sorted(place for term in terms for place in _places(text, term))
    inside: dict[str, int] = {}
    weight = best = 0.0
    first = 0
    for at, term in places:
        inside[term] = inside.get(term, 0) + 1
        weight += terms[term] if inside[term] == 1 else 0
        while places[first][0] < at - WINDOW:
            left = places[first][1]
            inside[left] -= 1
            weight -= 0 if inside[left] else terms[left]
            first += 1
        best = max(best, weight)
    return best / whole if whole else 0.0


def _places(text: str, term: str) -> Iterator[tuple[int, str]]:
    at = text.find(term)
    for _ in range(MOST_PLACES):
        if at < 0:
            return
        yield at, term
        at = text.find(term, at + 1)
