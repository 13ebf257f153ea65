"""Editing the routing rules: an ordered list whose last rule always matches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from enum import IntEnum

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from portal.accounts.models import Organisation, Team, User
from portal.core import audit
from portal.core.audit import Actor
from portal.core.database import alone_in
from portal.enquiries.models import RoutingRule


class Direction(IntEnum):
    UP = -1
    DOWN = 1


IN_ORDER = (RoutingRule.position, RoutingRule.id)


class Conflict(Exception):
    """Somebody changed the rule meanwhile, or it is gone."""


class LastRule(Exception):
    """The last rule catches everything: it cannot be deleted, moved or narrowed."""


class NoTarget(Exception):
    """It leads neither to the listing's own contact nor to an office."""


class EmptyRange(Exception):
    """Nothing lies between the lower and the upper end."""


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
    team_id: int | None = None
    kind: str | None = None
    listing_id: int | None = None
    origin_id: int | None = None
    area_min: float | None = None  # m²
    area_max: float | None = None
    investment_min: float | None = None  # 10,000 yuan
    investment_max: float | None = None
    hours: str | None = None

    @property
    def narrows(self) -> bool:
        """Whether there is any enquiry that it would not take."""
        targets = {"name", "organisation_id", "user_id", "team_id", "use_contact"}
        conditions = (getattr(self, one.name) for one in fields(self) if one.name not in targets)
        return self.use_contact or any(value is not None for value in conditions)

    def check(self) -> None:
        """Raises :class:`NoTarget` and :class:`EmptyRange`."""
        if not self.use_contact and self.organisation_id is None:
            raise NoTarget
        ranges = ((self.area_min, self.area_max), (self.investment_min, self.investment_max))
        if any(low is not None and high is not None and low >= high for low, high in ranges):
            raise EmptyRange


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule with the office, person and team it leads to."""

    rule: RoutingRule
    organisation: Organisation | None
    person: User | None
    team: Team | None


def overview(session: Session) -> Sequence[RuleRow]:
    """All rules in the order in which they are tried, in one query."""
    rows = session.execute(
        select(RoutingRule, Organisation, User, Team)
        .outerjoin(Organisation, Organisation.id == RoutingRule.organisation_id)
        .outerjoin(User, User.id == RoutingRule.user_id)
        .outerjoin(Team, Team.id == RoutingRule.team_id)
        .order_by(RoutingRule.position, RoutingRule.id)
    )
    return tuple(RuleRow(*row) for row in rows)


def naming_person(session: Session, user_id: int) -> int:
    """How many rules lead to a person."""
    return _count(session, RoutingRule.user_id == user_id)


def naming_team(session: Session, team_id: int) -> int:
    """How many rules lead to a team."""
    return _count(session, RoutingRule.team_id == team_id)


def _count(session: Session, condition: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(RoutingRule).where(condition)) or 0


def is_last(session: Session, rule: RoutingRule) -> bool:
    return session.scalars(select(RoutingRule.id).order_by(*IN_ORDER)).all()[-1] == rule.id


def add(session: Session, by: Actor, facts: RuleFacts) -> RoutingRule:
    """A new rule, tried just before the last. Raises as :meth:`RuleFacts.check` does."""
    facts.check()
    rules = _ordered(session)
    rule = RoutingRule(position=len(rules), **asdict(facts))
    session.add(rule)
    rules.insert(-1, rule)
    _renumber(rules)
    session.flush()
    _record(session, by, "added", rule)
    return rule


def change(session: Session, by: Actor, rule: RoutingRule, version: int, facts: RuleFacts) -> None:
    """Raises :class:`Conflict`, and :class:`LastRule` when the last is given a condition.

    Raises also as :meth:`RuleFacts.check` does.
    """
    facts.check()
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
    """Two administrators cannot interleave: not even one who adds a rule at that moment."""
    alone_in(session, RoutingRule)
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
