"""From what was asked and understood to what an engine is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from itertools import islice

from portal.core import reference
from portal.listings.asking import FACETS, Asked
from portal.listings.figures import measures_of
from portal.listings.registry import registry
from portal.listings.wording import Finder
from portal.search.analysis import Thing
from portal.search.engine import Bounds, Query
from portal.search.folding import fold
from portal.search.measures import DATE, MEASURES, TOLERANCE, Op
from portal.search.pieces import key_of
from portal.search.question import Question
from portal.search.tokens import RUN
from portal.search.understanding import Condition, Understood

SECTORS = "sectors"  # of a document: its industry and those above it
HARD = ("type", "region")


def query_of(finder: Finder, asked: Asked, understood: Understood) -> Query:
    """The query for an engine; chosen filters and ranges go before understood ones."""
    filters = _filters(understood.conditions) | dict(asked.filters)
    ranges = ranges_of(understood.conditions) | dict(asked.ranges)
    return Query(
        question=_question(finder, asked, understood),
        filters=filters,
        ranges=ranges,
        facets=FACETS,
        histograms={name: MEASURES[name].edges for name in _measures(filters, ranges)},
        order=asked.order,
        sort_by=asked.sort_by,
        offset=asked.offset,
        limit=asked.limit,
    )


def ranges_of(conditions: Iterable[Condition]) -> dict[str, Bounds]:
    """Conditions on figures as least and most, both ends of one measure together."""
    found: dict[str, Bounds] = {}
    for condition in conditions:
        if condition.field in MEASURES or condition.field == DATE:
            new = _bounds(condition)
            old = found.get(condition.field, Bounds())
            found[condition.field] = Bounds(_tighter(max, old.least, new.least),
                                            _tighter(min, old.most, new.most))  # fmt: skip
    return found


def _bounds(condition: Condition) -> Bounds:
    value = _number(condition.value)
    match condition.op:
        case Op.GE:
            return Bounds(least=value)
        case Op.LE:
            return Bounds(most=value)
        case Op.EQ:
            return Bounds(value, value)
        case Op.ABOUT:
            return Bounds(value * (1 - TOLERANCE), value * (1 + TOLERANCE))


def _number(value: float | str) -> float:
    return float(date.fromisoformat(value).toordinal()) if isinstance(value, str) else value


def _filters(conditions: Iterable[Condition]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for condition in conditions:
        if condition.field in HARD:
            found[condition.field] = (*found.get(condition.field, ()), str(condition.value))
    return found


def _question(finder: Finder, asked: Asked, understood: Understood) -> Question:
    things = [
        Thing(c.said, _facet(str(c.value))) for c in understood.conditions if c.field == "industry"
    ]
    return finder.analysis.question(
        understood.text,
        soft_words(understood),
        things,
        phrase=asked.line,
        leaning=[("type", key) for key in _leaning(asked.line, understood)],
    )


def _leaning(line: str, understood: Understood) -> tuple[str, ...]:
    """The kinds of listing that a line without a kind hints at: by a word, else by what it measures.

    Of several kinds that have a measure, the first in menus is what investors look for by it.
    """
    if any(condition.field == "type" for condition in understood.conditions):
        return ()
    words = f" {key_of(fold(line))} {fold(line)}"
    hinted = [k for k, t in registry().items() if any(_said(hint, words) for hint in t.hints)]
    fields = {condition.field for condition in understood.conditions}
    if hinted or not fields:
        return tuple(hinted)
    having = (k for k, t in registry().items() if fields.intersection(measures_of(t)))
    return tuple(islice(having, 1))


def _said(hint: str, words: str) -> bool:
    return hint in words if RUN.match(hint) else f" {hint} " in f"{words} "


def soft_words(understood: Understood) -> str:
    """The words that gave the kind of listing: who has them himself comes first among his kind."""
    return " ".join(c.said for c in understood.conditions if c.field == "type")


def _facet(code: str) -> tuple[str, str]:
    return ("chains" if code in reference.chains() else SECTORS, code)


def _measures(
    filters: Mapping[str, tuple[str, ...]], ranges: Mapping[str, Bounds]
) -> tuple[str, ...]:
    """The measures to offer ranges for: those of the only type asked for, and those in use."""
    types = [key for key in filters.get("type", ()) if key in registry()]
    of_type = measures_of(registry()[types[0]]) if len(types) == 1 else ()
    return tuple(dict.fromkeys((*of_type, *(name for name in ranges if name in MEASURES))))


def _tighter(choose: Callable[[Iterable[float]], float], *ends: float | None) -> float | None:
    known = [end for end in ends if end is not None]
    return choose(known) if known else None
