"""Invitations, the first administrator, and new passwords."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from portal.accounts import links
from portal.accounts.mails import invitation, reset
from portal.accounts.models import OneTimeLink, StaffSession, User
from portal.core.outbox import OutboxRow
from portal.runtime import Runtime
from tests.conftest import Staff
from tests.support.client import StrictClient
from tests.support.factories import PASSWORD

Browser = Callable[[], StrictClient]
Person = Callable[..., User]
Link = Callable[[], str]
FRESH = "one more fine password"


def test_the_first_administrator_sets_a_password_and_is_at_the_desk(
    client: StrictClient, person: Person, portal: Runtime
) -> None:
    person("editor")  # so that the agency exists
    with portal.database.write() as session:
        path = links.first_admin_link(session, portal.settings.secret_key)
    assert path
    facts = {"email": "First@Invest.Example", "name": "第一人", "password": FRESH, "locale": "en"}
    answer = client.submit(path, facts)
    assert (answer.status_code, answer.location) == (303, "/staff/")
    assert client.get("/staff/people/").status_code == 200
    assert client.get(path).status_code == 410


def test_an_invited_colleague_joins_with_the_mails_link(
    staff: Staff, client: StrictClient, newest_link: Link, portal: Runtime
) -> None:
    administrator = staff("administrator")
    with portal.database.read() as session:
        home = session.scalar(select(User.organisation_id))
    form = {"email": "new@invest.example", "name": "New", "role": "officer",
            "organisation": str(home), "locale": "zh-hans"}  # fmt: skip
    assert administrator.submit("/staff/people/invite", form).status_code == 303
    path = newest_link()
    mine = {"name": "新同事", "password": FRESH, "locale": "zh-hant"}
    assert client.submit(path, mine).location == "/staff/"
    assert '<html lang="zh-Hant">' in client.get("/staff/").text
    with portal.database.read() as session:
        user = session.scalars(select(User).where(User.email == "new@invest.example")).one()
        assert (user.name, user.role) == ("新同事", "officer")


def test_a_link_cannot_make_more_of_its_person_than_was_decided(
    client: StrictClient, person: Person, newest_link: Link, portal: Runtime
) -> None:
    """Mass assignment: role, mail and organisation in the form change nothing."""
    user = person("viewer", password_hash="")
    with portal.database.write() as session:
        links.create(session, links.Purpose.INVITATION, user.id)
    more = {"role": "administrator", "email": "x@y.example", "organisation": "1", "active": "y"}
    client.submit(newest_link(), {"name": "V", "password": FRESH, "locale": "en", **more})
    with portal.database.read() as session:
        after = session.get_one(User, user.id)
        assert (after.role, after.email) == ("viewer", user.email)


def test_looking_at_a_link_any_number_of_times_changes_nothing(
    client: StrictClient, person: Person, newest_link: Link, portal: Runtime
) -> None:
    user = person(password_hash="")
    with portal.database.write() as session:
        links.create(session, links.Purpose.INVITATION, user.id)
    for _ in range(3):
        answer = client.get(newest_link())
        assert answer.status_code == 200
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
    with portal.database.read() as session:
        assert session.scalars(select(OneTimeLink)).one().used_at is None


def test_a_forgotten_password_is_set_anew_and_every_browser_is_signed_out(
    client: StrictClient, visitor: Browser, person: Person, newest_link: Link
) -> None:
    email = person().email
    old = visitor()
    old.submit("/staff/sign-in", {"email": email, "password": PASSWORD})
    answer = client.submit("/staff/forgotten", {"email": email})
    assert answer.location == "/staff/forgotten/sent"
    assert client.get(answer.location).status_code == 200
    path = newest_link()
    assert client.submit(path, {"password": FRESH}).location == "/staff/sign-in"
    assert old.get("/staff/").status_code == 303
    sign_in = {"email": email, "password": PASSWORD}
    assert visitor().submit("/staff/sign-in", sign_in).status_code == 422
    assert visitor().submit("/staff/sign-in", sign_in | {"password": FRESH}).status_code == 303
    assert client.get(path).status_code == 410


def test_asking_for_a_stranger_is_answered_the_same_and_sends_nothing(
    visitor: Browser, person: Person, portal: Runtime
) -> None:
    known, gone = person().email, person(active=False).email
    answers = {
        (a.status_code, a.location, a.text)
        for email in (known, gone, "nobody@invest.example")
        for a in [visitor().submit("/staff/forgotten", {"email": email})]
    }
    assert len(answers) == 1
    with portal.database.read() as session, visitor().application.app_context():
        rows = session.scalars(select(OutboxRow)).all()
        mails = [reset(session, portal.settings, row.payload) for row in rows]
        assert [mail.to for mail in mails if mail] == [known]


def test_nobodys_mailbox_is_flooded(client: StrictClient, person: Person, portal: Runtime) -> None:
    email = person().email
    for _ in range(6):
        assert client.submit("/staff/forgotten", {"email": email}).status_code == 303
    with portal.database.read() as session:
        assert session.scalar(select(func.count()).select_from(OutboxRow)) == 3


@pytest.mark.parametrize("password", ["", "short", "passwordpassword"])
def test_a_weak_password_is_refused_at_the_field_and_the_link_stays(
    client: StrictClient, person: Person, newest_link: Link, password: str
) -> None:
    client.submit("/staff/forgotten", {"email": person().email})
    answer = client.submit(newest_link(), {"password": password})
    assert answer.status_code == 422
    assert 'href="#password"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert client.submit(newest_link(), {"password": FRESH}).status_code == 303


@pytest.mark.parametrize(
    "address", ["x", "1-" + "A" * 32, "99999999999999999999-" + "A" * 32, "%00"]
)
def test_a_wrong_link_says_what_to_do(client: StrictClient, address: str) -> None:
    for place in ("join", "reset"):
        answer = client.get(f"/staff/{place}/{address}")
        assert answer.status_code == 410
        assert "/staff/forgotten" in answer.text
        assert client.submit(f"/staff/{place}/{address}", page="/staff/sign-in").status_code == 410


def test_the_links_secret_stays_out_of_the_log(
    client: StrictClient, person: Person, newest_link: Link, capfd: pytest.CaptureFixture[str]
) -> None:
    client.submit("/staff/forgotten", {"email": person().email})
    client.get(newest_link())
    logged = capfd.readouterr()
    assert newest_link().split("-", 1)[1] not in logged.out + logged.err


def test_the_mails_are_in_the_readers_language_and_lead_to_the_link(
    app: object, client: StrictClient, person: Person, newest_link: Link, portal: Runtime
) -> None:
    client.submit("/staff/forgotten", {"email": person(locale="en", name="Anna").email})
    with portal.database.read() as session, client.application.app_context():
        row = session.scalars(select(OutboxRow)).one()
        mail = reset(session, portal.settings, row.payload)
    assert mail
    assert mail.locale.segment == "en"
    assert "Hello Anna," in mail.body
    assert f"http://localhost{newest_link()}\n" in mail.body
    assert "60 minutes" in mail.body
    assert "\n" not in mail.subject


def test_a_mail_for_a_link_that_was_replaced_is_not_sent(
    client: StrictClient, person: Person, portal: Runtime
) -> None:
    email = person().email
    client.submit("/staff/forgotten", {"email": email})
    client.submit("/staff/forgotten", {"email": email})
    with portal.database.read() as session, client.application.app_context():
        rows = session.scalars(select(OutboxRow).order_by(OutboxRow.id)).all()
        mails = [reset(session, portal.settings, row.payload) for row in rows]
        assert [mail is not None for mail in mails] == [False, True]
        assert invitation(session, portal.settings, {"link": 999}) is None


def test_joining_ends_whatever_sessions_there_were(
    client: StrictClient, person: Person, newest_link: Link, portal: Runtime
) -> None:
    client.submit("/staff/forgotten", {"email": person().email})
    client.submit(newest_link(), {"password": FRESH})
    with portal.database.read() as session:
        assert session.scalars(select(StaffSession)).all() == []
