"""The verbs of editorial work: save, publish, withdraw, discard.

What is worked on lies in open revisions; publishing applies them through
`portal.listings.service` and keeps them as history.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from portal.core import audit
from portal.core.audit import Actor
from portal.core.clock import now
from portal.core.locales import DEFAULT, LOCALES
from portal.editorial import readiness
from portal.editorial.models import FACTS, Revision
from portal.listings import service as listings
from portal.listings.fields import Record
from portal.listings.kit import ListingType
from portal.listings.models import Listing, Origin, State
from portal.listings.records import dump_record, parse_record
from portal.listings.registry import registry
from portal.listings.texts import Text

HISTORY = 200


class Conflict(Exception):
    """Somebody saved since; `theirs` is what stands there now."""

    def __init__(self, theirs: Revision) -> None:
        super().__init__(f"revision {theirs.id} is at version {theirs.version}")
        self.theirs = theirs


@dataclass(frozen=True, slots=True)
class WorkingCopy:
    """What a listing will say once its open revisions are applied.

    `versions` tells a save what it was made against, by locale (`FACTS` for the facts);
    `dirty` names what differs from the last applied state because a revision is open.
    """

    record: Record
    texts: dict[str, Text]
    versions: Mapping[str, int]
    dirty: frozenset[str]


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


def working_copy(session: Session, listing: Listing) -> WorkingCopy:
    """The open revisions over the last applied ones; one query."""
    current = _current(session, listing.id)
    facts = current.get(FACTS)
    return WorkingCopy(
        record=_record(listing, facts) if facts else {},
        texts={
            locale.segment: text_of(current[locale.segment].data)
            for locale in LOCALES
            if locale.segment in current
        },
        versions={
            key: current[key].version if key in current else 0
            for key in (FACTS, *(locale.segment for locale in LOCALES))
        },
        dirty=frozenset(key for key, revision in current.items() if revision.applied_at is None),
    )


def save_facts(
    session: Session, listing: Listing, record: Record, actor: Actor, version: int | None
) -> Revision:
    """Save the facts as an open revision.

    `version` is what the working copy said when the editing began; raises :class:`Conflict`
    when it is not that any more. None saves over whatever is there.
    """
    data = dump_record(registry()[listing.type], record)
    revision = _save(session, listing, FACTS, data, actor, version)
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
    revision = _save(session, listing, locale, data_of(text), actor, version)
    if text.title and (locale == DEFAULT.segment or not listing.working_title):
        listing.working_title = text.title
    _note(
        session, actor, "listing.text_saved", listing, locale=locale, version=revision.version
    )
    return revision


def publish(session: Session, listing: Listing, actor: Actor) -> None:
    """Apply the open revisions and make the result public.

    Raises :class:`portal.listings.service.NotPublishable` and then changes nothing. A
    translation that was not touched while its source changed is marked stale.
    """
    _lock(session, listing)
    copy = working_copy(session, listing)
    texts = {locale: text for locale, text in copy.texts.items() if not is_empty(text)}
    stale = _outdated(session, listing, copy.dirty, texts)
    texts |= {locale: replace(texts[locale], origin=Origin.STALE) for locale in stale}
    readiness.refuse_undescribed(session, listing, copy.record, texts)
    listings.publish(session, listing, copy.record, texts)
    for revision in session.scalars(select(Revision).where(_open(listing.id))):
        revision.applied_at = now()
    session.flush()
    for locale in stale:
        applied = _save(session, listing, locale, data_of(texts[locale]), actor, None)
        applied.applied_at = now()
    _note(session, actor, "listing.published", listing)


def withdraw(session: Session, listing: Listing, actor: Actor, reason: str) -> None:
    """Take the listing from the public; its revisions stay."""
    _lock(session, listing)
    listings.withdraw(session, listing)
    _note(session, actor, "listing.withdrawn", listing, reason=reason)


def discard(session: Session, listing: Listing, actor: Actor) -> None:
    """Drop everything that was saved and not published; what is public stays as it is."""
    _lock(session, listing)
    for revision in session.scalars(select(Revision).where(_open(listing.id))):
        session.delete(revision)
    listing.changed_at = now()
    _note(session, actor, "listing.discarded", listing)


def remove(session: Session, listing: Listing, actor: Actor) -> None:
    """Delete a draft that was never public; raises ValueError for any other listing."""
    _lock(session, listing)
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
    applied = _last_applied(session, listing.id, FACTS)
    return _record(listing, applied) if applied else {}


def data_of(text: Text) -> dict[str, Any]:
    """A text as a revision's JSON."""
    return asdict(replace(text, fields=dict(text.fields)))


