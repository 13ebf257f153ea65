"""Who may be changed into what."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts import people, sessions
from portal.accounts.links import Purpose
from portal.accounts.models import OneTimeLink, Role, User
from portal.accounts.people import (
    EmailTaken,
    LastAdministrator,
    NewPerson,
    OwnRights,
    PersonChanged,
    PersonFacts,
    WrongPassword,
)
from portal.core.audit import SYSTEM, Actor, AuditEntry
from portal.core.outbox import OutboxRow
from portal.runtime import Runtime
from tests.support import factories


def facts(user: User, **changes: object) -> PersonFacts:
    now: dict[str, object] = {
        "name": user.name,
        "role": Role(user.role),
        "organisation_id": user.organisation_id,
        "active": user.active,
    }
    return PersonFacts(**{**now, **changes})  # type: ignore[arg-type]


def invited(session: Session, email: str = "new@invest.example") -> User:
    home = factories.organisation(session)
    person = NewPerson(email, "New", Role.EDITOR, home.id, "zh-hans")
    return people.invite(session, SYSTEM, person)


def test_an_invitation_promises_a_mail_with_the_links_id_alone(portal: Runtime) -> None:
    with portal.database.write() as session:
        user = invited(session)
        link = session.scalars(select(OneTimeLink)).one()
        row = session.scalars(select(OutboxRow)).one()
        assert (link.user_id, link.purpose) == (user.id, Purpose.INVITATION)
        assert (row.topic, row.payload) == ("mail.invitation", {"link": link.id})


def test_a_mail_belongs_to_one_person(portal: Runtime) -> None:
    with portal.database.write() as session:
        invited(session)
        with pytest.raises(EmailTaken):
            invited(session)
        assert len(session.scalars(select(User)).all()) == 1


def test_the_last_administrator_stays(portal: Runtime) -> None:
    with portal.database.write() as session:
        last = factories.user(session, Role.ADMINISTRATOR)
        factories.user(session, Role.ADMINISTRATOR, active=False)
        factories.user(session, Role.ADMINISTRATOR, password_hash="")
        for change in ({"role": Role.EDITOR}, {"active": False}):
            with pytest.raises(LastAdministrator):
                people.change_person(session, SYSTEM, last.id, 1, facts(last, **change))
        assert (last.role, last.active) == ("administrator", True)


def test_administrators_do_not_take_their_own_rights_away(portal: Runtime) -> None:
    with portal.database.write() as session:
        one = factories.user(session, Role.ADMINISTRATOR)
        factories.user(session, Role.ADMINISTRATOR)
        me = Actor(one.id, one.name)
        for change in ({"role": Role.VIEWER}, {"active": False}):
            with pytest.raises(OwnRights):
                people.change_person(session, me, one.id, 1, facts(one, **change))
        people.change_person(session, me, one.id, 1, facts(one, name="New name"))
        assert one.name == "New name"


def test_a_colleague_may(portal: Runtime) -> None:
    with portal.database.write() as session:
        one = factories.user(session, Role.ADMINISTRATOR)
        other = factories.user(session, Role.ADMINISTRATOR)
        actor = Actor(other.id, other.name)
        people.change_person(session, actor, one.id, 1, facts(one, role=Role.EDITOR))
        assert one.role == "editor"


def test_a_save_against_an_old_version_is_refused(portal: Runtime) -> None:
    with portal.database.write() as session:
        user = factories.user(session)
        people.change_person(session, SYSTEM, user.id, 1, facts(user, name="First"))
        with pytest.raises(PersonChanged) as refused:
            people.change_person(session, SYSTEM, user.id, 1, facts(user, name="Second"))
        assert (refused.value.current.name, user.version) == ("First", 2)


def test_saving_nothing_new_is_no_change(portal: Runtime) -> None:
    with portal.database.write() as session:
        user = factories.user(session)
        people.change_person(session, SYSTEM, user.id, 1, facts(user))
        assert user.version == 1
        assert session.scalars(select(AuditEntry)).all() == []


def test_deactivating_ends_sessions_and_links(portal: Runtime) -> None:
    with portal.database.write() as session:
        user = factories.user(session)
        sessions.open_session(session, user, "")
        people.send_invitation(session, SYSTEM, user)
        people.change_person(session, SYSTEM, user.id, 1, facts(user, active=False))
        assert sessions.of_user(session, user.id) == []
        assert session.scalars(select(OneTimeLink)).one().used_at is not None


def test_the_trail_says_what_changed_but_no_names(portal: Runtime) -> None:
    with portal.database.write() as session:
        user = factories.user(session, Role.EDITOR)
        change = facts(user, role=Role.PUBLISHER, name="Other")
        people.change_person(session, Actor(7, "Boss"), user.id, 1, change)
        entry = session.scalars(select(AuditEntry)).one()
        assert (entry.actor_name, entry.action) == ("Boss", "person.changed")
        assert (entry.subject_type, entry.subject_id) == ("user", str(user.id))
        assert entry.detail == {"role": "editor → publisher", "name": "changed"}


def test_a_new_password_needs_the_old_and_ends_every_session(portal: Runtime) -> None:
    with portal.database.write() as session:
        user = factories.user(session)
        token = sessions.open_session(session, user, "")
        with pytest.raises(WrongPassword):
            people.change_own_password(session, user.id, "not mine at all", "a fresh password!")
        assert sessions.recognise(session, token)
        people.change_own_password(session, user.id, factories.PASSWORD, "a fresh password!")
        assert sessions.recognise(session, token) is None
