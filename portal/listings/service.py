"""Making listings public, changing them in public, and withdrawing them.

Each verb works in the caller’s transaction and leaves an outbox row for the search index.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.core import outbox
from portal.core.clock import now
from portal.core.locales import DEFAULT, fallback
from portal.listings import rows
from portal.listings.fields import Record
from portal.listings.generations import advance
from portal.listings.kit import ListingType
from portal.listings.models import Listing, Published, State
from portal.listings.records import Problem, problems
from portal.listings.registry import registry
from portal.listings.texts import Text, with_conversions

INDEX_TOPIC = "listing.index"


class NotPublishable(Exception):
    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(", ".join(problem.field for problem in problems))
        self.problems = problems


def create(
    session: Session,
    listing_type: ListingType,
    owner_id: int,
    working_title: str,
    *,
    source_id: str | None = None,
    sample: bool = False,
) -> Listing:
    """A listing that exists and is not public yet."""
    moment = now()
    listing = Listing(
        type=listing_type.key,
        owner_id=owner_id,
        working_title=working_title,
        source_id=source_id,
        sample=sample,
        state=State.DRAFT,
        created_at=moment,
        changed_at=moment,
    )
    session.add(listing)
    session.flush()
    return listing


def publish(session: Session, listing: Listing, record: Record, texts: Mapping[str, Text]) -> None:
    """Make these facts and texts what the public sees; raises :class:`NotPublishable`."""
    listing_type = registry()[listing.type]
    found = problems(listing_type, record, texts)
    if found:
        raise NotPublishable(found)
    complete = record | listing_type.derive(record)
    written = with_conversions(texts)
    source = fallback(DEFAULT, written)
    if listing.state == State.PUBLISHED:
        rows.clear(session, listing_type, listing.id)
    published = rows.put_facts(session, listing_type, listing, complete)
    listing.state = State.PUBLISHED
    listing.changed_at = now()
    if source is not None:
        listing.working_title = source[1].title
    rows.put_parts(session, listing_type, listing.id, complete)
    rows.put_texts(session, listing.id, written)
    rows.put_facets(session, listing_type, listing, complete)
    rows.put_files(session, listing_type, listing.id, complete)
    session.flush()
    rows.put_cards(session, listing_type, published, complete, written)
    announce(session, listing)


def withdraw(session: Session, listing: Listing) -> None:
    """Take a listing from the public; its texts stay in the revisions, its address says 410."""
    session.execute(delete(Published).where(Published.listing_id == listing.id))
    listing.state = State.WITHDRAWN
    listing.changed_at = now()
    announce(session, listing)


def announce(session: Session, listing: Listing) -> None:
    """Tell the index and every cached page that this listing changed."""
    advance(session, listing.type)
    outbox.enqueue(session, INDEX_TOPIC, listing=listing.id)


def published_ids(session: Session, type_key: str | None = None) -> Iterable[int]:
    """Ids of all public listings, oldest first."""
    query = select(Published.listing_id).order_by(Published.listing_id)
    return session.scalars(query.where(Published.type == type_key) if type_key else query)
