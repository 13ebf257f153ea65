"""The address of a search: everything that was asked for, in one order, and what it means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from portal.listings.fields import clean
from portal.listings.finding import FACETS, LONGEST_LINE, Asked
from portal.search.engine import Bounds, Order
from portal.search.measures import MEASURES
from portal.web.measures import SORTS, order_of, read_figure

PER_PAGE, LAST_PAGE = 10, 500
LONGEST_VALUE = 60  # characters of a code or a figure
MOST_VALUES = 50  # of one parameter
ENDS = {f"{name}_{end}": name for name in MEASURES for end in ("min", "max")}
PARAMETERS = ("q", "words", *FACETS, *ENDS, "sort", "page")
_PLACE = {name: place for place, name in enumerate(PARAMETERS)}
Pair: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Address:
    """The known parameters of a search that say something, in the order of `PARAMETERS`."""

    path: str
    pairs: tuple[Pair, ...] = ()

    def __str__(self) -> str:
        return self.path + ("?" + self.query if self.pairs else "")

    @property
    def query(self) -> str:
        return "&".join(map(_encoded, self.pairs))

    def all(self, name: str) -> tuple[str, ...]:
        """The values of a parameter."""
        return tuple(value for key, value in self.pairs if key == name)

    def first(self, name: str) -> str:
        return next((value for key, value in self.pairs if key == name), "")

    def put(self, name: str, *values: str) -> Address:
        """With these values of a parameter instead of those it has; on the first page."""
        return self._with((name,), [(name, value) for value in values if value])

    def ranged(self, name: str, least: str, most: str) -> Address:
        """With this range of a measure."""
        ends = ((f"{name}_min", least), (f"{name}_max", most))
        return self._with((ends[0][0], ends[1][0]), [pair for pair in ends if pair[1]])

    def _with(self, names: tuple[str, ...], new: list[Pair]) -> Address:
        before = [p for p in self.pairs if p[0] not in names and _PLACE[p[0]] < _PLACE[names[0]]]
        after = [
            p
            for p in self.pairs
            if p[0] not in names and p[0] != "page" and _PLACE[p[0]] > _PLACE[names[0]]
        ]
        return Address(self.path, (*before, *new, *after))

    def without(self, *names: str) -> Address:
        """Without these parameters, on the first page."""
        gone = (*names, "page")
        return Address(self.path, tuple(pair for pair in self.pairs if pair[0] not in gone))

    def adding(self, name: str, value: str) -> Address:
        """With one value more of a parameter."""
        return self.put(name, *dict.fromkeys((*self.all(name), value)))

    def toggled(self, name: str, value: str) -> Address:
        """With a value taken in, or dropped if it is there."""
        now = self.all(name)
        return (
            self.put(name, *(v for v in now if v != value))
            if value in now
            else self.adding(name, value)
        )

    def unfiltered(self) -> Address:
        """The line alone, in the order chosen."""
        return self.without(*FACETS, *ENDS)

    def page(self, number: int) -> Address:
        return self.put("page", str(number) if number > 1 else "")

    @property
    def number(self) -> int:
        return int(self.first("page") or 1)

    @property
    def sort(self) -> str:
        return self.first("sort") or Order.RELEVANCE.value


def read(path: str, given: MultiDict[str, str]) -> Address:
    """What the address asks for: unknown, empty, doubled and impossible values left out."""
    pairs = ((name, value) for name in PARAMETERS for value in _values(name, given))
    return Address(path, tuple(pairs))


def too_long(given: MultiDict[str, str]) -> bool:
    """Whether the line has characters that are not read."""
    return len(_line(given.get("q", ""))) > LONGEST_LINE


def blanks(given: MultiDict[str, str]) -> bool:
    """Whether a form sent entries that nobody filled in."""
    return any(not v for name in PARAMETERS if name != "q" for v in given.getlist(name))


def asked(address: Address) -> Asked:
    """The address as a question to `finding`."""
    order, by = order_of(address.sort)
    return Asked(
        line=address.first("q"),
        as_words=address.all("words"),
        filters={name: values for name in FACETS if (values := address.all(name))},
        ranges=ranges(address),
        order=order,
        sort_by=by,
        offset=(address.number - 1) * PER_PAGE,
        limit=PER_PAGE,
    )


def address_of(path: str, asked: Asked) -> Address:
    """The address that asks this, on the first page."""
    pairs = [("q", asked.line), *(("words", phrase) for phrase in asked.as_words)]
    pairs += [(name, value) for name in FACETS for value in asked.filters.get(name, ())]
    for name in MEASURES:
        bounds = asked.ranges.get(name, Bounds())
        ends = (("min", bounds.least), ("max", bounds.most))
        pairs += [(f"{name}_{end}", plain(value)) for end, value in ends if value is not None]
    sort = {Order.LEAST: asked.sort_by, Order.MOST: f"-{asked.sort_by}", Order.RELEVANCE: ""}
    pairs.append(("sort", sort.get(asked.order, asked.order.value)))
    return Address(path, tuple(pair for pair in pairs if pair[1]))


def ranges(address: Address) -> Mapping[str, Bounds]:
    """The ranges by measure, in canonical units; ends that cannot be read are open."""
    found: dict[str, Bounds] = {}
    for name in dict.fromkeys(ENDS[key] for key, _ in address.pairs if key in ENDS):
        least, most = (_figure(name, address.first(f"{name}_{end}")) for end in ("min", "max"))
        if least is not None and most is not None and least > most:
            least, most = most, least  # the two boxes filled the wrong way round
        if least is not None or most is not None:
            found[name] = Bounds(least, most)
    return found


def unreadable(address: Address) -> frozenset[str]:
    """The parameters of ranges that hold no figure."""
    return frozenset(
        key for key, value in address.pairs if key in ENDS and _figure(ENDS[key], value) is None
    )


def plain(value: float) -> str:
    """A figure as addresses hold it: 1999.99, 8, 30000000."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _figure(name: str, typed: str) -> float | None:
    return read_figure(name, typed) if typed else None


def _values(name: str, given: MultiDict[str, str]) -> Iterable[str]:
    typed = given.getlist(name)
    if not typed:
        return ()
    if name == "q":
        return (line,) if (line := _line(typed[0])[:LONGEST_LINE]) else ()
    if name == "words":
        phrases = (_line(phrase)[:LONGEST_LINE] for phrase in typed[:MOST_VALUES])
        return [phrase for phrase in dict.fromkeys(phrases) if phrase]
    if name in FACETS:
        return [
            v for v in dict.fromkeys(clean(v)[:LONGEST_VALUE] for v in typed[:MOST_VALUES]) if v
        ]
    value = clean(typed[0])[:LONGEST_VALUE]
    return (value,) if value and _possible(name, value) else ()


def _possible(name: str, value: str) -> bool:
    if name == "page":
        digits = value.isascii() and value.isdigit() and len(value) < 5
        return digits and 1 < int(value) <= LAST_PAGE
    return name != "sort" or (value in SORTS and value != Order.RELEVANCE.value)


def _line(typed: str) -> str:
    return " ".join(clean(typed).split())


@lru_cache(maxsize=4096)
def _encoded(pair: Pair) -> str:
    """Kept, because a page writes its own parameters into some forty addresses."""
    return urlencode((pair,), errors="replace")
