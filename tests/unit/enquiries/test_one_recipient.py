"""Whoever works where, is away or gone: every case has one recipient, who can open it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import timedelta
from threading import Barrier

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.accounts import absences, teams
from portal.accounts.models import Absence, OfficeDuty, Organisation, Role, Team, TeamMember, User
from portal.core.audit import SYSTEM
from portal.core.clock import now, today
from portal.enquiries import rules
from portal.enquiries.destinations import destination
from portal.enquiries.models import Enquiry, RoutingRule
from portal.enquiries.routing import Case, Rule, route
from portal.enquiries.rules import RuleFacts
from portal.enquiries.subjects import can_answer
from portal.runtime import Runtime
from tests.support import factories
from tests.support.enquiries import COUNTIES, an_enquiry, offices
from tests.unit.enquiries.test_routing_properties import LAST, cases
from tests.unit.enquiries.test_routing_properties import rules as sets_of_rules

KEYS = ("agency", *COUNTIES)
PLACES = st.integers(0, len(KEYS) - 1)
PEOPLE = st.integers(0, 5)  # by number; those who are not there are left out
POINTING_ELSEWHERE = ("listing_id", "origin_id")


@dataclass(frozen=True)
class Person:
    office: int
    role: Role
    active: bool
    away: bool
    deputy: int


@dataclass(frozen=True)
class World:
    people: list[Person]
    teams: list[tuple[int, bool, list[int]]]  # office, at work, members
    duties: dict[int, int]  # duty officers by office
    rules: list[Rule]
    targets: list[tuple[int, str, int]]  # office, and a team or a person there, of each rule


WORLDS = st.builds(
    World,
    people=st.lists(
        st.builds(
            Person,
            office=PLACES,
            role=st.sampled_from((Role.OFFICER, Role.OFFICER, Role.PUBLISHER, Role.VIEWER)),
            active=st.sampled_from((True, True, False)),
            away=st.booleans(),
            deputy=PEOPLE,
        ),
        max_size=6,
    ),
    teams=st.lists(
        st.tuples(PLACES, st.sampled_from((True, True, False)), st.lists(PEOPLE, unique=True)),
        max_size=2,
    ),
    duties=st.dictionaries(PLACES, PEOPLE),
    rules=sets_of_rules(),
    targets=st.lists(
        st.tuples(PLACES, st.sampled_from(("office", "team", "person")), PEOPLE),
        min_size=13, max_size=13,
    ),
)  # fmt: skip


@pytest.fixture
def writing(portal: Runtime) -> Iterator[Session]:
    with portal.database.write() as session:
        offices(session)
        yield session


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(WORLDS, cases(), PLACES, st.one_of(st.none(), PEOPLE))
def test_every_case_has_exactly_one_recipient_who_is_there_and_can_open_it(
    writing: Session, world: World, case: Case, owner: int, contact: int | None
) -> None:
    with writing.begin_nested() as trial:
        made = Made(writing, world)
        asked = made.case(case, owner, contact)
        found = destination(writing, asked)
        assert found.route == route(made.rules, asked)
        assert found.organisation.id in made.offices
        if found.officer is not None:
            assert can_answer(found.officer, found.organisation.id)
            assert absences.standing_in(writing, found.officer, today()) == found.officer
        else:
            assert not made.reachable(found.organisation)
        assert found.team is None or found.team.organisation_id == found.organisation.id
        again = destination(writing, asked)
        assert (again.organisation, again.officer) == (found.organisation, found.officer)
        trial.rollback()


class Made:
    """A world as rows."""

    def __init__(self, session: Session, world: World) -> None:
        self._session = session
        self.offices = [factories.organisation(session, key).id for key in KEYS]
        self.people = [self._person(number, one) for number, one in enumerate(world.people)]
        session.flush()
        for user, one in zip(self.people, world.people, strict=True):
            if one.away:
                self._away(user, self._one(one.deputy))
        self.teams = [self._team(*one) for one in world.teams]
        for place, number in world.duties.items():
            duty = self._one(number)
            session.add(
                OfficeDuty(
                    organisation_id=self.offices[place], duty_officer_id=duty.id if duty else None
                )
            )
        self.rules = [
            self._led(rule, *target)
            for rule, target in zip(world.rules, world.targets, strict=False)
        ]
        session.execute(delete(RoutingRule))
        session.add_all(
            RoutingRule(position=place, **asdict(rule)) for place, rule in enumerate(self.rules)
        )
        session.flush()

    def case(self, case: Case, owner: int, contact: int | None) -> Case:
        """The case of a listing of that owner and that contact, if the contact can answer."""
        user = None if contact is None else self._one(contact)
        facts = asdict(case) | dict.fromkeys(POINTING_ELSEWHERE)
        facts["office_id"] = self.offices[owner] if owner else None  # the agency's own says nothing
        facts["contact_id"] = user.id if user and can_answer(user) else None
        return Case(**facts)

    def reachable(self, office: Organisation) -> list[User]:
        """Who answers there today, themselves or by a deputy."""
        standing = [
            absences.standing_in(self._session, user, today())
            for user in self.people
            if can_answer(user, office.id)
        ]
        return [user for user in standing if user and can_answer(user, office.id)]

    def _one(self, number: int) -> User | None:
        return self.people[number] if number < len(self.people) else None

    def _person(self, number: int, one: Person) -> User:
        office = self._session.get_one(Organisation, self.offices[one.office])
        user = User(
            email=f"p{number}@invest.example", name=f"P{number}", role=one.role, locale="en",
            organisation=office, active=one.active, created_at=now(), password_hash="",
        )  # fmt: skip
        self._session.add(user)
        return user

    def _away(self, user: User, deputy: User | None) -> None:
        chosen = deputy.id if deputy and deputy is not user else None
        days = {"first_day": today() - timedelta(days=1), "last_day": today()}
        self._session.add(Absence(user_id=user.id, deputy_id=chosen, **days))

    def _team(self, place: int, active: bool, members: list[int]) -> Team:
        team = Team(organisation_id=self.offices[place], name="组", active=active)
        self._session.add(team)
        self._session.flush()
        there = [user for number in members if (user := self._one(number))]
        self._session.add_all(TeamMember(team_id=team.id, user_id=user.id) for user in there)
        return team

    def _led(self, rule: Rule, place: int, kind: str, number: int) -> Rule:
        facts = asdict(rule) | dict.fromkeys(POINTING_ELSEWHERE)
        team = self.teams[number % len(self.teams)] if self.teams and kind == "team" else None
        person = self._one(number) if kind == "person" else None
        facts["team_id"] = team.id if team else None
        facts["user_id"] = person.id if person else None
        facts["organisation_id"] = team.organisation_id if team else self.offices[place]
        return Rule(**facts)


def test_the_last_rule_of_every_world_takes_everything() -> None:
    assert not LAST.conditions
    assert not LAST.use_contact


def test_two_questions_at_one_moment_are_shared_by_the_team(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)
        people = [factories.user(session, "officer", "yanhu") for _ in range(2)]
        team = teams.add(session, SYSTEM, people[0].organisation_id, "外资组")
        teams.change(session, SYSTEM, team, team.version, team.name, people)
        given = dict.fromkeys(("listing_type", "region", "industry", "user_id"))
        facts = {**given, "name": "", "locale": "en", "use_contact": False,
                 "organisation_id": team.organisation_id, "team_id": team.id}  # fmt: skip
        rules.add(session, SYSTEM, RuleFacts(**facts))  # type: ignore[arg-type]
    both = Barrier(2)

    def ask(number: int) -> None:
        both.wait()
        with portal.database.write() as session:
            an_enquiry(session, key=f"at-once-{number}", locale="en", message=f"Question {number}")

    for round_ in range(3):
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(ask, (2 * round_, 2 * round_ + 1)))
        with portal.database.read() as session:
            got = list(session.scalars(select(Enquiry.officer_id).order_by(Enquiry.officer_id)))
            assert got == sorted([user.id for user in people] * (round_ + 1))
