"""One-time links work once, in time, for what they were made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts import joining, links
from portal.accounts.joining import Joining
from portal.accounts.links import LinkUnusable, Purpose
from portal.accounts.models import OneTimeLink, Role, User
from portal.accounts.passwords import WeakPassword, verify
from portal.accounts.people import EmailTaken
from portal.core.clock import now
from portal.runtime import Runtime
from tests.support import factories

KEY = "the secret of this test"
FIRST = Joining("first@invest.example", "First", factories.PASSWORD, "en")
ANY = tuple(Purpose)


def last_part(path: str) -> str:
    return path.rsplit("/", 1)[1]


def person_with_link(session: Session, purpose: Purpose) -> tuple[User, str]:
    user = factories.user(session)
    return user, last_part(links.path(links.create(session, purpose, user.id), KEY))


def test_the_first_administrator_joins_by_link_and_then_there_is_no_link(portal: Runtime) -> None:
    with portal.database.write() as session:
        factories.organisation(session, "yanhu")
        factories.organisation(session, "agency")
        path = links.first_admin_link(session, KEY)
        assert path is not None
        assert path.startswith("/staff/join/")
        assert links.first_admin_link(session, KEY) == path  # `portal init` may be run again
        found = links.find(session, KEY, last_part(path), *ANY)
        user = joining.join(session, found, FIRST)
        assert (user.role, user.organisation.key, user.locale) == ("administrator", "agency", "en")
        assert verify(user.password_hash, factories.PASSWORD)
        assert links.first_admin_link(session, KEY) is None


def test_an_administrator_who_cannot_sign_in_does_not_count(portal: Runtime) -> None:
    with portal.database.write() as session:
        factories.user(session, Role.ADMINISTRATOR, password_hash="")
        factories.user(session, Role.ADMINISTRATOR, active=False)
        assert links.first_admin_link(session, KEY)


def test_the_first_administrators_link_dies_when_there_is_another(portal: Runtime) -> None:
    with portal.database.write() as session:
        path = links.first_admin_link(session, KEY)
        factories.user(session, Role.ADMINISTRATOR)
        with pytest.raises(LinkUnusable):
            links.find(session, KEY, last_part(str(path)), *ANY)


def test_a_link_works_once(portal: Runtime) -> None:
    with portal.database.write() as session:
        user, address = person_with_link(session, Purpose.RESET)
        link = links.find(session, KEY, address, Purpose.RESET)
        joining.reset_password(session, link, "another fine password")
        assert verify(user.password_hash, "another fine password")
        with pytest.raises(LinkUnusable):
            links.find(session, KEY, address, Purpose.RESET)


@pytest.mark.parametrize(
    ("purpose", "lifetime"),
    [(Purpose.INVITATION, timedelta(days=7)), (Purpose.RESET, timedelta(hours=1))],
)
def test_a_link_grows_too_old(portal: Runtime, purpose: Purpose, lifetime: timedelta) -> None:
    with portal.database.write() as session:
        _, address = person_with_link(session, purpose)
        with time_machine.travel(now() + lifetime - timedelta(minutes=1)):
            assert links.find(session, KEY, address, purpose)
        too_late = now() + lifetime + timedelta(minutes=1)
        with time_machine.travel(too_late), pytest.raises(LinkUnusable):
            links.find(session, KEY, address, purpose)


def test_an_invitation_is_no_reset(portal: Runtime) -> None:
    with portal.database.write() as session:
        _, address = person_with_link(session, Purpose.INVITATION)
        with pytest.raises(LinkUnusable):
            links.find(session, KEY, address, Purpose.RESET)


@pytest.mark.parametrize(
    "change",
    [
        lambda a: a[:-1] + ("A" if a[-1] != "A" else "B"),
        lambda a: a + "x",
        lambda a: "9" + a,
        lambda a: "99999999999999999999-" + a.split("-", 1)[1],
        lambda a: "0" + a,
        lambda a: "",
        lambda a: "-",
        lambda a: a.replace("-", "\0", 1),
        lambda a: "\ud800" + a,
    ],
)
def test_a_changed_address_is_refused(portal: Runtime, change: Callable[[str], str]) -> None:
    with portal.database.write() as session:
        _, address = person_with_link(session, Purpose.RESET)
        with pytest.raises(LinkUnusable):
            links.find(session, KEY, change(address), *ANY)


def test_another_secret_key_makes_other_links(portal: Runtime) -> None:
    with portal.database.write() as session:
        _, address = person_with_link(session, Purpose.RESET)
        with pytest.raises(LinkUnusable):
            links.find(session, "another secret", address, *ANY)


def test_a_newer_link_replaces_the_older(portal: Runtime) -> None:
    with portal.database.write() as session:
        user, older = person_with_link(session, Purpose.RESET)
        newer = last_part(links.path(links.create(session, Purpose.RESET, user.id), KEY))
        assert links.find(session, KEY, newer, Purpose.RESET)
        with pytest.raises(LinkUnusable):
            links.find(session, KEY, older, Purpose.RESET)


def test_a_deactivated_persons_link_is_dead(portal: Runtime) -> None:
    with portal.database.write() as session:
        user, address = person_with_link(session, Purpose.RESET)
        user.active = False
        session.flush()
        with pytest.raises(LinkUnusable):
            links.find(session, KEY, address, Purpose.RESET)


def test_nothing_usable_stands_in_the_database(portal: Runtime) -> None:
    with portal.database.write() as session:
        _, address = person_with_link(session, Purpose.RESET)
        link = session.scalars(select(OneTimeLink)).one()
        assert link.nonce not in address
        assert address.split("-", 1)[1] not in repr(vars(link))


def test_a_weak_password_or_a_taken_mail_leaves_the_link_usable(portal: Runtime) -> None:
    with portal.database.write() as session:
        taken = factories.user(session).email
        address = last_part(str(links.first_admin_link(session, KEY)))
        link = links.find(session, KEY, address, *ANY)
        with pytest.raises(WeakPassword):
            joining.join(session, link, Joining("a@b.example", "A", "short", "en"))
        with pytest.raises(EmailTaken):
            joining.join(session, link, Joining(taken, "A", factories.PASSWORD, "en"))
        assert links.find(session, KEY, address, *ANY)
