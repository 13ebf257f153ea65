"""What is asked of the search, and what comes back: the shapes that every audience uses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from portal.search.engine import Bounds, Order, Result
from portal.search.understanding import Condition, Understood

FACETS = ("type", "region", "industry", "chains")


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asked: the line as typed, and what was chosen besides it.

    `as_words`: phrases of the line that are to stay words (`Condition.said` of chips that the reader
    turned back). `ranges` by measure, in canonical units.
    """

    line: str
    as_words: tuple[str, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ranges: Mapping[str, Bounds] = field(default_factory=dict)
    order: Order = Order.RELEVANCE
    sort_by: str = ""
    offset: int = 0
    limit: int = 10


@dataclass(frozen=True, slots=True)
class Nearest:
    """The question without one of its conditions, and how many listings that finds (never zero).

    Exactly one of `condition` (of the line), `filter`, `range` names what was left out.
    """

    asked: Asked
    total: int
    condition: Condition | None = None
    filter: str = ""
    range: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """An answer. `result.hits` start with what staff pinned to this question (first page only).

    `words` are for highlights. `corrected`: the line that was searched instead, because the one
    typed found nothing; `meant`: a line that may have been meant, offered as a link. `measures`:
    those worth a range filter here, in order of use. `related`: further words to search for.
    `degraded`: the index is away and only titles were searched.
    """

    result: Result
    understood: Understood
    words: tuple[str, ...] = ()
    pinned: tuple[int, ...] = ()
    corrected: str = ""
    meant: str = ""
    measures: tuple[str, ...] = ()
    nearest: tuple[Nearest, ...] = ()
    related: tuple[str, ...] = ()
    degraded: bool = False
