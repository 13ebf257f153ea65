"""What a title says of the whole question: who types a name wants the thing of that name first.

Titles are compared folded and without blanks, those of all locales in one text, a line each.
"""

from collections.abc import Iterable, Mapping

from portal.search.folding import fold

EXACT = 20.0
WITHIN = 0.35
SHORTEST = 2
"""Letters: one character is in too many titles to mean a name."""


def tight(text: str) -> str:
    """Return a folded text without its blanks, as names are compared."""
    return "".join(text.split())


def names_of(titles: Iterable[str]) -> str:
    """Return the titles of a document, of any locales, as they are compared."""
    return "\n".join(dict.fromkeys(tight(fold(title)) for title in titles))


def is_name(names: str, phrase: str) -> bool:
    """Say whether a title is exactly the folded phrase, blanks aside."""
    wanted = tight(phrase)
    return bool(wanted) and wanted in names and wanted in names.split("\n")


def name_factor(names: str, wanted: str) -> float:
    """Return by how much (at least 1) titles raise a document: most when one is the phrase itself.

    `wanted` is the phrase without blanks. A title that contains it raises by the part of it that
    the phrase fills.
    """
    if len(wanted) < SHORTEST or wanted not in names:
        return 1.0
    shortest = min((t for t in names.split("\n") if wanted in t), key=len)
    if shortest == wanted:
        return EXACT
    return 1 + WITHIN * (0.5 + 0.5 * len(wanted) / len(shortest))


def title_share(names: str, terms: Mapping[str, float]) -> float:
    """Return the share (0 to 1) of the terms' weight that stands in titles."""
    whole = sum(terms.values())
    said = sum([weight for term, weight in terms.items() if term in names])
    return said / whole if whole else 0.0
