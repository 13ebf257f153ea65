"""What an enquiry is about: a listing as its reader saw it, and the routing case it makes."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Organisation, User
from portal.accounts.organisations import Kind
from portal.accounts.permissions import Permission, allows
from portal.core.locales import Locale
from portal.enquiries.routing import Case
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


def subject_of(session: Session, listing_id: int | None, locale: Locale) -> Subject | None:
    """The listing asked about; None when there is none that the public has ever seen.

    A question about a listing withdrawn a minute ago is still a question about it.
    """
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


def case_of(session: Session, subject: Subject | None, locale: Locale) -> Case:
    """What the rules look at."""
    if subject is None:
        return Case(locale=locale.segment)
    contact = session.get(User, subject.contact_id) if subject.contact_id else None
    return Case(
        locale=locale.segment,
        listing_type=subject.listing_type,
        region=subject.region,
        industry=subject.industry,
        chains=subject.chains,
        office_id=None if subject.owner.kind == Kind.AGENCY else subject.owner.id,
        contact_id=contact.id if contact and can_answer(contact) else None,
    )


def can_answer(user: User, organisation_id: int | None = None) -> bool:
    """Whether a person may answer enquiries, of an organisation if one is given.

    Active, with a role that answers, and working there: an enquiry is never given to
    somebody who could not open it.
    """
    own = organisation_id is None or user.organisation_id == organisation_id
    return own and allows(user, Permission.ENQUIRY_ANSWER, user.organisation_id)
