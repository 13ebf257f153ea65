"""`portal user add`: staff from the command line."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from portal.accounts.models import User
from portal.accounts.passwords import verify
from portal.cli.failure import Failure
from portal.cli.users import user
from portal.runtime import Runtime
from tests.support import factories
from tests.support.factories import PASSWORD


@pytest.fixture
def run(portal: Runtime, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("PORTAL_DATA_DIR", str(portal.settings.data_dir))
    monkeypatch.setenv("PORTAL_DATABASE_URL", portal.settings.database_url)
    with portal.database.write() as session:
        factories.organisation(session, "yanhu")
        factories.organisation(session, "agency")
    return CliRunner()


def add(run: CliRunner, *arguments: str, password: str = PASSWORD) -> Result:
    return run.invoke(user, ["add", *arguments], input=f"{password}\n")


def people(portal: Runtime) -> list[User]:
    with portal.database.read() as session:
        return list(session.scalars(select(User)))


def test_somebody_is_added_for_the_agency_unless_told_otherwise(
    run: CliRunner, portal: Runtime
) -> None:
    assert add(run, "Li@Invest.Example", "--role", "editor").exit_code == 0
    assert add(run, "wu@invest.example", "--role", "officer", "--org", "yanhu").exit_code == 0
    one, two = people(portal)
    assert (one.email, one.role, one.organisation.key) == ("li@invest.example", "editor", "agency")
    assert (two.role, two.organisation.key) == ("officer", "yanhu")
    assert verify(one.password_hash, PASSWORD)


@pytest.mark.parametrize(
    ("arguments", "password", "said"),
    [
        (("a@invest.example", "--role", "editor"), "short", "password"),
        (("a@invest.example", "--role", "editor"), "", "password"),
        (("a@invest.example", "--role", "editor", "--org", "mars"), PASSWORD, "agency"),
    ],
)
def test_what_could_not_be_done_is_said_in_one_line(
    run: CliRunner, portal: Runtime, arguments: tuple[str, ...], password: str, said: str
) -> None:
    result = add(run, *arguments, password=password)
    assert isinstance(result.exception, Failure)
    assert said in str(result.exception)
    assert "\n" not in str(result.exception)
    assert people(portal) == []


def test_a_mail_that_is_taken_is_no_second_person(run: CliRunner, portal: Runtime) -> None:
    add(run, "a@invest.example", "--role", "editor")
    result = add(run, "A@invest.example", "--role", "administrator")
    assert isinstance(result.exception, Failure)
    assert [person.role for person in people(portal)] == ["editor"]


@pytest.mark.parametrize(
    "arguments",
    [("nobody", "--role", "editor"), ("a@b.example", "--role", "king"), ("a@b.example",)],
)
def test_wrong_usage_is_told_apart(run: CliRunner, arguments: tuple[str, ...]) -> None:
    assert add(run, *arguments).exit_code == 2
