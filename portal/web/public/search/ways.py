"""Ways on for who found nothing: one condition less, one word less."""

from __future__ import annotations

from dataclasses import dataclass

from portal.core.scripts import to_traditional
from portal.listings.finding import Found, Nearest
from portal.search.tokens import RUN
from portal.web.context import locale
from portal.web.facets import facet_label
from portal.web.measures import condition_words, range_words
from portal.web.public.search.asked import Address, address_of, ranges
from portal.web.public.templating import enumerated

MOST_SHORTER = 3


@dataclass(frozen=True, slots=True)
class Way:
    """The question without something, and how many listings that finds."""

    without: str
    total: int
    address: Address


@dataclass(frozen=True, slots=True)
class Shorter:
    line: str
    address: Address


def nearest(found: Found, address: Address) -> tuple[Way, ...]:
    """The question without one of its conditions, for each that helps."""
    return tuple(
        Way(_left_out(near, found, address), near.total, address_of(address.path, near.asked))
        for near in found.nearest
    )


def shorter(address: Address) -> tuple[Shorter, ...]:
    """The line with one word dropped: the last ones, for they are the details."""
    words = address.first("q").split()
    if len(words) < 2:
        return ()
    lines = [" ".join(words[:i] + words[i + 1 :]) for i in range(len(words))][-MOST_SHORTER:]
    return tuple(Shorter(line, address.put("q", line)) for line in lines)


def related(found: Found) -> tuple[str, ...]:
    """Further words in the reader's language and script."""
    segment = locale().segment
    if segment == "en":
        return tuple(words for words in found.related if not RUN.search(words))
    chinese = (words for words in found.related if RUN.search(words))
    return tuple(to_traditional(w) if segment == "zh-hant" else w for w in chinese)


def _left_out(near: Nearest, found: Found, address: Address) -> str:
    if near.condition is not None:
        said = near.condition.said, near.condition.field
        return condition_words(
            [c for c in found.understood.conditions if (c.said, c.field) == said]
        )
    if near.range:
        return range_words(near.range, ranges(address)[near.range])
    return enumerated(facet_label(near.filter, value) for value in address.all(near.filter))
