"""From the rule that won to the office and person, as they are today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Organisation, User
from portal.accounts.organisations import Kind
from portal.enquiries.models import RoutingRule
from portal.enquiries.routing import Case, Route, Rule, route
from portal.enquiries.subjects import can_answer


@dataclass(frozen=True, slots=True)
class Destination:
    route: Route
    organisation: Organisation
    officer: User | None

    @property
    def because(self) -> dict[str, Any]:
        """The rule as it stood, kept with the enquiry: the rule may change or go."""
        rule = self.route.rule
        return {
            "rule": rule.name,
            "conditions": rule.facts,
            "matched": dict(self.route.matched),
        }


def rules(session: Session) -> tuple[Rule, ...]:
    """All rules in the order in which they are tried."""
    rows = session.scalars(select(RoutingRule).order_by(RoutingRule.position, RoutingRule.id))
    return tuple(as_rule(row) for row in rows)


def as_rule(row: RoutingRule) -> Rule:
    return Rule(
        id=row.id,
        name=row.name,
        listing_type=row.listing_type,
        region=row.region,
        industry=row.industry,
        locale=row.locale,
        use_contact=row.use_contact,
        organisation_id=row.organisation_id,
        user_id=row.user_id,
    )


def destination(session: Session, case: Case) -> Destination:
    """Where an enquiry goes; raises :class:`portal.enquiries.routing.NoRule`."""
    won = route(rules(session), case)
    if won.rule.use_contact:
        organisation, officer = _own_contact(session, case)
    else:
        organisation = _organisation(session, won.rule.organisation_id)
        officer = _person(session, won.rule.user_id, organisation.id)
    return Destination(won, organisation, officer)


def _own_contact(session: Session, case: Case) -> tuple[Organisation, User | None]:
    """The person goes with the office where that person works now."""
    contact = session.get(User, case.contact_id) if case.contact_id else None
    if contact is not None:
        return contact.organisation, contact
    return _organisation(session, case.office_id), None


def _organisation(session: Session, organisation_id: int | None) -> Organisation:
    """The office, or the agency where a rule names none."""
    found = session.get(Organisation, organisation_id) if organisation_id else None
    return (
        found
        or session.scalars(
            select(Organisation)
            .where(Organisation.kind == Kind.AGENCY)
            .order_by(Organisation.id)
            .limit(1)
        ).one()
    )


def _person(session: Session, user_id: int | None, organisation_id: int) -> User | None:
    person = session.get(User, user_id) if user_id else None
    return person if person and can_answer(person, organisation_id) else None
