"""user add: staff from the command line."""

from __future__ import annotations

import sys

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.addresses import BadEmail, read_email
from portal.accounts.joining import home_organisation
from portal.accounts.models import Organisation, Role
from portal.accounts.passwords import WeakPassword
from portal.accounts.people import EmailTaken, NewPerson, put_person
from portal.cli.failure import Failure
from portal.cli.running import runtime
from portal.core.audit import SYSTEM
from portal.core.locales import DEFAULT


@click.group("user")
def user() -> None:
    """People of the staff desk."""


@user.command("add")
@click.argument("email")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--org", metavar="KEY", help="The office they work for; the agency if not given.")
@click.option("--name", help="How colleagues know them; the mail's first part if not given.")
def add_command(email: str, role: str, org: str | None, name: str | None) -> None:
    """Add a member of staff; the password is read from standard input."""
    try:
        address = read_email(email)
    except BadEmail as error:
        raise click.BadParameter(
            f"{email!r} is not an e-mail address", param_hint="EMAIL"
        ) from error
    password = _password()
    try:
        with runtime().database.write() as session:
            person = NewPerson(
                email=address,
                name=name or address.partition("@")[0],
                role=Role(role),
                organisation_id=_organisation(session, org).id,
                locale=DEFAULT.segment,
            )
            put_person(session, SYSTEM, person, password)
    except EmailTaken as error:
        raise Failure(f"{address} has an account already; change it on the staff desk") from error
    except WeakPassword as error:
        raise Failure(f"the password was not accepted: {error}") from error
    click.echo(f"{address} may now sign in as {role}")


COMMANDS = (user,)


def _password() -> str:
    if sys.stdin.isatty():
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
    return sys.stdin.readline().rstrip("\r\n")


def _organisation(session: Session, key: str | None) -> Organisation:
    if key is None:
        try:
            return home_organisation(session)
        except LookupError as error:
            raise Failure(str(error)) from error
    found = session.scalar(select(Organisation).where(Organisation.key == key))
    if found is None:
        known = ", ".join(session.scalars(select(Organisation.key).order_by(Organisation.id)))
        raise Failure(f"there is no organisation {key!r}; known are: {known}")
    return found
