"""Whoever rules and duties rely on does not go unseen: the desk says what would happen, and asks."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts import absences, teams
from portal.accounts.models import OfficeDuty, Team, TeamMember, User
from portal.core.audit import SYSTEM
from portal.core.clock import today
from portal.enquiries import rules
from portal.enquiries.rules import RuleFacts
from portal.runtime import Runtime
from tests.conftest import Staff
from tests.support import factories
from tests.support.client import StrictClient
from tests.support.enquiries import an_enquiry

Setting = Callable[[Session, User], object]


def lead(session: Session, name: str, **target: int) -> None:
    given = dict.fromkeys(("listing_type", "region", "industry", "organisation_id", "user_id"))
    facts = {**given, "name": name, "locale": "en", "use_contact": False, **target}
    rules.add(session, SYSTEM, RuleFacts(**facts))  # type: ignore[arg-type]


@pytest.fixture
def officer(portal: Runtime) -> User:
    """One of two who answer at the county."""
    with portal.database.write() as session:
        factories.user(session, "officer", "yanhu", name="王值班")
        return factories.user(session, "officer", "yanhu", name="李明")


def form_of(user: User, **changes: str) -> dict[str, str]:
    form = {"version": str(user.version), "name": user.name, "role": user.role,
            "organisation": str(user.organisation_id), "active": "y"}  # fmt: skip
    return {**form, **changes}


def gone(user: User) -> dict[str, str]:
    form = form_of(user)
    del form["active"]
    return form


def sent_again(page: str) -> dict[str, str]:
    """What the page that asks sends when its button is pressed."""
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    return {name: value for name, value in hidden if name != "csrf_token"}


def is_active(portal: Runtime, user: User) -> bool:
    with portal.database.read() as session:
        return session.get_one(User, user.id).active


def on_duty(session: Session, name: str) -> None:
    user = session.scalars(select(User).where(User.name == name)).one()
    session.merge(OfficeDuty(organisation_id=user.organisation_id, duty_officer_id=user.id))
    session.flush()


def test_a_person_named_by_a_rule_goes_only_when_the_desk_was_told_what_then_happens(
    portal: Runtime, staff: Staff, officer: User
) -> None:
    with portal.database.write() as session:
        on_duty(session, "王值班")
        lead(session, "外资", organisation_id=officer.organisation_id, user_id=officer.id)
    admin, path = staff("administrator"), f"/staff/people/{officer.id}"
    asked = admin.submit(path, gone(officer))
    assert asked.status_code == 409
    assert "外资" in asked.text
    assert "王值班" in asked.text
    assert is_active(portal, officer)
    done = admin.submit(path, sent_again(asked.text))
    assert done.status_code == 303
    assert not is_active(portal, officer)
    assert "rules__never" in admin.get("/staff/rules/").text


@pytest.mark.parametrize("change", [{"role": "viewer"}, {"organisation": "linyi"}])
def test_another_role_or_office_is_asked_about_too(
    portal: Runtime, staff: Staff, officer: User, change: dict[str, str]
) -> None:
    with portal.database.write() as session:
        lead(session, "外资", organisation_id=officer.organisation_id, user_id=officer.id)
        if "organisation" in change:
            change = {"organisation": str(factories.organisation(session, "linyi").id)}
    asked = staff("administrator").submit(f"/staff/people/{officer.id}", form_of(officer, **change))
    assert asked.status_code == 409
    assert "外资" in asked.text


def as_head(session: Session, user: User) -> None:
    session.add(OfficeDuty(organisation_id=user.organisation_id, head_id=user.id))


def as_duty_officer(session: Session, user: User) -> None:
    session.add(OfficeDuty(organisation_id=user.organisation_id, duty_officer_id=user.id))


def as_deputy(session: Session, user: User) -> None:
    absent = session.scalars(select(User).where(User.name == "王值班")).one()
    absences.add(session, SYSTEM, absent, (today(), today() + timedelta(days=3)), user)


def as_only_member(session: Session, user: User) -> None:
    team = teams.add(session, SYSTEM, user.organisation_id, "外资组")
    session.add(TeamMember(team_id=team.id, user_id=user.id))
    lead(session, "外资", organisation_id=user.organisation_id, team_id=team.id)


def as_contact(session: Session, user: User) -> None:
    factories.space(session).contact_id = user.id


def with_an_open_enquiry(session: Session, user: User) -> None:
    an_enquiry(session).officer_id = user.id
    session.flush()
    enquiry = an_enquiry(session)
    enquiry.organisation_id, enquiry.officer_id = user.organisation_id, user.id


def as_the_only_one_who_answers(session: Session, user: User) -> None:
    session.scalars(select(User).where(User.name == "王值班")).one().active = False


@pytest.mark.parametrize(
    ("relied_on", "said"),
    [
        (as_head, "yanhu办公室"),
        (as_duty_officer, "yanhu办公室"),
        (as_deputy, "王值班"),
        (as_only_member, "外资"),
        (as_contact, "1"),
        (with_an_open_enquiry, "1"),
        (as_the_only_one_who_answers, "yanhu办公室"),
    ],
)
def test_whatever_a_person_is_relied_on_for_is_named(
    portal: Runtime, staff: Staff, officer: User, relied_on: Setting, said: str
) -> None:
    with portal.database.write() as session:
        relied_on(session, session.get_one(User, officer.id))
    asked = staff("administrator").submit(f"/staff/people/{officer.id}", gone(officer))
    assert asked.status_code == 409
    assert said in asked.text.split('id="errors"')[1]
    assert is_active(portal, officer)


def test_who_is_relied_on_for_nothing_goes_without_a_question(
    portal: Runtime, staff: Staff, officer: User
) -> None:
    sent = staff("administrator").submit(f"/staff/people/{officer.id}", gone(officer))
    assert sent.status_code == 303
    assert not is_active(portal, officer)


def test_it_is_asked_again_where_more_would_be_lost_than_was_shown(
    portal: Runtime, staff: Staff, officer: User
) -> None:
    with portal.database.write() as session:
        lead(session, "外资", organisation_id=officer.organisation_id, user_id=officer.id)
    admin, path = staff("administrator"), f"/staff/people/{officer.id}"
    asked = admin.submit(path, gone(officer))
    with portal.database.write() as session:
        lead(session, "后来", organisation_id=officer.organisation_id, user_id=officer.id)
    again = admin.submit(path, sent_again(asked.text))
    assert again.status_code == 409
    assert "后来" in again.text
    assert is_active(portal, officer)
    assert admin.submit(path, sent_again(again.text)).status_code == 303


@pytest.mark.parametrize("mark", ["", "y", "\x00", "'; DROP", "x" * 10_000])
def test_a_made_up_acceptance_counts_for_nothing(
    portal: Runtime, staff: Staff, officer: User, mark: str
) -> None:
    with portal.database.write() as session:
        as_duty_officer(session, session.get_one(User, officer.id))
    form = {**gone(officer), "accepted": mark}
    sent = staff("administrator").submit(f"/staff/people/{officer.id}", form)
    assert sent.status_code == 409
    assert is_active(portal, officer)


@pytest.fixture
def team(portal: Runtime, officer: User) -> Team:
    """A team of one, to whom a rule leads."""
    with portal.database.write() as session:
        as_only_member(session, officer)
        return session.scalars(select(Team)).one()


def test_a_team_is_switched_off_only_when_the_desk_was_told(
    portal: Runtime, staff: Staff, team: Team
) -> None:
    admin, path = staff("administrator"), f"/staff/duties/teams/{team.id}/deactivate"
    page = f"/staff/duties/{team.organisation_id}"
    asked = admin.submit(path, {"version": str(team.version)}, page=page)
    assert asked.status_code == 409
    assert "外资" in asked.text
    assert admin.submit(path, sent_again(asked.text), page=page).status_code == 303
    with portal.database.read() as session:
        assert not session.get_one(Team, team.id).active


def test_the_last_member_leaves_a_team_only_when_the_desk_was_told(
    portal: Runtime, staff: Staff, team: Team
) -> None:
    admin, path = staff("administrator"), f"/staff/duties/teams/{team.id}"
    page, prefix = f"/staff/duties/{team.organisation_id}", f"team{team.id}-"
    form = {"version": str(team.version), f"{prefix}name": "外资组"}
    asked = admin.submit(path, form, page=page)
    assert asked.status_code == 409
    with portal.database.read() as session:
        assert session.scalars(select(TeamMember)).one()
    assert admin.submit(path, sent_again(asked.text), page=page).status_code == 303
    with portal.database.read() as session:
        assert session.scalars(select(TeamMember)).first() is None
    assert "rules__never" in admin.get("/staff/rules/").text


def test_a_rule_to_an_office_where_nobody_answers_is_marked(
    portal: Runtime, staff: Staff, officer: User
) -> None:
    admin: StrictClient = staff("administrator")
    with portal.database.write() as session:
        linyi = factories.organisation(session, "linyi").id
        lead(session, "可以", organisation_id=officer.organisation_id)
        lead(session, "不行", organisation_id=linyi)
    page = admin.get("/staff/rules/").text
    able, unable = (page.split(f">{name}</a>")[1].split("</tr>")[0] for name in ("可以", "不行"))
    assert "rules__never" not in able
    assert "rules__never" in unable
