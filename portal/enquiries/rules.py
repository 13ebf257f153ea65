"""Editing the routing rules: an ordered list whose last rule always matches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import IntEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Organisation, User
from portal.core import audit
from portal.core.audit import Actor
from portal.enquiries.models import RoutingRule


class Direction(IntEnum):
    UP = -1
    DOWN = 1


IN_ORDER = (RoutingRule.position, RoutingRule.id)


class Conflict(Exception):
    """Somebody changed the rule meanwhile, or it is gone."""


class LastRule(Exception):
    """The last rule catches everything: it cannot be deleted, moved or narrowed."""


@dataclass(frozen=True, slots=True)
class RuleFacts:
    """What a person may set of a rule. Empty conditions match everything."""

    name: str
    listing_type: str | None
    region: str | None
    industry: str | None
    locale: str | None
    use_contact: bool
    organisation_id: int | None
    user_id: int | None

    @property
    def narrows(self) -> bool:
        conditions = (self.listing_type, self.region, self.industry, self.locale)
        return self.use_contact or any(conditions)


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule with the names of the office and person it leads to."""

    rule: RoutingRule
    organisation: Organisation | None
    person: User | None


def overview(session: Session) -> Sequence[RuleRow]:
    """All rules in the order in which they are tried, in one query."""
    rows = session.execute(
        select(RoutingRule, Organisation, User)
        .outerjoin(Organisation, Organisation.id == RoutingRule.organisation_id)
        .outerjoin(User, User.id == RoutingRule.user_id)
        .order_by(RoutingRule.position, RoutingRule.id)
    )
    return tuple(RuleRow(*row) for row in rows)


def is_last(session: Session, rule: RoutingRule) -> bool:
    return session.scalars(select(RoutingRule.id).order_by(*IN_ORDER)).all()[-1] == rule.id


def add(session: Session, by: Actor, facts: RuleFacts) -> RoutingRule:
    """A new rule, tried just before the last."""
    rules = _ordered(session)
    rule = RoutingRule(position=len(rules), **asdict(facts))
    session.add(rule)
    rules.insert(-1, rule)
    _renumber(rules)
    session.flush()
    _record(session, by, "added", rule)
    return rule


def change(session: Session, by: Actor, rule: RoutingRule, version: int, facts: RuleFacts) -> None:
    """Raises :class:`Conflict`, and :class:`LastRule` when the last is given a condition."""
    rules = _ordered(session)
    _expect(rules, rule, version)
    if rules[-1].id == rule.id and facts.narrows:
        raise LastRule
    for name, value in asdict(facts).items():
        setattr(rule, name, value)
    rule.version += 1
    session.flush()
    _record(session, by, "changed", rule)


def move(
    session: Session, by: Actor, rule: RoutingRule, version: int, direction: Direction
) -> None:
    """One place up or down, never behind the last. Raises :class:`Conflict`, :class:`LastRule`."""
    rules = _ordered(session)
    _expect(rules, rule, version)
    place = rules.index(rule)
    target = place + direction
    if place == len(rules) - 1 or target == len(rules) - 1:
        raise LastRule
    if target >= 0:
        rules[place], rules[target] = rules[target], rules[place]
        rule.version += 1
        _renumber(rules)
        session.flush()
        _record(session, by, "moved", rule)


def delete(session: Session, by: Actor, rule: RoutingRule, version: int) -> None:
    """Enquiries keep what they were told of the rule. Raises `Conflict`, `LastRule`."""
    rules = _ordered(session)
    _expect(rules, rule, version)
    if rules[-1].id == rule.id:
        raise LastRule
    _record(session, by, "deleted", rule)
    session.delete(rule)
    session.flush()
    _renumber([kept for kept in rules if kept is not rule])
    session.flush()


def _ordered(session: Session) -> list[RoutingRule]:
    """Locked, so that two administrators cannot interleave."""
    rows = select(RoutingRule).order_by(*IN_ORDER)
    return list(session.scalars(rows.with_for_update().execution_options(populate_existing=True)))


def _expect(rules: Sequence[RoutingRule], rule: RoutingRule, version: int) -> None:
    if rule not in rules or rule.version != version:
        raise Conflict


def _renumber(rules: Sequence[RoutingRule]) -> None:
    for position, rule in enumerate(rules, start=1):
        rule.position = position


def _record(session: Session, by: Actor, deed: str, rule: RoutingRule) -> None:
    audit.record(session, by, f"rule.{deed}", ("rule", rule.id), position=rule.position)
