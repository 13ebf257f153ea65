"""The desk's inbox: which enquiries a person may see, in views, soonest promise first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, false, func, or_, select, true
from sqlalchemy.orm import Session

from portal.accounts.models import Organisation, User
from portal.accounts.permissions import Permission, Scope, roles_with, scope_of
from portal.core.clock import now
from portal.core.paging import Page, page_within
from portal.enquiries.models import Enquiry, EnquiryEvent, EnquiryState
from portal.enquiries.references import tidy

PAGE_SIZE = 50
MOST = 1_000  # counted and paged through; who wants more searches
LONGEST_SEARCH = 100


class View(StrEnum):
    UNACCEPTED = "unaccepted"  # open, nobody has taken it on
    MINE = "mine"  # open, given to this person
    ORGANISATION = "organisation"  # open, with this person's office
    OVERDUE = "overdue"  # open past the promised time
    WAITING = "waiting"  # answered: the investor's turn
    CLOSED = "closed"
    ALL = "all"  # of every office


@dataclass(frozen=True, slots=True)
class Row:
    enquiry: Enquiry
    organisation: Organisation
    officer: User | None


def sees_all(user: User) -> bool:
    return scope_of(user, Permission.ENQUIRY_VIEW) is Scope.ANY


def views(user: User) -> tuple[View, ...]:
    return tuple(view for view in View if view is not View.ALL or sees_all(user))


def inbox(session: Session, user: User, view: View, text: str, page: int) -> Page[Row]:
    """A page of a view; with `text`, of everything the person may see that it finds."""
    condition = _found(text) if text else _in_view(user, view)
    found = page_within(session, _ordered(user, condition, view), page, PAGE_SIZE, MOST)
    return replace(found, items=_rows(session, found.items))


def counts(session: Session, user: User) -> Mapping[View, int]:
    """How many there are in each view of work; in one query."""
    wanted = (View.UNACCEPTED, View.MINE, View.ORGANISATION, View.OVERDUE)
    columns = [func.count().filter(_in_view(user, view)) for view in wanted]
    found = session.execute(
        select(*columns).select_from(Enquiry).where(visible(user), _open())
    ).one()
    return dict(zip(wanted, found, strict=True))


def events(session: Session, enquiry: Enquiry) -> Sequence[EnquiryEvent]:
    """What happened, oldest first."""
    return session.scalars(
        select(EnquiryEvent).where(EnquiryEvent.enquiry_id == enquiry.id).order_by(EnquiryEvent.id)
    ).all()


def offices(session: Session) -> Sequence[Organisation]:
    """Every office an enquiry can be handed to: the agency, the counties, the parks."""
    return session.scalars(
        select(Organisation).order_by(Organisation.region, Organisation.id)
    ).all()


def people(session: Session) -> Sequence[User]:
    """Who answers enquiries, by office."""
    return session.scalars(
        select(User)
        .where(User.active.is_(True), User.role.in_(roles_with(Permission.ENQUIRY_ANSWER)))
        .order_by(User.organisation_id, User.name, User.id)
    ).all()


def visible(user: User) -> ColumnElement[bool]:
    """Which enquiries a person may see, wherever they are listed."""
    scope = scope_of(user, Permission.ENQUIRY_VIEW)
    if scope is None:
        return false()
    return true() if scope is Scope.ANY else Enquiry.organisation_id == user.organisation_id


def _open() -> ColumnElement[bool]:
    return Enquiry.state == EnquiryState.OPEN


def _in_view(user: User, view: View) -> ColumnElement[bool]:
    conditions: Mapping[View, ColumnElement[bool]] = {
        View.UNACCEPTED: _open() & Enquiry.accepted_at.is_(None),
        View.MINE: _open() & (Enquiry.officer_id == user.id),
        View.ORGANISATION: _open() & (Enquiry.organisation_id == user.organisation_id),
        View.OVERDUE: _open() & (Enquiry.respond_by < now()),
        View.WAITING: Enquiry.state == EnquiryState.ANSWERED,
        View.CLOSED: Enquiry.state == EnquiryState.CLOSED,
        View.ALL: true(),
    }
    return conditions[view]


def _found(text: str) -> ColumnElement[bool]:
    wanted = text[:LONGEST_SEARCH]
    if tidy(wanted):  # a whole reference names one, and the index of references finds it
        return Enquiry.reference == tidy(wanted)
    named = [
        column.icontains(wanted, autoescape=True)
        for column in (Enquiry.name, Enquiry.company, Enquiry.reference)
    ]
    return or_(*named)


def _ordered(user: User, condition: ColumnElement[bool], view: View) -> Select[Enquiry]:
    """Work to do: the soonest promise first. What is done: the latest first."""
    query = select(Enquiry).where(visible(user), condition)
    if view is View.ALL:
        return query.order_by(Enquiry.id.desc())
    if view in (View.WAITING, View.CLOSED):
        return query.order_by(Enquiry.respond_by.desc(), Enquiry.id.desc())
    return query.order_by(Enquiry.respond_by, Enquiry.id)


def _rows(session: Session, enquiries: Sequence[Enquiry]) -> Sequence[Row]:
    of_offices = {enquiry.organisation_id for enquiry in enquiries}
    of_people = {enquiry.officer_id for enquiry in enquiries if enquiry.officer_id}
    found_offices = {
        office.id: office
        for office in session.scalars(select(Organisation).where(Organisation.id.in_(of_offices)))
    }
    found_people = {
        user.id: user for user in session.scalars(select(User).where(User.id.in_(of_people)))
    }
    return [
        Row(
            enquiry,
            found_offices[enquiry.organisation_id],
            found_people.get(enquiry.officer_id or 0),
        )
        for enquiry in enquiries
    ]
