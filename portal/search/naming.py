"""What a title says of the whole question: who types a name wants the thing of that name first."""

from collections.abc import Iterable, Mapping

EXACT = 20.0
WITHIN = 0.35
SHORTEST = 2
"""Letters: one character is in too many titles to mean a name."""


def is_name(titles: Iterable[str], phrase: str) -> bool:
    """Say whether a folded title is exactly the folded phrase, blanks aside."""
    return bool(phrase) and any(_tight(title) == _tight(phrase) for title in titles)


def name_factor(titles: Iterable[str], phrase: str) -> float:
    """Return by how much (at least 1) titles raise a document: most when one is the phrase itself.

    A title that contains the phrase raises by the part of it that the phrase fills.
    """
    tight = _tight(phrase)
    if len(tight) < SHORTEST:
        return 1.0
    best = 1.0
    for title in map(_tight, titles):
        if title == tight:
            return EXACT
        if tight in title:
            best = max(best, 1 + WITHIN * (0.5 + 0.5 * len(tight) / len(title)))
    return best


def title_share(titles: Iterable[str], terms: Mapping[str, float]) -> float:
    """Return the share (0 to 1) of the terms' weight that stands in folded titles."""
    said = "\n".join(titles)
    whole = sum(terms.values())
    return sum(weight for term, weight in terms.items() if term in said) / whole if whole else 0.0


def _tight(text: str) -> str:
    return text.replace(" ", "")
