"""What an enquiry is about: a listing as its reader saw it, and the routing case it makes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Organisation, User
from portal.accounts.organisations import Kind
from portal.accounts.permissions import Permission, allows
from portal.core.calendar_days import calendar
from portal.core.clock import now
from portal.core.locales import Locale
from portal.core.working_time import is_office_time
from portal.enquiries.models import Kind as Wanted
from portal.enquiries.routing import Case
from portal.enquiries.wishes import Wish, sizes
from portal.listings.models import Card, Listing, Published, State


@dataclass(frozen=True, slots=True)
class Subject:
    """A listing that is or was public; `title` is in the reader's language if there is one."""

    listing_id: int
    listing_type: str
    title: str
    region: str | None
    industry: str | None
    chains: tuple[str, ...]
    owner: Organisation
    contact_id: int | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What else of a question the rules look at, besides its listing and language."""

    kind: Wanted = Wanted.GENERAL
    wish: Wish = field(default_factory=dict)  # the kind's own answers, by name
    origin_id: int | None = None
    moment: datetime = field(default_factory=now)  # when it came


def subject_of(session: Session, listing_id: int | None, locale: Locale) -> Subject | None:
    """The listing asked about; None when there is none that the public has ever seen.

    A question about a listing withdrawn a minute ago is still a question about it.
    """
    if listing_id is None:
        return None
    found = session.execute(
        select(Listing, Published, Organisation, Card)
        .join(Organisation, Organisation.id == Listing.owner_id)
        .outerjoin(Published, Published.listing_id == Listing.id)
        .outerjoin(Card, (Card.listing_id == Listing.id) & (Card.locale == locale.segment))
        .where(Listing.id == listing_id, Listing.state != State.DRAFT)
    ).first()
    if found is None:
        return None
    listing, published, owner, card = found
    return Subject(
        listing_id=listing.id,
        listing_type=listing.type,
        title=card.data["title"] if card else listing.working_title,
        region=published.region if published else None,
        industry=published.industry if published else None,
        chains=tuple(published.chains or ()) if published else (),
        owner=owner,
        contact_id=listing.contact_id,
    )


def case_of(session: Session, subject: Subject | None, locale: Locale, asked: Asked) -> Case:
    """What the rules look at."""
    area, investment = sizes(asked.wish)
    contact_id = subject.contact_id if subject else None
    contact = session.get(User, contact_id) if contact_id else None
    return Case(
        locale=locale.segment,
        listing_type=subject.listing_type if subject else None,
        region=subject.region if subject else None,
        industry=subject.industry if subject else None,
        chains=subject.chains if subject else (),
        office_id=subject.owner.id if subject and subject.owner.kind != Kind.AGENCY else None,
        contact_id=contact.id if contact and can_answer(contact) else None,
        kind=asked.kind,
        listing_id=subject.listing_id if subject else None,
        area=area,
        investment=investment,
        origin_id=asked.origin_id,
        in_hours=is_office_time(asked.moment, calendar(session)),
    )


def can_answer(user: User, organisation_id: int | None = None) -> bool:
    """Whether a person may answer enquiries, of an organisation if one is given.

    Active, with a role that answers, and working there: an enquiry is never given to
    somebody who could not open it.
    """
    own = organisation_id is None or user.organisation_id == organisation_id
    return own and allows(user, Permission.ENQUIRY_ANSWER, user.organisation_id)
