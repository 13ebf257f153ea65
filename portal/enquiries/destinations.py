"""From the rule that won to the office and person, as they are today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts import duties
from portal.accounts.models import Organisation, Team, User
from portal.accounts.organisations import Kind
from portal.core.clock import today
from portal.enquiries import sharing
from portal.enquiries.models import RoutingRule
from portal.enquiries.routing import Case, Route, Rule
from portal.enquiries.winning import COLUMNS, IN_ORDER, winner


@dataclass(frozen=True, slots=True)
class Destination:
    """Who gets it: an office always, and a person wherever anybody there can answer."""

    route: Route
    organisation: Organisation
    officer: User | None
    team: Team | None = None

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
    rows = session.execute(select(*COLUMNS).order_by(*IN_ORDER))
    return tuple(Rule(*row) for row in rows)


def as_rule(row: RoutingRule) -> Rule:
    return Rule(**{column.key: getattr(row, column.key) for column in COLUMNS})


def destination(session: Session, case: Case) -> Destination:
    """Where an enquiry goes; raises :class:`portal.enquiries.routing.NoRule`.

    Holds the team until the transaction ends, so that of two enquiries at one moment the second
    counts the first.
    """
    won = winner(session, case)
    if won.rule.team_id is not None:
        session.get(Team, won.rule.team_id, with_for_update=True)
    return whither(session, won, case)


def whither(session: Session, won: Route, case: Case) -> Destination:
    """Where a rule leads today; reads only.

    Who is away, deactivated or no longer there is passed over: the deputy gets it, else the
    office's duty officer, else whoever there has least to do.
    """
    organisation, team, person = _named(session, won.rule, case)
    shared = sharing.in_team(session, team, today()) if team else None
    officer = (
        sharing.present(session, person, organisation.id, today())
        or shared
        or in_charge(session, organisation.id)
    )
    return Destination(won, organisation, officer, team if shared else None)


def in_charge(session: Session, organisation_id: int) -> User | None:
    """The office's duty officer or deputy, else whoever there has least to do today."""
    duty = duties.duty_officer(session, organisation_id)
    return sharing.present(session, duty, organisation_id, today()) or sharing.in_office(
        session, organisation_id, today()
    )


def _named(
    session: Session, rule: Rule, case: Case
) -> tuple[Organisation, Team | None, User | None]:
    """What the rule names. A person goes with the office where that person works now."""
    if rule.use_contact:
        contact = session.get(User, case.contact_id) if case.contact_id else None
        if contact is not None:
            return contact.organisation, None, contact
        return _organisation(session, case.office_id), None, None
    if rule.team_id is not None:
        team = session.get_one(Team, rule.team_id)
        return _organisation(session, team.organisation_id), team, None
    person = session.get(User, rule.user_id) if rule.user_id else None
    return _organisation(session, rule.organisation_id), None, person


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
