"""One's own name, language, password and browsers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import time_machine
from sqlalchemy import select

from portal.accounts.models import StaffSession, User
from portal.core.clock import now
from portal.runtime import Runtime
from tests.conftest import Staff
from tests.support.client import StrictClient
from tests.support.factories import PASSWORD

FRESH = "one more fine password"
PAGE = "/staff/account/"


def sign_in(client: StrictClient, email: str) -> StrictClient:
    client.submit("/staff/sign-in", {"email": email, "password": PASSWORD})
    return client


def me(portal: Runtime) -> User:
    with portal.database.read() as session:
        return session.scalars(select(User)).one()


def test_a_new_name_and_language_count_at_once(staff: Staff, portal: Runtime) -> None:
    client = staff("viewer")
    form = {"name": "陈 立", "locale": "en", "version": "1", "role": "administrator"}
    assert client.submit(f"{PAGE}details", form, page=PAGE).status_code == 303
    page = client.get(PAGE).text
    assert '<html lang="en">' in page
    assert 'value="陈 立"' in page
    assert me(portal).role == "viewer"


@pytest.mark.parametrize(
    "form", [{"name": ""}, {"name": "n" * 81}, {"locale": "xx"}, {"locale": ""}]
)
def test_bad_details_are_shown_again(staff: Staff, form: dict[str, str]) -> None:
    good = {"name": "Name", "locale": "en", "version": "1"}
    answer = staff("viewer").submit(f"{PAGE}details", {**good, **form}, page=PAGE)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


def test_details_changed_elsewhere_are_shown_beside_what_was_typed(staff: Staff) -> None:
    client = staff("viewer")
    client.submit(f"{PAGE}details", {"name": "One", "locale": "en", "version": "1"}, page=PAGE)
    stale = {"name": "Two", "locale": "en", "version": "1"}
    answer = client.submit(f"{PAGE}details", stale, page=PAGE)
    assert answer.status_code == 409
    assert "<td>One</td><td>Two</td>" in answer.text


def test_a_new_password_signs_the_other_browsers_out_and_keeps_this_one(
    visitor: Callable[[], StrictClient], person: Callable[..., User]
) -> None:
    email = person("editor").email
    here, elsewhere = sign_in(visitor(), email), sign_in(visitor(), email)
    before = here.get_cookie("portal_staff", path="/staff")
    form = {"current": PASSWORD, "password": FRESH}
    assert here.submit(f"{PAGE}password", form, page=PAGE).status_code == 303
    after = here.get_cookie("portal_staff", path="/staff")
    assert before
    assert after
    assert before.value != after.value
    assert here.get(PAGE).status_code == 200
    assert elsewhere.get(PAGE).status_code == 303
    assert sign_in(visitor(), email).get(PAGE).status_code == 303  # with the old password


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"current": "wrong wrong", "password": FRESH}, "current"),
        ({"current": PASSWORD, "password": "short"}, "password"),
        ({"current": "", "password": FRESH}, "current"),
        ({"current": "\0", "password": "\0" * 12}, "current"),
    ],
)
def test_a_refused_password_is_named_at_its_field(
    staff: Staff, form: dict[str, str], field: str
) -> None:
    answer = staff("viewer").submit(f"{PAGE}password", form, page=PAGE)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert FRESH not in answer.text


def test_a_borrowed_desk_is_no_place_to_guess_the_password(staff: Staff) -> None:
    client = staff("viewer")
    form = {"current": "wrong wrong", "password": FRESH}
    with time_machine.travel(now(), tick=False):
        answers = [client.submit(f"{PAGE}password", form, page=PAGE) for _ in range(11)]
    assert [a.status_code for a in answers] == [422] * 10 + [429]


def test_another_browser_is_listed_and_signed_out(
    visitor: Callable[[], StrictClient], person: Callable[..., User], portal: Runtime
) -> None:
    email = person("viewer").email
    elsewhere, here = visitor(), visitor()
    elsewhere.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"
    sign_in(elsewhere, email)
    sign_in(here, email)
    assert "Firefox" in here.get(PAGE).text
    with portal.database.read() as session:
        other = session.scalars(select(StaffSession).order_by(StaffSession.id)).first()
    assert other
    path = f"{PAGE}sessions/{other.id}/end"
    assert here.submit(path, page=PAGE).status_code == 303
    assert elsewhere.get(PAGE).status_code == 303
    assert here.get(PAGE).status_code == 200


def test_nobody_signs_a_stranger_out(staff: Staff, portal: Runtime) -> None:
    victim, attacker = staff("editor"), staff("administrator")
    with portal.database.read() as session:
        first = session.scalars(select(StaffSession).order_by(StaffSession.id)).first()
    assert first
    attacker.submit(f"{PAGE}sessions/{first.id}/end", page=PAGE)
    assert victim.get(PAGE).status_code == 200


@pytest.mark.parametrize("agent", ["", "<script>alert(1)</script>", "x" * 10_000])
def test_odd_browsers_are_listed_too(
    visitor: Callable[[], StrictClient], person: Callable[..., User], agent: str
) -> None:
    client = visitor()
    client.environ_base["HTTP_USER_AGENT"] = agent
    assert sign_in(client, person().email).get(PAGE).status_code == 200
