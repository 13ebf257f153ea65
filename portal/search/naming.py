"""What a title says of the whole question: who types a name wants the thing of that name first."""

from collections.abc import Iterable, Mapping

EXACT = 20.0
WITHIN = 0.35
SHORTEST = 2
"""Letters: one character is in too many titles to mean a name."""


def is_name(titles: Iterable[str], phrase: str) -> bool:
    """Say whether a folded title is exactly the folded phrase, blanks aside."""
    return bool(phrase) and any(tight(title) == tight(phrase) for title in titles)


def name_factor(titles: Iterable[str], phrase: str) -> float:
    """Return by how much (at least 1) titles raise a document: most when one is the phrase itself.

    A title that contains the phrase raises by the part of it that the phrase fills.
    """
    wanted = tight(phrase)
    if len(wanted) < SHORTEST:
        return 1.0
    best = 1.0
    for title in map(tight, titles):
        if title == wanted:
            return EXACT
        if wanted in title:
            best = max(best, 1 + WITHIN * (0.5 + 0.5 * len(wanted) / len(title)))
    return best


def title_share(titles: Iterable[str], terms: Mapping[str, float]) -> float:
    """Return the share (0 to 1) of the terms' weight that stands in folded titles."""
    said = "\n".join(titles)
    whole = sum(terms.values())
    return sum(weight for term, weight in terms.items() if term in said) / whole if whole else 0.0


def tight(text: str) -> str:
    """Return a folded text without its blanks, as names are compared."""
    return text.replace(" ", "")
