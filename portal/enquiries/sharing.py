"""Which of several people gets an enquiry: who is there, has least open, and waited longest."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session

from portal.accounts.absences import standing_in
from portal.accounts.models import Absence, Team, TeamMember, User
from portal.accounts.permissions import Permission, roles_with
from portal.enquiries.models import Enquiry, EnquiryState
from portal.enquiries.subjects import can_answer

MOST_DEPUTIES = 20  # people of a team whose deputies are asked when all of it are away


def present(session: Session, user: User | None, organisation_id: int, day: date) -> User | None:
    """The person or who stands in, if they can answer for that office; else None."""
    found = standing_in(session, user, day) if user else None
    return found if found and can_answer(found, organisation_id) else None


def in_team(session: Session, team: Team, day: date) -> User | None:
    """Whoever of an active team is there and has least to do; a deputy when all are away."""
    if not team.active:
        return None
    mine = select(TeamMember.user_id).where(TeamMember.team_id == team.id)
    of_team = _able(team.organisation_id, User.id.in_(mine))
    found = session.scalars(_least_loaded(of_team, day)).first()
    return found or _deputy(session, of_team, team.organisation_id, day)


def in_office(session: Session, organisation_id: int, day: date) -> User | None:
    """Whoever in an office can answer, is there and has least to do; a deputy when all are away."""
    of_office = _able(organisation_id)
    found = session.scalars(_least_loaded(of_office, day)).first()
    return found or _deputy(session, of_office, organisation_id, day)


def _able(organisation_id: int, *conditions: ColumnElement[bool]) -> Select[User]:
    return select(User).where(
        User.organisation_id == organisation_id,
        User.active.is_(True),
        User.role.in_(roles_with(Permission.ENQUIRY_ANSWER)),
        *conditions,
    )


def _least_loaded(people: Select[User], day: date) -> Select[User]:
    """Fewest open enquiries, then who got one longest ago, then the lower id.

    Both figures are read from an index a person, however many enquiries are stored.
    """
    waiting = (
        select(func.count())
        .where(Enquiry.officer_id == User.id, Enquiry.state == EnquiryState.OPEN)
        .scalar_subquery()
    )
    latest = (
        select(func.max(Enquiry.created_at)).where(Enquiry.officer_id == User.id).scalar_subquery()
    )
    away = exists().where(
        Absence.user_id == User.id, Absence.first_day <= day, Absence.last_day >= day
    )
    return people.where(~away).order_by(waiting, latest.asc().nulls_first(), User.id).limit(1)


def _deputy(session: Session, people: Select[User], organisation_id: int, day: date) -> User | None:
    for user in session.scalars(people.order_by(User.id).limit(MOST_DEPUTIES)):
        found = present(session, user, organisation_id, day)
        if found is not None:
            return found
    return None
