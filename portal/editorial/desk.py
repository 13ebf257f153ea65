"""What the desk lists: listings of every state, with what is saved and not public yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from portal.accounts.models import Organisation, Role, User
from portal.core.i18n import Label, _l
from portal.editorial.models import FACTS, Revision
from portal.listings.kit import ListingType
from portal.listings.models import Listing, Published, State

PER_PAGE = 50
MOST_CHOICES = 1000


class Shown(StrEnum):
    """States as the desk tells them apart."""

    DRAFT = "draft"
    PUBLIC = "public"
    CHANGED = "changed"  # public, with saved changes that are not
    WITHDRAWN = "withdrawn"


STATES: Mapping[Shown, Label] = {
    Shown.DRAFT: _l("Draft, not public"),
    Shown.PUBLIC: _l("Public"),
    Shown.CHANGED: _l("Public, with changes not published yet"),
    Shown.WITHDRAWN: _l("Withdrawn"),
}


class Order(StrEnum):
    CHANGED = "changed"
    TITLE = "title"
    PUBLISHED = "published"


ORDERS: Mapping[Order, Label] = {
    Order.CHANGED: _l("Last changed first"),
    Order.TITLE: _l("By title"),
    Order.PUBLISHED: _l("Last published first"),
}


@dataclass(frozen=True, slots=True)
class Filters:
    state: Shown | None = None
    words: str = ""
    region: str = ""
    owner_id: int | None = None
    order: Order = Order.CHANGED
    page: int = 1


@dataclass(frozen=True, slots=True)
class DeskRow:
    listing: Listing
    published: Published | None
    owner: Organisation
    state: Shown


@dataclass(frozen=True, slots=True)
class DeskPage:
    rows: Sequence[DeskRow]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PER_PAGE))


def listings_page(
    session: Session, listing_type: ListingType, filters: Filters, own_id: int | None
) -> DeskPage:
    """One page for the desk, in two queries; `own_id` narrows to that organisation."""
    held = _conditions(listing_type, filters, own_id)
    found = session.execute(
        select(Listing, Published, Organisation, _has_open().label("open"))
        .join(Organisation, Organisation.id == Listing.owner_id)
        .outerjoin(Published, Published.listing_id == Listing.id)
        .where(*held)
        .order_by(*_order(filters.order))
        .limit(PER_PAGE)
        .offset((filters.page - 1) * PER_PAGE)
    ).all()
    counted = select(func.count()).select_from(Listing)
    counted = counted.outerjoin(Published, Published.listing_id == Listing.id).where(*held)
    rows = [DeskRow(found[0], found[1], found[2], shown(found[0], found[3])) for found in found]
    return DeskPage(rows, session.scalar(counted) or 0, filters.page)


def shown(listing: Listing, changed: bool) -> Shown:
    if listing.state == State.PUBLISHED:
        return Shown.CHANGED if changed else Shown.PUBLIC
    return Shown.WITHDRAWN if listing.state == State.WITHDRAWN else Shown.DRAFT


def drafts_of(session: Session, user_id: int) -> Mapping[str, int]:
    """How many drafts that were never public somebody has worked on, by type key."""
    worked_on = exists().where(Revision.listing_id == Listing.id, Revision.author_id == user_id)
    return _counted(session, Listing.state == State.DRAFT, worked_on)


def changes_waiting(session: Session, own_id: int | None) -> Mapping[str, int]:
    """How many public listings have saved changes that readers do not see, by type key."""
    own = [Listing.owner_id == own_id] if own_id is not None else []
    return _counted(session, Listing.state == State.PUBLISHED, _has_open(), *own)


def contacts(session: Session, owner_id: int) -> Sequence[User]:
    """Who of an organisation can be named as the person to ask, by name."""
    return session.scalars(
        select(User)
        .where(User.organisation_id == owner_id, User.active, User.role != Role.VIEWER)
        .order_by(User.name, User.id)
    ).all()


def choices_of(session: Session, type_key: str, chosen: int | None) -> list[tuple[int, str]]:
    """Public listings of a type as choices, by title; the chosen one even if it is not public."""
    rows = session.execute(
        select(Listing.id, Listing.working_title)
        .where(
            Listing.type == type_key,
            or_(Listing.state == State.PUBLISHED, Listing.id == (chosen or 0)),
        )
        .order_by(Listing.id != (chosen or 0), Listing.working_title, Listing.id)
        .limit(MOST_CHOICES)
    )
    return [(id, title or f"#{id}") for id, title in rows]


def _counted(session: Session, *held: ColumnElement[bool]) -> Mapping[str, int]:
    rows = session.execute(select(Listing.type, func.count()).where(*held).group_by(Listing.type))
    return {row[0]: row[1] for row in rows}


def _has_open() -> ColumnElement[bool]:
    return exists().where(Revision.listing_id == Listing.id, Revision.applied_at.is_(None))


def _conditions(
    listing_type: ListingType, filters: Filters, own_id: int | None
) -> list[ColumnElement[bool]]:
    held: list[ColumnElement[bool]] = [Listing.type == listing_type.key]
    for owner_id in (own_id, filters.owner_id):
        if owner_id is not None:
            held.append(Listing.owner_id == owner_id)
    if filters.words:
        held.append(Listing.working_title.icontains(filters.words, autoescape=True))
    if filters.state is not None:
        held.append(_in_state(filters.state))
    if filters.region:
        held.append(or_(Published.region == filters.region, _draft_in(filters.region)))
    return held


def _in_state(state: Shown) -> ColumnElement[bool]:
    public = Listing.state == State.PUBLISHED
    if state is Shown.CHANGED:
        return and_(public, _has_open())
    if state is Shown.PUBLIC:
        return public
    return Listing.state == (State.DRAFT if state is Shown.DRAFT else State.WITHDRAWN)


def _draft_in(region: str) -> ColumnElement[bool]:
    """What is not public has its region in its open facts."""
    return exists().where(
        Revision.listing_id == Listing.id,
        Revision.locale == FACTS,
        Revision.applied_at.is_(None),
        Revision.data["region"].as_string() == region,
    )


def _order(order: Order) -> tuple[ColumnElement[Any], ...]:
    orders: Mapping[Order, ColumnElement[Any]] = {
        Order.CHANGED: Listing.changed_at.desc(),
        Order.TITLE: Listing.working_title.asc(),
        Order.PUBLISHED: Published.published_at.desc().nulls_last(),
    }
    return orders[order], Listing.id.desc()