def text_of(data: Mapping[str, Any]) -> Text:
    """The text of a revision's JSON."""
    return Text(
        title=data["title"],
        summary=data["summary"],
        body=data["body"],
        fields=data["fields"],
        origin=Origin(data["origin"]),
    )


def is_empty(text: Text) -> bool:
    """Nothing was written in this language: it is not published."""
    return not (text.title or text.summary or text.body or any(text.fields.values()))


def _open(listing_id: int) -> ColumnElement[bool]:
    return (Revision.listing_id == listing_id) & Revision.applied_at.is_(None)


def _current(session: Session, listing_id: int) -> dict[str, Revision]:
    """The open revision of each locale, or the last applied one."""
    newest = (
        select(func.max(Revision.id))
        .where(Revision.listing_id == listing_id, Revision.applied_at.is_not(None))
        .group_by(Revision.locale)
    )
    rows = session.scalars(
        select(Revision)
        .where(or_(_open(listing_id), Revision.id.in_(newest)))
        .order_by(Revision.id)  # an open revision is younger than any applied one
    )
    return {revision.locale: revision for revision in rows}


def _last_applied(session: Session, listing_id: int, locale: str) -> Revision | None:
    return session.scalars(
        select(Revision)
        .where(
            Revision.listing_id == listing_id,
            Revision.locale == locale,
            Revision.applied_at.is_not(None),
        )
        .order_by(Revision.id.desc())
        .limit(1)
    ).first()


def _record(listing: Listing, revision: Revision) -> Record:
    """What a revision holds, as far as the type's present declaration still knows it."""
    record, _unknown = parse_record(registry()[listing.type], revision.data)
    return record


def _save(
    session: Session,
    listing: Listing,
    locale: str,
    data: dict[str, Any],
    actor: Actor,
    version: int | None,
) -> Revision:
    """Versions go on counting after a revision was applied, so that an editor who began
    before somebody else's publication is told."""
    _lock(session, listing)
    latest = session.scalars(
        select(Revision)
        .where(Revision.listing_id == listing.id, Revision.locale == locale)
        .order_by(Revision.id.desc())
        .limit(1)
    ).first()
    if latest is not None and version is not None and latest.version != version:
        raise Conflict(latest)
    revision = latest
    if revision is None or revision.applied_at is not None:
        revision = Revision(listing_id=listing.id, locale=locale)
        session.add(revision)
    revision.data = data
    revision.schema_version = registry()[listing.type].schema_version
    revision.version = (latest.version if latest else 0) + 1
    revision.author_id, revision.author_name = actor.user_id, actor.name
    revision.saved_at = listing.changed_at = now()
    session.flush()
    return revision


def _lock(session: Session, listing: Listing) -> None:
    """Two savers of one listing take turns (SQLite's writers do so anyway)."""
    session.execute(select(Listing.id).where(Listing.id == listing.id).with_for_update())


def _outdated(
    session: Session, listing: Listing, dirty: frozenset[str], texts: Mapping[str, Text]
) -> list[str]:
    """Locales whose text was not touched although the text it translates has changed."""
    source = DEFAULT.segment
    if source not in dirty or source not in texts:
        return []
    before = _last_applied(session, listing.id, source)
    if before is None or _words(text_of(before.data)) == _words(texts[source]):
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
