"""Signing in and out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.accounts.models import StaffSession, User
from portal.core.audit import AuditEntry
from portal.core.clock import now
from portal.core.database import Busy
from portal.runtime import Runtime
from tests.conftest import Staff
from tests.support.client import StrictClient
from tests.support.factories import PASSWORD

Browser = Callable[[], StrictClient]
Person = Callable[..., User]


def sign_in(
    client: StrictClient, email: str, password: str = PASSWORD, **data: str
) -> TestResponse:
    return client.submit("/staff/sign-in", {"email": email, "password": password, **data})


def test_a_page_of_the_desk_leads_to_sign_in_and_back(client: StrictClient, person: Person) -> None:
    refused = client.get("/staff/account/")
    assert refused.location == "/staff/sign-in?next=/staff/account/"
    page = client.get(refused.location)
    assert 'value="/staff/account/"' in page.text
    answer = sign_in(client, person().email, next="/staff/account/")
    assert (answer.status_code, answer.location) == (303, "/staff/account/")
    assert client.get("/staff/account/").status_code == 200


def test_capitals_and_blanks_in_the_mail_are_forgiven(client: StrictClient, person: Person) -> None:
    assert sign_in(client, f"  {person().email.upper()} ").status_code == 303


@pytest.mark.parametrize(
    "foreign", ["//evil.example/staff/", "https://evil.example", "/\\evil", "/en/"]
)
def test_nobody_is_sent_elsewhere(client: StrictClient, person: Person, foreign: str) -> None:
    assert sign_in(client, person().email, next=foreign).location == "/staff/"


def test_the_cookie_is_kept_from_scripts_and_from_the_public_site(
    client: StrictClient, person: Person
) -> None:
    cookies = sign_in(client, person().email).headers.getlist("Set-Cookie")
    (ours,) = [cookie for cookie in cookies if cookie.startswith("portal_staff=")]
    assert {"HttpOnly", "SameSite=Lax", "Path=/staff"} <= set(ours.split("; "))
    assert "Expires" not in ours


def test_strangers_and_wrong_passwords_are_told_the_same(visitor: Browser, person: Person) -> None:
    known, invited = person().email, person(password_hash="").email
    gone, stranger = person(active=False).email, "nobody@invest.example"
    answers = []
    for email, password in [
        (known, "wrong wrong wrong"), (stranger, PASSWORD), (invited, PASSWORD), (gone, PASSWORD),
        ("no address", PASSWORD),
    ]:  # fmt: skip
        answer = sign_in(visitor(), email, password)
        text = answer.text.replace(email, "…")
        answers.append((answer.status_code, text.split("<main")[1].split('name="csrf')[0]))
    assert answers[0][0] == 422
    assert len(set(answers)) == 1


def test_what_was_typed_is_kept_except_the_password(client: StrictClient, person: Person) -> None:
    email = person().email
    answer = sign_in(client, email, "wrong wrong wrong")
    assert f'value="{email}"' in answer.text
    assert "wrong wrong wrong" not in answer.text


def test_an_empty_form_names_both_fields(client: StrictClient) -> None:
    answer = sign_in(client, "", "")
    assert answer.status_code == 422
    assert 'href="#email"' in answer.text
    assert 'href="#password"' in answer.text


@pytest.mark.parametrize(
    "hostile",
    ["a\0b@invest.example", "<script>alert(1)</script>", "x" * 100_000, "' OR 1=1 --", "\ufffe"],
)
def test_hostile_entries_are_answered_calmly(client: StrictClient, hostile: str) -> None:
    assert sign_in(client, hostile, hostile).status_code == 422


def test_the_eleventh_attempt_waits_even_with_the_right_password(
    client: StrictClient, person: Person
) -> None:
    email = person().email
    with time_machine.travel(now(), tick=False):
        for _ in range(10):
            assert sign_in(client, email, "wrong wrong wrong").status_code == 422
        locked = sign_in(client, email)
    assert locked.status_code == 429
    assert int(locked.headers["Retry-After"]) == 900
    assert f'value="{email}"' in locked.text
    with time_machine.travel(now() + timedelta(minutes=16)):
        assert sign_in(client, email).status_code == 303


def test_one_persons_lock_out_is_not_anothers(client: StrictClient, person: Person) -> None:
    locked, other = person().email, person().email
    with time_machine.travel(now(), tick=False):
        for _ in range(11):
            sign_in(client, locked, "wrong wrong wrong")
        assert sign_in(client, other).status_code == 303


def test_an_address_that_tries_many_accounts_waits(client: StrictClient, person: Person) -> None:
    email = person().email
    with time_machine.travel(now(), tick=False):
        for number in range(50):
            sign_in(client, f"guess{number}@invest.example", "wrong wrong wrong")
        assert sign_in(client, email).status_code == 429


def test_a_success_forgets_earlier_slips(visitor: Browser, person: Person) -> None:
    email = person().email
    with time_machine.travel(now(), tick=False):
        for _round in range(2):
            for _ in range(9):
                sign_in(visitor(), email, "wrong wrong wrong")
            assert sign_in(visitor(), email).status_code == 303


def test_a_form_without_its_token_changes_nothing(client: StrictClient, person: Person) -> None:
    email = person().email
    answer = client.post("/staff/sign-in", data={"email": email, "password": PASSWORD})
    assert answer.status_code == 400
    assert client.get("/staff/").status_code == 303


def test_signing_in_makes_a_new_session_and_ends_the_old(
    client: StrictClient, person: Person, portal: Runtime
) -> None:
    """A cookie planted before signing in is worth nothing afterwards."""
    email = person().email
    sign_in(client, email)
    first = client.get_cookie("portal_staff", path="/staff")
    client.post("/staff/sign-in")
    page = client.get("/staff/account/").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    data = {"csrf_token": token, "email": email, "password": PASSWORD}
    assert client.post("/staff/sign-in", data=data).status_code == 303
    second = client.get_cookie("portal_staff", path="/staff")
    assert first
    assert second
    assert first.value != second.value
    with portal.database.read() as session:
        assert len(session.scalars(select(StaffSession)).all()) == 1


def test_a_signed_out_cookie_is_worth_nothing(staff: Staff, visitor: Browser) -> None:
    client = staff("viewer")
    cookie = client.get_cookie("portal_staff", path="/staff")
    assert cookie
    assert client.submit("/staff/sign-out", page="/staff/").location == "/staff/sign-in"
    thief = visitor()
    thief.set_cookie("portal_staff", cookie.value, path="/staff")
    assert thief.get("/staff/").status_code == 303


def test_signing_out_needs_the_forms_token(staff: Staff) -> None:
    client = staff("viewer")
    assert client.post("/staff/sign-out").status_code == 400
    assert client.get("/staff/").status_code == 200


@pytest.mark.parametrize("change", [{"active": False}, {"role": "viewer"}])
def test_rights_taken_away_are_gone_at_the_next_request(
    staff: Staff, portal: Runtime, change: dict[str, object]
) -> None:
    client = staff("administrator")
    assert client.get("/staff/people/").status_code == 200
    with portal.database.write() as session:
        user = session.scalars(select(User)).one()
        for name, value in change.items():
            setattr(user, name, value)
    assert client.get("/staff/people/").status_code in (303, 403)


def test_the_trail_knows_who_came_and_who_failed(
    client: StrictClient, person: Person, portal: Runtime
) -> None:
    user = person()
    sign_in(client, user.email, "wrong wrong wrong")
    sign_in(client, "secret.stranger@invest.example")
    sign_in(client, user.email)
    with portal.database.read() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
        assert [(e.action, e.subject_id) for e in entries] == [
            ("account.sign_in_failed", str(user.id)),
            ("account.sign_in_failed", "unknown"),
            ("account.signed_in", str(user.id)),
        ]


def test_the_desk_speaks_the_persons_language_and_before_that_the_browsers(
    client: StrictClient, person: Person
) -> None:
    taiwan = client.get("/staff/sign-in", headers={"Accept-Language": "zh-TW"})
    assert '<html lang="zh-Hant">' in taiwan.text
    chosen = client.get("/staff/sign-in?language=en", headers={"Accept-Language": "zh-TW"})
    assert '<html lang="en">' in chosen.text
    sign_in(client, person(locale="en").email)
    assert '<html lang="en">' in client.get("/staff/", headers={"Accept-Language": "zh-TW"}).text


def test_a_busy_database_does_not_keep_readers_out(
    staff: Staff, portal: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Noting when somebody was last seen waits for nobody."""
    client = staff("viewer")

    def no_turn() -> None:
        raise Busy("another writer holds the database")

    monkeypatch.setattr(type(portal.database), "write", lambda self: no_turn())
    with time_machine.travel(now() + timedelta(minutes=5)):
        assert client.get("/staff/").status_code == 200


def test_being_used_keeps_a_session_alive(staff: Staff) -> None:
    client = staff("viewer")
    start = now()
    for hours in (1.5, 3, 4.5):
        with time_machine.travel(start + timedelta(hours=hours)):
            assert client.get("/staff/").status_code == 200
    with time_machine.travel(start + timedelta(hours=6.6)):
        assert client.get("/staff/").status_code == 303


def test_the_public_site_never_sees_the_desks_cookie(staff: Staff) -> None:
    client = staff("administrator")
    assert "Set-Cookie" not in client.get("/healthz").headers
    assert client.get_cookie("portal_staff", path="/") is None
