"""From a typed line to words and conditions; never Whoosh's query language."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from portal.search.lexicon import Lexicon
from portal.search.measures import MEASURES, Op
from portal.search.understanding.claims import Claim, figures, of_names, of_sentence, regions
from portal.search.understanding.items import Item, Sort, items
from portal.search.understanding.leftover import leftover
from portal.search.understanding.names import names_of
from portal.search.understanding.reading import Reading, read
from portal.search.understanding.sentences import are_few, is_sentence

LONGEST_TEXT = 200
"""Characters of a line that are read."""

MOST_READINGS = 8
"""How often a line is read anew because a phrase that is to stay words gave a condition."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A typed condition, and the part of the line that gave it.

    `field` is the API's name: "type", "region", "industry" (code or chain key), a measure, or
    "date". `value` is a number in the canonical unit, a code, or an ISO day; `unit` the canonical
    unit or "". `said` is the part of the line as typed: taking it out takes the condition out.
    Both conditions of a range share one `said`.
    """

    field: str
    op: Op
    value: float | str
    unit: str
    said: str


@dataclass(frozen=True, slots=True)
class Understood:
    """A line: `text` is what was left as words, `conditions` are in the order of the line.

    `names` is true for a few names and nothing else, false for a sentence (see docs/decisions).
    """

    text: str
    conditions: tuple[Condition, ...] = ()
    names: bool = True


def understand(line: str, lexicon: Lexicon, as_words: tuple[str, ...] = ()) -> Understood:
    """Read a line, of which the first `LONGEST_TEXT` characters count; never raises.

    The phrases `as_words` (earlier `Condition.said`) stay words: the reader said so.
    """
    reading = read(line[:LONGEST_TEXT])
    phrases = {read(phrase[:LONGEST_TEXT]).folded.strip() for phrase in as_words} - {""}
    settled = _kept_as_words(reading.folded, phrases)
    for _ in range(MOST_READINGS):
        sentence, parts, given = _analyse(reading.folded, lexicon, settled)
        said_again = [c for c in given if reading.folded[c.start : c.end] in phrases]
        if not said_again:
            break
        settled += [Item(Sort.WORD, claim.start, claim.end) for claim in said_again]
    taken = sorted({(claim.start, claim.end) for claim in given})
    left = [part for part in parts if not any(s < part.end and part.start < e for s, e in taken)]
    return Understood(
        text=leftover(reading, taken, left),
        conditions=tuple(_condition(reading, claim) for claim in given if claim.value != ""),
        names=not sentence and are_few(reading.folded, left),
    )


def _analyse(
    folded: str, lexicon: Lexicon, settled: list[Item]
) -> tuple[bool, list[Item], list[Claim]]:
    """Whether a folded line is a sentence, its parts and its conditions, besides what is settled."""
    found = figures(folded, settled)
    known = {claim.start: Item(Sort.TAKEN, claim.start, claim.end) for claim in found}
    known |= {item.start: item for item in settled}
    parts = items(folded, names_of(lexicon), known)
    located = regions(folded, parts)
    sentence = is_sentence(folded, parts, [(place.start, place.end) for place in located])
    return sentence, parts, (of_sentence if sentence else of_names)(folded, parts, found, located)


def _kept_as_words(folded: str, phrases: Iterable[str]) -> list[Item]:
    """Where the phrases stand in the line, the longest first, none inside another."""
    kept: list[Item] = []
    for phrase in sorted(phrases, key=len, reverse=True):
        for match in re.finditer(_standing(phrase), folded):
            item = Item(Sort.WORD, *match.span())
            if not any(item.start < other.end and other.start < item.end for other in kept):
                kept.append(item)
    return kept


def _standing(phrase: str) -> str:
    """A pattern for the phrase by itself: "8米" is not said by "18米"."""
    before = "(?<![0-9])(?<![0-9][.,])" if phrase[0].isdecimal() else ""
    if phrase[0].isascii() and phrase[0].isalpha():
        before = "(?<![a-z])"
    after = "(?![a-z0-9])" if phrase[-1].isascii() and phrase[-1].isalnum() else ""
    return before + re.escape(phrase) + after


def _condition(reading: Reading, claim: Claim) -> Condition:
    start, end = reading.typed_span(claim.start, claim.end)
    measure = MEASURES.get(claim.field)
    return Condition(
        field=claim.field,
        op=claim.op,
        value=claim.value,
        unit=measure.unit if measure else "",
        said=reading.typed[start:end],
    )
