"""The verbs of editorial work: save, publish, withdraw, discard.

What is worked on lies in open revisions; publishing applies them through
`portal.listings.service` and keeps them as history.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core import audit
from portal.core.audit import Actor
from portal.core.clock import now
from portal.core.locales import DEFAULT
from portal.editorial import readiness, revisions
from portal.editorial.models import FACTS, Revision
from portal.editorial.revisions import Conflict, WorkingCopy, working_copy
from portal.listings import service as listings
from portal.listings.fields import Record
from portal.listings.kit import ListingType
from portal.listings.models import Listing, Origin, State
from portal.listings.records import dump_record
from portal.listings.registry import registry
from portal.listings.texts import Text

HISTORY = 200
__all__ = [
    "Conflict", "WorkingCopy", "create", "discard", "history", "last_facts", "publish", "remove",
    "save_facts", "save_text", "withdraw", "working_copy",
]  # fmt: skip


def create(
    session: Session,
    listing_type: ListingType,
    owner_id: int,
    actor: Actor,
    *,
    title: str = "",
    source_id: str | None = None,
    sample: bool = False,
    contact_id: int | None = None,
) -> Listing:
    """A new draft of that type; nothing of it is public.

    What no sender named gets an id of its own, by which exports and imports know it.
    """
    own_id = source_id or f"desk-{secrets.token_hex(8)}"
    listing = listings.create(
        session, listing_type, owner_id, title, source_id=own_id, sample=sample
    )
    listing.contact_id = contact_id
    session.flush()
    _note(session, actor, "listing.created", listing)
    return listing


def save_facts(
    session: Session, listing: Listing, record: Record, actor: Actor, version: int | None
) -> Revision:
    """Save the facts as an open revision.

    `version` is what the working copy said when the editing began; raises :class:`Conflict`
    when it is not that any more. None saves over whatever is there.
    """
    data = dump_record(registry()[listing.type], record)
    revision = revisions.save(session, listing, FACTS, data, actor, version)
    _note(session, actor, "listing.facts_saved", listing, version=revision.version)
    return revision


def save_text(
    session: Session,
    listing: Listing,
    locale: str,
    text: Text,
    actor: Actor,
    version: int | None,
) -> Revision:
    """Save one language's text (`locale` is a segment) as an open revision; see `save_facts`."""
    revision = revisions.save(session, listing, locale, revisions.data_of(text), actor, version)
    if text.title and (locale == DEFAULT.segment or not listing.working_title):
        listing.working_title = text.title
    _note(session, actor, "listing.text_saved", listing, locale=locale, version=revision.version)
    return revision


def publish(session: Session, listing: Listing, actor: Actor) -> None:
    """Apply the open revisions and make the result public.

    Raises :class:`portal.listings.service.NotPublishable` and then changes nothing. A
    translation that was not touched while its source changed is marked stale.
    """
    revisions.lock(session, listing)
    current = revisions.current(session, listing.id)
    copy = revisions.copy_of(listing, current)
    texts = {locale: text for locale, text in copy.texts.items() if not revisions.is_empty(text)}
    stale = _outdated(session, listing, copy.dirty, texts)
    texts |= {locale: replace(texts[locale], origin=Origin.STALE) for locale in stale}
    readiness.refuse_undescribed(session, listing, copy.record, texts)
    listings.publish(session, listing, copy.record, texts)
    for locale in copy.dirty:
        current[locale].applied_at = now()
    session.flush()
    for locale in stale:
        applied = revisions.save(
            session, listing, locale, revisions.data_of(texts[locale]), actor, None
        )
        applied.applied_at = now()
    _note(session, actor, "listing.published", listing)


def withdraw(session: Session, listing: Listing, actor: Actor, reason: str) -> None:
    """Take the listing from the public; its revisions stay."""
    revisions.lock(session, listing)
    listings.withdraw(session, listing)
    _note(session, actor, "listing.withdrawn", listing, reason=reason)


def discard(session: Session, listing: Listing, actor: Actor) -> None:
    """Drop everything that was saved and not published; what is public stays as it is."""
    revisions.lock(session, listing)
    for revision in session.scalars(select(Revision).where(revisions.is_open(listing.id))):
        session.delete(revision)
    listing.changed_at = now()
    _note(session, actor, "listing.discarded", listing)


def remove(session: Session, listing: Listing, actor: Actor) -> None:
    """Delete a draft that was never public; raises ValueError for any other listing."""
    revisions.lock(session, listing)
    if listing.state != State.DRAFT:
        raise ValueError("only a draft can be deleted: what was public keeps its address")
    _note(session, actor, "listing.deleted", listing)
    session.delete(listing)
    session.flush()


def history(session: Session, listing: Listing) -> Sequence[Revision]:
    """Its revisions, newest first, at most `HISTORY`."""
    return session.scalars(
        select(Revision)
        .where(Revision.listing_id == listing.id)
        .order_by(Revision.saved_at.desc(), Revision.id.desc())
        .limit(HISTORY)
    ).all()


def last_facts(session: Session, listing: Listing) -> Record:
    """The facts as they were last public, for the page of a withdrawn listing."""
    applied = revisions.last_applied(session, listing.id, FACTS)
    return revisions.record_of(listing, applied) if applied else {}


def _outdated(
    session: Session, listing: Listing, dirty: frozenset[str], texts: Mapping[str, Text]
) -> list[str]:
    """Locales whose text was not touched although the text it translates has changed."""
    source = DEFAULT.segment
    if source not in dirty or source not in texts:
        return []
    before = revisions.last_applied(session, listing.id, source)
    if before is None or _words(revisions.text_of(before.data)) == _words(texts[source]):
        return []
    return [
        locale
        for locale, text in texts.items()
        if locale != source and locale not in dirty and text.origin is not Origin.STALE
    ]


def _words(text: Text) -> tuple[object, ...]:
    return text.title, text.summary, text.body, {k: v for k, v in text.fields.items() if v}


def _note(
    session: Session, actor: Actor, action: str, listing: Listing, **detail: str | int | None
) -> None:
    audit.record(session, actor, action, ("listing", listing.id), type=listing.type, **detail)
