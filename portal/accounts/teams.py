"""Teams: people of one office who share its enquiries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.accounts.models import Team, TeamMember, User
from portal.core import audit
from portal.core.audit import Actor


class TeamChanged(Exception):
    """Somebody changed the team meanwhile."""


class Stranger(Exception):
    """A member works for another office."""


def of_office(session: Session, organisation_id: int) -> Sequence[Team]:
    """The teams of an office, those at work first."""
    return session.scalars(
        select(Team)
        .where(Team.organisation_id == organisation_id)
        .order_by(Team.active.desc(), Team.name, Team.id)
    ).all()


def all_active(session: Session) -> Sequence[Team]:
    """Every team at work, by office."""
    order = (Team.organisation_id, Team.name, Team.id)
    return session.scalars(select(Team).where(Team.active.is_(True)).order_by(*order)).all()


def members(session: Session, team_ids: Iterable[int]) -> Mapping[int, Sequence[User]]:
    """Who is in each team, deactivated people included; by name."""
    found: dict[int, list[User]] = {}
    rows = session.execute(
        select(TeamMember.team_id, User)
        .join(User, User.id == TeamMember.user_id)
        .where(TeamMember.team_id.in_(tuple(team_ids)))
        .order_by(TeamMember.team_id, User.name, User.id)
    )
    for team_id, user in rows:
        found.setdefault(team_id, []).append(user)
    return found


def add(session: Session, by: Actor, organisation_id: int, name: str) -> Team:
    team = Team(organisation_id=organisation_id, name=name)
    session.add(team)
    session.flush()
    audit.record(session, by, "team.added", ("team", team.id), organisation=organisation_id)
    return team


def change(
    session: Session, by: Actor, team: Team, version: int, name: str, people: Sequence[User]
) -> None:
    """Rename a team and say who is in it. Raises :class:`TeamChanged` and :class:`Stranger`."""
    _expect(session, team, version)
    if any(user.organisation_id != team.organisation_id for user in people):
        raise Stranger
    team.name = name
    team.version += 1
    session.execute(delete(TeamMember).where(TeamMember.team_id == team.id))
    session.add_all(TeamMember(team_id=team.id, user_id=user.id) for user in people)
    session.flush()
    audit.record(session, by, "team.changed", ("team", team.id), members=len(people))


def deactivate(session: Session, by: Actor, team: Team, version: int) -> None:
    """It gets nothing more; rules that name it lead to its office's duty officer."""
    _expect(session, team, version)
    team.active, team.version = False, version + 1
    session.flush()
    audit.record(session, by, "team.deactivated", ("team", team.id))


def activate(session: Session, by: Actor, team: Team, version: int) -> None:
    _expect(session, team, version)
    team.active, team.version = True, version + 1
    session.flush()
    audit.record(session, by, "team.activated", ("team", team.id))


def _expect(session: Session, team: Team, version: int) -> None:
    session.refresh(team, with_for_update=True)
    if team.version != version:
        raise TeamChanged
