"""The first rule that takes a case, found by the database in one statement.

It says the same as :func:`portal.enquiries.routing.route` over all rules, which the tests hold
against it; a thousand rules are not fetched, and none is kept, so none is ever out of date.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Boolean, ColumnElement, and_, bindparam, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.enquiries.models import RoutingRule
from portal.enquiries.routing import (
    EQUAL,
    RANGES,
    Case,
    Hours,
    NoRule,
    Route,
    Rule,
    lineage,
    won_by,
)

COLUMNS = (
    RoutingRule.id, RoutingRule.name, RoutingRule.listing_type, RoutingRule.region,
    RoutingRule.industry, RoutingRule.locale, RoutingRule.use_contact,
    RoutingRule.organisation_id, RoutingRule.user_id, RoutingRule.kind, RoutingRule.listing_id,
    RoutingRule.origin_id, RoutingRule.area_min, RoutingRule.area_max,
    RoutingRule.investment_min, RoutingRule.investment_max, RoutingRule.hours,
    RoutingRule.team_id,
)  # fmt: skip
IN_ORDER = (RoutingRule.position, RoutingRule.id)


def winner(session: Session, case: Case) -> Route:
    """The first rule that matches; raises :class:`NoRule`."""
    found = session.execute(FIRST, _values(case)).first()
    if found is None:
        raise NoRule("the last routing rule is missing")
    return won_by(Rule(*found), case)


def _equal(name: str) -> ColumnElement[bool]:
    column = getattr(RoutingRule, name)
    return or_(column.is_(None), column == bindparam(name, type_=column.type))


def _spans(name: str) -> ColumnElement[bool]:
    """What is not known is NULL, which no comparison holds for: it lies in no range."""
    low, high = getattr(RoutingRule, f"{name}_min"), getattr(RoutingRule, f"{name}_max")
    value = bindparam(name, type_=low.type)
    return and_(or_(low.is_(None), low <= value), or_(high.is_(None), high > value))


def _one_of(column: InstrumentedAttribute[str | None], name: str) -> ColumnElement[bool]:
    return or_(column.is_(None), column.in_(bindparam(name, expanding=True)))


FIRST = (
    select(*COLUMNS)
    .where(
        or_(RoutingRule.use_contact.is_(False), bindparam("has_contact", type_=Boolean()).is_(True)),
        *(_equal(name) for name in (*EQUAL, "hours")),
        *(_spans(name) for name in RANGES),
        _one_of(RoutingRule.region, "regions"),
        _one_of(RoutingRule.industry, "industries"),
    )
    .order_by(*IN_ORDER)
    .limit(1)
)  # fmt: skip


def _values(case: Case) -> Mapping[str, object]:
    known = {name: getattr(case, name) for name in (*EQUAL, *RANGES)}
    return known | {
        "has_contact": case.office_id is not None or case.contact_id is not None,
        "hours": Hours.IN if case.in_hours else Hours.OUT,
        "regions": lineage(case.region),
        "industries": (*lineage(case.industry), *case.chains),
    }
