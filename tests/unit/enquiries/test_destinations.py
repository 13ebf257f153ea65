"""Who gets it today: the one named, the deputy, the least loaded, the duty officer."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts import absences, teams
from portal.accounts.models import OfficeDuty, Team, User
from portal.core.audit import SYSTEM
from portal.core.clock import today
from portal.enquiries import rules
from portal.enquiries.destinations import destination
from portal.enquiries.models import Enquiry, EnquiryState
from portal.enquiries.routing import Case
from portal.enquiries.rules import EmptyRange, NoTarget, RuleFacts
from portal.runtime import Runtime
from tests.support import factories
from tests.support.enquiries import an_enquiry, offices

CASE = Case("en")
keys = count(1)


def lead(session: Session, **values: object) -> None:
    """A rule for English questions."""
    start = dict.fromkeys(
        ("listing_type", "region", "industry", "organisation_id", "user_id"), None
    )
    given = {**start, "name": "", "locale": "en", "use_contact": False, **values}
    rules.add(session, SYSTEM, RuleFacts(**given))  # type: ignore[arg-type]


def officer(session: Session, **values: object) -> User:
    return factories.user(session, "officer", "yanhu", **values)


def away(session: Session, user: User, deputy: User | None = None) -> None:
    days = (today() - timedelta(days=1), today())
    absences.add(session, SYSTEM, user, days, deputy)


def a_team(session: Session, *people: User) -> Team:
    found = teams.add(session, SYSTEM, people[0].organisation_id, "外资组")
    teams.change(session, SYSTEM, found, found.version, found.name, people)
    lead(session, organisation_id=found.organisation_id, team_id=found.id)
    return found


def asked(session: Session) -> User | None:
    """Who gets one more English question."""
    enquiry = an_enquiry(session, key=f"d{next(keys)}", locale="en")
    return session.get(User, enquiry.officer_id) if enquiry.officer_id else None


def test_the_deputy_gets_it_in_an_absence_and_the_deputys_deputy(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)
        first, second, third = (officer(session) for _ in range(3))
        lead(session, organisation_id=first.organisation_id, user_id=first.id)
        assert destination(session, CASE).officer == first
        away(session, first, second)
        assert destination(session, CASE).officer == second
        away(session, second, third)
        assert destination(session, CASE).officer == third


def test_deputies_in_a_circle_leave_it_to_the_duty_officer(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)
        first, second, duty = (officer(session) for _ in range(3))
        session.add(OfficeDuty(organisation_id=duty.organisation_id, duty_officer_id=duty.id))
        lead(session, organisation_id=first.organisation_id, user_id=first.id)
        away(session, first, second)
        away(session, second, first)
        assert destination(session, CASE).officer == duty


def test_a_deputy_who_could_not_open_it_is_passed_over(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)
        first, duty = officer(session), officer(session)
        elsewhere = factories.user(session, "officer", "linyi")
        session.add(OfficeDuty(organisation_id=duty.organisation_id, duty_officer_id=duty.id))
        lead(session, organisation_id=first.organisation_id, user_id=first.id)
        away(session, first, elsewhere)
        assert destination(session, CASE).officer == duty


@pytest.mark.parametrize("change", [{"active": False}, {"role": "viewer"}])
def test_somebody_who_can_no_longer_answer_is_passed_over(
    portal: Runtime, change: dict[str, object]
) -> None:
    with portal.database.write() as session:
        offices(session)
        gone, duty = officer(session), officer(session)
        session.add(OfficeDuty(organisation_id=duty.organisation_id, duty_officer_id=duty.id))
        lead(session, organisation_id=gone.organisation_id, user_id=gone.id)
        for name, value in change.items():
            setattr(gone, name, value)
        session.flush()
        found = destination(session, CASE)
        assert (found.organisation.key, found.officer) == ("yanhu", duty)


def test_an_office_without_anybody_gets_it_as_an_office(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)
        yanhu = factories.organisation(session, "yanhu")
        lead(session, organisation_id=yanhu.id)
        found = destination(session, CASE)
        assert (found.organisation, found.officer) == (yanhu, None)
        somebody = officer(session)
        assert destination(session, CASE).officer == somebody


def test_a_team_shares_fairly(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)
        people = [officer(session) for _ in range(3)]
        team = a_team(session, *people)
        got = [asked(session) for _ in range(9)]
        assert got == people * 3
        assert set(session.scalars(select(Enquiry.team_id))) == {team.id}
        closed = session.scalars(select(Enquiry).where(Enquiry.officer_id == people[2].id)).first()
        assert closed is not None
        closed.state = EnquiryState.CLOSED
        session.flush()
        assert asked(session) == people[2]


def test_who_is_away_gets_nothing_of_the_team_and_a_deputy_only_when_all_are(
    portal: Runtime,
) -> None:
    with portal.database.write() as session:
        offices(session)
        first, second, deputy = (officer(session) for _ in range(3))
        a_team(session, first, second)
        away(session, first, deputy)
        assert [asked(session) for _ in range(2)] == [second, second]
        away(session, second)
        assert asked(session) == deputy


def test_a_team_that_is_no_more_leaves_it_to_the_office(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)
        member, duty = officer(session), officer(session)
        session.add(OfficeDuty(organisation_id=duty.organisation_id, duty_officer_id=duty.id))
        team = a_team(session, member)
        teams.deactivate(session, SYSTEM, team, team.version)
        found = destination(session, CASE)
        assert (found.officer, found.team) == (duty, None)
        assert rules.naming_team(session, team.id) == 1


def test_rules_without_a_target_or_with_an_empty_range_are_refused(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)
        with pytest.raises(NoTarget):
            lead(session)
        with pytest.raises(EmptyRange):
            lead(session, use_contact=True, area_min=10.0, area_max=10.0)
