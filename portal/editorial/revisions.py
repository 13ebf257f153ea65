"""Revisions as rows: the open one over the last applied one, and saves that see each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from portal.core.audit import Actor
from portal.core.clock import now
from portal.core.locales import LOCALES
from portal.editorial.models import FACTS, Revision
from portal.listings.fields import Record
from portal.listings.models import Listing, Origin
from portal.listings.records import parse_record
from portal.listings.registry import registry
from portal.listings.texts import Text


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


def working_copy(session: Session, listing: Listing) -> WorkingCopy:
    """The open revisions over the last applied ones; one query."""
    return copy_of(listing, current(session, listing.id))


def copy_of(listing: Listing, found: Mapping[str, Revision]) -> WorkingCopy:
    facts = found.get(FACTS)
    return WorkingCopy(
        record=record_of(listing, facts) if facts else {},
        texts={
            locale.segment: text_of(found[locale.segment].data)
            for locale in LOCALES
            if locale.segment in found
        },
        versions={
            key: found[key].version if key in found else 0
            for key in (FACTS, *(locale.segment for locale in LOCALES))
        },
        dirty=frozenset(key for key, revision in found.items() if revision.applied_at is None),
    )


def current(session: Session, listing_id: int) -> dict[str, Revision]:
    """The open revision of each locale, or the last applied one."""
    newest = (
        select(func.max(Revision.id))
        .where(Revision.listing_id == listing_id, Revision.applied_at.is_not(None))
        .group_by(Revision.locale)
    )
    rows = session.scalars(
        select(Revision)
        .where(or_(is_open(listing_id), Revision.id.in_(newest)))
        .order_by(Revision.id)  # an open revision is younger than any applied one
    )
    return {revision.locale: revision for revision in rows}


def last_applied(session: Session, listing_id: int, locale: str) -> Revision | None:
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


def save(
    session: Session,
    listing: Listing,
    locale: str,
    data: dict[str, Any],
    actor: Actor,
    version: int | None,
) -> Revision:
    """Versions go on counting after a revision was applied, so that an editor who began
    before somebody else's publication is told."""
    lock(session, listing)
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


def lock(session: Session, listing: Listing) -> None:
    """Two savers of one listing take turns; SQLite's writers do so anyway."""
    if session.get_bind().dialect.name == "sqlite":
        return
    session.execute(select(Listing.id).where(Listing.id == listing.id).with_for_update())


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


def record_of(listing: Listing, revision: Revision) -> Record:
    """What a revision holds, as far as the type's present declaration still knows it."""
    record, _unknown = parse_record(registry()[listing.type], revision.data)
    return record


def is_open(listing_id: int) -> ColumnElement[bool]:
    return (Revision.listing_id == listing_id) & Revision.applied_at.is_(None)
