"""The offices that own content and answer enquiries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.accounts.models import Organisation
from portal.core.audit import Actor, record
from portal.core.paging import Page, page_of

PAGE_SIZE = 50
GENERATION = "organisation"  # of cached pages that name an office

Texts = Mapping[str, str]  # by locale segment; languages without a text are left out


class Kind(StrEnum):
    AGENCY = "agency"
    COUNTY = "county"
    PARK = "park"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationFacts:
    """Everything but the key, which names the office in files and never changes."""

    kind: Kind
    parent_id: int | None
    region: str | None
    names: Texts
    duties: Texts
    address: Texts
    hours: Texts
    phone: str
    email: str


class KeyTaken(Exception):
    """Another office has this key."""


class ParentLoop(Exception):
    """An office would stand above itself."""


class LastAgency(Exception):
    """No office would be left for what concerns no county: the agency stays one."""


class OrganisationChanged(Exception):
    """The office was changed since the form was opened; `current` is how it stands."""

    def __init__(self, current: Organisation) -> None:
        super().__init__(f"organisation {current.id} is at version {current.version}")
        self.current = current


def list_organisations(session: Session, page: int) -> Page[Organisation]:
    return page_of(session, select(Organisation).order_by(Organisation.id), page, PAGE_SIZE)


def all_organisations(session: Session) -> list[Organisation]:
    """Every office, in the order in which they were entered: for choosing one."""
    return list(session.scalars(select(Organisation).order_by(Organisation.id)))


def add_organisation(
    session: Session, actor: Actor, key: str, facts: OrganisationFacts
) -> Organisation:
    """A new office; raises :class:`KeyTaken`."""
    organisation = Organisation(key=key)
    _put(organisation, facts)
    try:
        with session.begin_nested():
            session.add(organisation)
    except IntegrityError as error:
        raise KeyTaken from error
    record(session, actor, "organisation.added", ("organisation", organisation.id), key=key)
    session.flush()
    return organisation


def change_organisation(
    session: Session, actor: Actor, organisation_id: int, version: int, facts: OrganisationFacts
) -> Organisation:
    """Change an office; raises OrganisationChanged, ParentLoop, LastAgency or LookupError."""
    organisation = session.get(
        Organisation, organisation_id, with_for_update=True, populate_existing=True
    )
    if organisation is None:
        raise LookupError(organisation_id)
    if organisation.version != version:
        raise OrganisationChanged(organisation)
    _refuse_loop(session, organisation_id, facts.parent_id)
    _keep_an_agency(session, organisation, facts)
    before = _state(organisation)
    _put(organisation, facts)
    changed = [name for name, value in _state(organisation).items() if value != before[name]]
    if changed:
        organisation.version += 1
        subject = ("organisation", organisation.id)
        record(session, actor, "organisation.changed", subject, fields=", ".join(changed))
        session.flush()
    return organisation


def _put(organisation: Organisation, facts: OrganisationFacts) -> None:
    organisation.kind = facts.kind
    organisation.parent_id = facts.parent_id
    organisation.region = facts.region
    organisation.names = dict(facts.names)
    organisation.duties = dict(facts.duties)
    organisation.address = dict(facts.address)
    organisation.hours = dict(facts.hours)
    organisation.phone = facts.phone
    organisation.email = facts.email


def _state(organisation: Organisation) -> dict[str, object]:
    names = ("kind", "parent_id", "region", "names", "duties", "address", "hours", "phone", "email")
    return {name: getattr(organisation, name) for name in names}


def _keep_an_agency(session: Session, office: Organisation, facts: OrganisationFacts) -> None:
    if office.kind != Kind.AGENCY or facts.kind is Kind.AGENCY:
        return
    agencies = select(Organisation.id).where(Organisation.kind == Kind.AGENCY)
    if set(session.scalars(agencies.with_for_update())) <= {office.id}:
        raise LastAgency


def _refuse_loop(session: Session, organisation_id: int, parent_id: int | None) -> None:
    above: int | None = parent_id
    seen = {organisation_id}
    while above is not None:
        if above in seen:
            raise ParentLoop
        seen.add(above)
        above = session.scalar(select(Organisation.parent_id).where(Organisation.id == above))
