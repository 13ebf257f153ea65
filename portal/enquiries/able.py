"""Who can answer where, looked up once for many rules."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Team, TeamMember, User
from portal.accounts.permissions import Permission, allows, roles_with
from portal.enquiries.models import RoutingRule


class Able:
    """Who can answer, as it stands when this is made; an absence makes nobody unable."""

    def __init__(self, session: Session) -> None:
        able = User.active.is_(True) & User.role.in_(roles_with(Permission.ENQUIRY_ANSWER))
        self._people = {user.id: user for user in session.scalars(select(User).where(able))}
        self._offices = frozenset(user.organisation_id for user in self._people.values())
        at_work = (
            select(Team.id)
            .join(TeamMember, TeamMember.team_id == Team.id)
            .join(User, User.id == TeamMember.user_id)
            .where(Team.active.is_(True), able, User.organisation_id == Team.organisation_id)
        )
        self._teams = frozenset(session.scalars(at_work))

    def person(self, user_id: int, office_id: int) -> bool:
        """Whether a person can answer for that office."""
        user = self._people.get(user_id)
        return user is not None and user.organisation_id == office_id

    def opens(self, user_id: int, office_id: int) -> bool:
        """Whether a person can go on with an enquiry of that office, from wherever they work."""
        user = self._people.get(user_id)
        return user is not None and allows(user, Permission.ENQUIRY_ANSWER, office_id)

    def team(self, team_id: int) -> bool:
        """Whether it is at work, and somebody in it can answer."""
        return team_id in self._teams

    def office(self, office_id: int | None) -> bool:
        """Whether anybody there can answer."""
        return office_id in self._offices

    def target(self, rule: RoutingRule, team: Team | None) -> bool:
        """Whether what a rule leads to can take an enquiry: its team, person or office."""
        if team is not None:
            return self.team(team.id)
        if rule.user_id is not None and rule.organisation_id is not None:
            return self.person(rule.user_id, rule.organisation_id)
        return self.office(rule.organisation_id)
