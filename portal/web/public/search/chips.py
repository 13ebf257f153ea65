"""What was understood and what was chosen, each with the address that takes it back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from portal.listings.finding import FACETS, Found
from portal.search.understanding import Condition
from portal.web.facets import facet_label
from portal.web.measures import condition_words, range_words
from portal.web.public.search.asked import Address, ranges


@dataclass(frozen=True, slots=True)
class Read:
    """What one phrase of the line was taken for; `as_words` searches for the phrase itself."""

    label: str
    said: str
    without: Address
    as_words: Address
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A value or a range that was chosen besides the line."""

    label: str
    without: Address


def understood(found: Found, address: Address) -> tuple[Read, ...]:
    """One chip for each phrase and field; the ends of a range are one.

    `address` holds the line that was searched, which may be a corrected one.
    """
    return tuple(_read(held, address) for held in _phrases(found.understood.conditions))


def chosen(address: Address) -> tuple[Chosen, ...]:
    """The chosen values and ranges in the order of the address."""
    values = [
        Chosen(facet_label(name, value), address.toggled(name, value))
        for name in FACETS
        for value in address.all(name)
    ]
    held = [
        Chosen(range_words(name, bounds), address.without(f"{name}_min", f"{name}_max"))
        for name, bounds in ranges(address).items()
    ]
    return (*values, *held)


def line_without(line: str, said: str) -> str:
    """The line without a phrase of it."""
    before, found, after = line.partition(said)
    return " ".join(f"{before} {after}".split()) if found else line


def _phrases(conditions: Iterable[Condition]) -> Iterator[tuple[Condition, ...]]:
    for _, held in groupby(conditions, lambda condition: (condition.field, condition.said)):
        yield tuple(held)


def _read(conditions: tuple[Condition, ...], address: Address) -> Read:
    said = conditions[0].said
    return Read(
        label=condition_words(conditions),
        said=said,
        without=address.put("q", line_without(address.first("q"), said)),
        as_words=address.adding("words", said),
        conditions=conditions,
    )
