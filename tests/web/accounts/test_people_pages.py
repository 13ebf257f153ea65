"""Inviting, changing and deactivating colleagues."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from portal.accounts.models import User
from portal.core.clock import now
from portal.core.outbox import OutboxRow
from portal.runtime import Runtime
from tests.conftest import Staff
from tests.support import factories
from tests.support.client import StrictClient

Person = Callable[..., User]


def form_of(user: User, **changes: str) -> dict[str, str]:
    form = {"version": str(user.version), "name": user.name, "role": user.role,
            "organisation": str(user.organisation_id), "active": "y"}  # fmt: skip
    return {**form, **changes}


def stored(portal: Runtime, user: User) -> User:
    with portal.database.read() as session:
        return session.get_one(User, user.id)


@pytest.mark.parametrize("role", ["publisher", "editor", "officer", "viewer"])
@pytest.mark.parametrize("path", ["/staff/people/", "/staff/organisations/", "/staff/audit/"])
def test_only_administrators_see_people_offices_and_trail(
    staff: Staff, role: str, path: str
) -> None:
    client = staff(role)
    assert client.get(path).status_code == 403
    assert path not in client.get("/staff/").text


def test_the_list_shows_who_works_here_and_who_was_only_invited(
    staff: Staff, person: Person
) -> None:
    person("editor", name="王小明", active=False)
    person("officer", name="Anna <b>Schmidt</b>", password_hash="")
    page = staff("administrator").get("/staff/people/").text
    assert "王小明" in page
    assert "Anna &lt;b&gt;Schmidt&lt;/b&gt;" in page
    assert page.count("state--off") == 1
    assert page.count("state--wait") == 1


def test_inviting_twice_is_refused_at_the_mails_field(staff: Staff, person: Person) -> None:
    user = person()
    form = {"email": user.email, "name": "X", "role": "viewer",
            "organisation": str(user.organisation_id), "locale": "en"}  # fmt: skip
    answer = staff("administrator").submit("/staff/people/invite", form)
    assert answer.status_code == 422
    assert 'href="#email"' in answer.text
    assert 'value="X"' in answer.text


@pytest.mark.parametrize(
    "changes",
    [
        {"role": "emperor"}, {"role": ""}, {"organisation": "99999999999999999999"},
        {"organisation": "1 OR 1=1"}, {"email": "no address"}, {"email": "a@b.example\r\nBcc: x"},
        {"name": ""}, {"name": "\0"}, {"name": "n" * 81}, {"locale": "xx"},
    ],
)  # fmt: skip
def test_a_bad_invitation_is_shown_again(
    staff: Staff, portal: Runtime, changes: dict[str, str]
) -> None:
    form = {"email": "new@invest.example", "name": "New", "role": "viewer", "organisation": "1",
            "locale": "en", **changes}  # fmt: skip
    assert staff("administrator").submit("/staff/people/invite", form).status_code == 422
    with portal.database.read() as session:
        assert len(session.scalars(select(User)).all()) == 1


def test_an_editor_becomes_an_officer_elsewhere(
    staff: Staff, person: Person, portal: Runtime
) -> None:
    user = person("editor")
    with portal.database.write() as session:
        yanhu = factories.organisation(session, "yanhu").id
    form = form_of(user, role="officer", organisation=str(yanhu), name="新名字")
    answer = staff("administrator").submit(f"/staff/people/{user.id}", form)
    assert answer.status_code == 303
    after = stored(portal, user)
    assert (after.role, after.organisation_id, after.name) == ("officer", yanhu, "新名字")


def test_of_two_who_change_a_person_the_second_sees_both_versions(
    staff: Staff, person: Person, portal: Runtime
) -> None:
    user, client = person("editor", name="First"), staff("administrator")
    client.submit(f"/staff/people/{user.id}", form_of(user, name="Second"))
    answer = client.submit(f"/staff/people/{user.id}", form_of(user, name="Third"))
    assert answer.status_code == 409
    assert "Second" in answer.text
    assert 'value="Third"' in answer.text
    assert stored(portal, user).name == "Second"
    assert 'name="version" value="2"' in answer.text  # saving again now is a decision


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 5000])
def test_a_lost_version_is_a_conflict(staff: Staff, person: Person, version: str) -> None:
    user = person()
    form = form_of(user, version=version, name="Other")
    assert staff("administrator").submit(f"/staff/people/{user.id}", form).status_code == 409


def test_the_last_administrator_keeps_the_role(staff: Staff, portal: Runtime) -> None:
    client = staff("administrator")
    with portal.database.read() as session:
        me = session.scalars(select(User)).one()
    for change in ({"role": "viewer"}, {"active": ""}):
        form = {k: v for k, v in form_of(me, **change).items() if v}
        answer = client.submit(f"/staff/people/{me.id}", form)
        assert answer.status_code == 422
        assert 'href="#role"' in answer.text
    assert (stored(portal, me).role, stored(portal, me).active) == ("administrator", True)


def test_a_deactivated_colleague_is_out_at_once(
    app: object, staff: Staff, person: Person, visitor: Callable[[], StrictClient]
) -> None:
    user, client = person("editor"), visitor()
    client.submit("/staff/sign-in", {"email": user.email, "password": factories.PASSWORD})
    form = form_of(user)
    form.pop("active")
    staff("administrator").submit(f"/staff/people/{user.id}", form)
    assert client.get("/staff/").status_code == 303


def test_an_invitation_is_sent_again_only_to_who_has_not_joined(
    staff: Staff, person: Person, portal: Runtime
) -> None:
    client = staff("administrator")
    for user in (person(password_hash=""), person(), person(password_hash="", active=False)):
        path = f"/staff/people/{user.id}/invitation"
        assert client.submit(path, page="/staff/people/").status_code == 303
    with portal.database.read() as session:
        assert len(session.scalars(select(OutboxRow)).all()) == 1


def test_an_expired_invitation_waits_for_an_administrator(staff: Staff, person: Person) -> None:
    person("editor", password_hash="")
    page = staff("administrator").get("/staff/").text
    assert '<b class="waiting__count">1</b>' in page
    assert 'class="waiting__count"' not in staff("viewer").get("/staff/").text


@pytest.mark.parametrize("number", ["0", "77", "2147483648", str(2**63), str(2**70), "x", "-1"])
def test_a_person_who_does_not_exist_is_not_found(staff: Staff, number: str) -> None:
    client = staff("administrator")
    assert client.get(f"/staff/people/{number}").status_code == 404
    for path in (f"/staff/people/{number}", f"/staff/people/{number}/invitation"):
        assert client.submit(path, page="/staff/people/").status_code in (404, 405)


@pytest.mark.parametrize("page", ["0", "-5", "x", "9" * 30, "", "2"])
def test_any_page_number_is_answered(staff: Staff, page: str) -> None:
    assert staff("administrator").get(f"/staff/people/?page={page}").status_code == 200


def test_a_long_list_costs_no_query_a_person(
    staff: Staff, portal: Runtime, count_queries: Callable[[], list[str]]
) -> None:
    client = staff("administrator")
    with portal.database.write() as session:
        home = factories.organisation(session, "yanhu")
        for number in range(40):
            session.add(User(email=f"p{number}@invest.example", name=f"P{number}", role="viewer",
                             organisation_id=home.id, created_at=now()))  # fmt: skip
    statements = count_queries()
    assert client.get("/staff/people/").text.count("table__sub") == 41
    assert len(statements) <= 7, statements
