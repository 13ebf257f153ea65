"""The parameters of a search; what cannot be used is refused by name."""

from __future__ import annotations

from collections.abc import Mapping

from flask import request
from flask_babel import gettext as _

from portal.core.i18n import Label
from portal.listings.criteria import LARGEST_PAGE
from portal.listings.fields import clean
from portal.listings.finding import FACETS, Asked
from portal.listings.registry import registry
from portal.search.engine import Bounds, Order
from portal.search.measures import MEASURES
from portal.web.api.parameters import LAST_PAGE, refuse, whole
from portal.web.measures import SORTS, order_of, read_figure

MOST_VALUES = 50  # of one parameter


def asked() -> Asked:
    """What this request asks for."""
    page = whole("page", 1, 1, LAST_PAGE)
    per_page = whole("per_page", 10, 1, LARGEST_PAGE)
    order, by = _order()
    return Asked(
        line=clean(request.args.get("q", "")),
        as_words=tuple(map(clean, request.args.getlist("words")[:MOST_VALUES])),
        filters=_filters(),
        ranges=_ranges(),
        order=order,
        sort_by=by,
        offset=(page - 1) * per_page,
        limit=per_page,
    )


def _filters() -> Mapping[str, tuple[str, ...]]:
    given = {name: request.args.getlist(name)[:MOST_VALUES] for name in FACETS}
    chosen = {name: tuple(v for v in values if v) for name, values in given.items() if any(values)}
    unknown = [key for key in chosen.get("type", ()) if key not in registry()]
    if unknown:
        refuse({"type": _("“%(value)s” is not one of the choices.", value=unknown[0][:40])})
    return chosen


def _ranges() -> Mapping[str, Bounds]:
    errors: dict[str, Label] = {}
    found = {
        name: Bounds(_figure(name, "min", errors), _figure(name, "max", errors))
        for name in MEASURES
        if {f"{name}_min", f"{name}_max"}.intersection(request.args)
    }
    refuse(errors)
    return {name: bounds for name, bounds in found.items() if bounds != Bounds()}


def _figure(name: str, end: str, errors: dict[str, Label]) -> float | None:
    """A figure in the canonical unit, or with its own (`500 亩`)."""
    typed = request.args.get(f"{name}_{end}", "").strip()
    if not typed:
        return None
    value = read_figure(name, typed)
    if value is None:
        errors[f"{name}_{end}"] = _("Give a number, such as 1200.")
    return value


def _order() -> tuple[Order, str]:
    sort = request.args.get("sort", "").strip() or Order.RELEVANCE.value
    if sort not in SORTS:
        refuse({"sort": _("The list cannot be sorted like this.")})
    return order_of(sort)
