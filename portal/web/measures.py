"""Figures and conditions in the reader's words and units, for pages, the desk and the API alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

from flask_babel import gettext as _

from portal.core import dates, units
from portal.core.i18n import Label, _l
from portal.core.units import UnitError
from portal.listings.querying import ranges_of
from portal.search.engine import Bounds, Order
from portal.search.measures import DATE, MEASURES, Op
from portal.search.understanding import Condition
from portal.web.context import locale
from portal.web.facets import facet_label, facet_name, facet_of

LABELS: Mapping[str, Label] = {
    "area": _l("Area"),
    "land_area": _l("Land"),
    "clear_height": _l("Clear height"),
    "floor_load": _l("Floor load"),
    "crane": _l("Crane"),
    "power": _l("Power"),
    "rent": _l("Rent"),
    "investment": _l("Total investment"),
    "pay": _l("Pay"),
    "storey": _l("Floor"),
    DATE: _l("Published"),
}
SORTS = (
    Order.RELEVANCE.value,
    Order.NEWEST.value,
    *(s + name for name in MEASURES for s in ("", "-")),
)
LONGEST_FIGURE = 60  # characters
LARGEST = 1e15  # beyond are no figures of anything


def measure_label(name: str) -> str:
    """What a measure is called; an unknown one keeps its own name."""
    return _label(name, locale().segment)


def sort_label(sort: str) -> str:
    """What one of `SORTS` is called."""
    return _sort_label(sort, locale().segment)


def unit_name(name: str) -> str:
    """The canonical unit, as a bare number that somebody types is taken."""
    return MEASURES[name].quantity.unit_name(locale())


def figure(name: str, value: float) -> str:
    """A figure with its unit as the reader expects it: 8 m, 20 亩, 2 ha."""
    shown = units.show(value, MEASURES[name].quantity, locale())
    return f"{shown.number}\N{NO-BREAK SPACE}{shown.unit}" if shown.unit else shown.number


def span(name: str, bounds: Bounds) -> str:
    """From least to most with one unit where both share it; an open end is written ≥ or ≤."""
    least, most = bounds.least, bounds.most
    if least is None or most is None or least == most:
        sign = (
            ""
            if least == most
            else "≥\N{NO-BREAK SPACE}"
            if most is None
            else "≤\N{NO-BREAK SPACE}"
        )
        value = least if least is not None else most
        return sign + (figure(name, value) if value is not None else "")
    first, last = (units.show(end, MEASURES[name].quantity, locale()) for end in (least, most))
    if first.number == last.number and first.unit == last.unit:
        return figure(name, least)
    joined = figure(name, least) if first.unit != last.unit else first.number
    return f"{joined}–{figure(name, most)}"


def range_words(name: str, bounds: Bounds) -> str:
    """A range with its name: “Area 5,000–8,000 m²”."""
    return f"{measure_label(name)}\N{NO-BREAK SPACE}{span(name, bounds)}"


def condition_words(conditions: Sequence[Condition]) -> str:
    """What was understood by one phrase; two conditions are the ends of a range."""
    first = conditions[0]
    if first.field == DATE:
        return _date_words(conditions)
    if first.field in MEASURES:
        return _measure_words(conditions)
    facet, value = facet_of(first.field, str(first.value)), str(first.value)
    return str(_("%(name)s: %(value)s", name=facet_name(facet), value=facet_label(facet, value)))


def read_figure(name: str, typed: str) -> float | None:
    """A typed figure in the measure's canonical unit; None where it is none, or beyond reason."""
    try:
        value = units.read(typed[:LONGEST_FIGURE], MEASURES[name].quantity)
    except (UnitError, OverflowError):
        return None
    return value if abs(value) <= LARGEST else None


def order_of(sort: str) -> tuple[Order, str]:
    """One of `SORTS` as the engine takes it: `-area` is the most of the measure `area` first."""
    if (name := sort.lstrip("-")) in MEASURES:
        return (Order.MOST if sort.startswith("-") else Order.LEAST), name
    return Order(sort), ""


def _measure_words(conditions: Sequence[Condition]) -> str:
    first = conditions[0]
    if first.op is Op.ABOUT:
        name, about = measure_label(first.field), figure(first.field, float(first.value))
        return str(_("%(name)s about %(figure)s", name=name, figure=about))
    return range_words(first.field, ranges_of(conditions)[first.field])


def _date_words(conditions: Sequence[Condition]) -> str:
    name = measure_label(DATE)
    days = {
        c.op: dates.day(date.fromisoformat(str(c.value)), locale(), "medium") for c in conditions
    }
    if Op.GE in days and Op.LE in days:
        return f"{name}\N{NO-BREAK SPACE}{days[Op.GE]}–{days[Op.LE]}"
    if Op.GE in days:
        return str(_("%(name)s from %(figure)s", name=name, figure=days[Op.GE]))
    if Op.LE in days:
        return str(_("%(name)s up to %(figure)s", name=name, figure=days[Op.LE]))
    return f"{name}\N{NO-BREAK SPACE}{next(iter(days.values()))}"


@lru_cache(maxsize=128)
def _label(name: str, _locale: str) -> str:
    return str(LABELS.get(name, name))


@lru_cache(maxsize=128)
def _sort_label(sort: str, _locale: str) -> str:
    """Kept, for a page has some twenty of them."""
    if sort == Order.RELEVANCE:
        return str(_("Best match first"))
    if sort == Order.NEWEST:
        return str(_("Newest first"))
    name = measure_label(sort.lstrip("-"))
    if sort.startswith("-"):
        return str(_("%(name)s: most first", name=name))
    return str(_("%(name)s: least first", name=name))
