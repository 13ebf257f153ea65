"""Who is away, who stands in, who has duty, who is in a team: entered on the desk."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from portal.accounts import duties
from portal.accounts.models import Absence, Team, TeamMember, User
from portal.core.clock import today
from portal.enquiries.models import Enquiry, RoutingRule
from portal.runtime import Runtime
from tests.conftest import Staff
from tests.support import factories
from tests.support.client import StrictClient
from tests.support.enquiries import an_enquiry, offices

PAGE = "/staff/absences/"


def me(portal: Runtime, client: StrictClient) -> User:
    """The officer who was made last is the one signed in."""
    with portal.database.read() as session:
        return session.scalars(select(User).order_by(User.id.desc()).limit(1)).one()


def test_while_somebody_is_away_the_deputy_gets_what_comes_in(
    portal: Runtime, staff: Staff
) -> None:
    with portal.database.write() as session:
        offices(session)
        deputy = factories.user(session, "officer", "yanhu")
    client = staff("officer", "yanhu")
    person = me(portal, client)
    days = {"first_day": today().isoformat(), "last_day": (today() + timedelta(days=3)).isoformat()}
    noted = client.submit(PAGE, {**days, "deputy": str(deputy.id)}, page=PAGE)
    assert noted.status_code == 303
    assert f"转给{deputy.name}" in client.get(PAGE).text
    with portal.database.write() as session:
        first = session.scalars(select(RoutingRule).order_by(RoutingRule.position)).first()
        assert first is not None
        first.use_contact, first.user_id = False, person.id
        first.organisation_id = person.organisation_id
        session.flush()
        assert an_enquiry(session).officer_id == deputy.id
        absence_id = session.scalars(select(Absence.id)).one()
    assert client.submit(f"{PAGE}{absence_id}/remove", page=PAGE).status_code == 303
    with portal.database.write() as session:
        assert an_enquiry(session, key="later").officer_id == person.id
        assert session.get(Enquiry, 1) is not None


def test_without_a_deputy_it_says_who_gets_what_comes_in(staff: Staff) -> None:
    client, day = staff("officer", "yanhu"), today().isoformat()
    client.submit(PAGE, {"first_day": day, "last_day": day, "deputy": ""}, page=PAGE)
    assert "由本单位值班人员处理" in client.get(PAGE).text


def test_wrong_days_are_told_at_the_field_and_kept(portal: Runtime, staff: Staff) -> None:
    client = staff("officer", "yanhu")
    for days in (
        ("", ""),
        ("soon", "2030-01-01"),
        ("2030-01-02", "2030-01-01"),
        ("2030-02-30", ""),
    ):
        page = client.submit(
            PAGE, {"first_day": days[0], "last_day": days[1], "deputy": ""}, page=PAGE
        )
        assert page.status_code == 422
        assert 'aria-invalid="true"' in page.text
    stranger = {"first_day": "2030-01-01", "last_day": "2030-01-02", "deputy": "99999"}
    assert client.submit(PAGE, stranger, page=PAGE).status_code == 422
    with portal.database.read() as session:
        assert session.scalars(select(Absence)).all() == []


def test_a_duty_officer_and_a_team_are_appointed(portal: Runtime, staff: Staff) -> None:
    with portal.database.write() as session:
        offices(session)
        officer = factories.user(session, "officer", "yanhu")
        outsider = factories.user(session, "officer", "linyi")
    client = staff("administrator")
    page = f"/staff/duties/{officer.organisation_id}"
    sent = {"duty_officer": str(officer.id), "head": "", "version": "0"}
    assert client.submit(page, sent, page=page).status_code == 303
    assert client.submit(page, sent, page=page).status_code == 409, "somebody was quicker"
    wrong = {**sent, "duty_officer": str(outsider.id), "version": "1"}
    assert client.submit(page, wrong, page=page).status_code == 422
    added = {"name": "外资组", "members": [str(officer.id)]}
    assert client.submit(f"{page}/teams", added, page=page).status_code == 303
    assert client.submit(f"{page}/teams", {"name": " "}, page=page).status_code == 422
    assert "外资组" in client.get(page).text
    with portal.database.read() as session:
        found = duties.duty_officer(session, officer.organisation_id)
        assert found is not None
        assert found.id == officer.id
        team = session.scalars(select(Team)).one()
        assert session.scalars(select(TeamMember.user_id)).all() == [officer.id]
    address = f"/staff/duties/teams/{team.id}"
    renamed = {f"team{team.id}-name": "外商组", "version": str(team.version)}
    assert client.submit(address, renamed, page=page).status_code == 303
    with portal.database.read() as session:
        team = session.scalars(select(Team)).one()
        assert team.name == "外商组"
        assert session.scalars(select(TeamMember)).all() == [], "nobody was ticked"
    switched = {"version": str(team.version)}
    assert client.submit(f"{address}/deactivate", switched, page=page).status_code == 303
    with portal.database.read() as session:
        assert not session.scalars(select(Team)).one().active
