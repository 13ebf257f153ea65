"""The library: files that listings may show. Files of enquiries are not in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from portal.core import audit
from portal.core.audit import Actor
from portal.core.database import LARGEST_ID
from portal.media.models import MediaFile

PER_PAGE = 48
ALT_LENGTH = 200


@dataclass(frozen=True, slots=True)
class LibraryPage:
    files: Sequence[MediaFile]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PER_PAGE))


def find(session: Session, media_id: int) -> MediaFile | None:
    """A file of the library, or None: a private file is as good as none."""
    if not 0 < media_id <= LARGEST_ID:
        return None
    file = session.get(MediaFile, media_id)
    return None if file is None or file.private else file


def page(
    session: Session, owner_id: int | None, kind: str | None, number: int, words: str = ""
) -> LibraryPage:
    """Newest first; `owner_id` None shows every organisation's. Two queries."""
    held = _conditions(owner_id, kind, words)
    files = session.scalars(
        select(MediaFile)
        .where(*held)
        .order_by(MediaFile.id.desc())
        .limit(PER_PAGE)
        .offset((number - 1) * PER_PAGE)
    ).all()
    total = session.scalar(select(func.count()).select_from(MediaFile).where(*held)) or 0
    return LibraryPage(files, total, number)


def by_id(session: Session, ids: Iterable[int]) -> Mapping[int, MediaFile]:
    """Those of the ids that are in the library."""
    wanted = [id for id in ids if 0 < id <= LARGEST_ID]
    if not wanted:
        return {}
    query = select(MediaFile).where(MediaFile.id.in_(wanted), MediaFile.private.is_(False))
    return {file.id: file for file in session.scalars(query)}


def describe(session: Session, file: MediaFile, alt: Mapping[str, str], actor: Actor) -> None:
    """Say what a picture shows, by locale segment; empty texts are dropped."""
    file.alt = {locale: text for locale, text in alt.items() if text}
    audit.record(session, actor, "media.described", ("media", file.id))
    session.flush()


def _conditions(owner_id: int | None, kind: str | None, words: str) -> list[ColumnElement[bool]]:
    held: list[ColumnElement[bool]] = [MediaFile.private.is_(False)]
    if owner_id is not None:
        held.append(MediaFile.owner_id == owner_id)
    if kind is not None:
        held.append(MediaFile.kind == kind)
    if words:
        held.append(MediaFile.name.icontains(words, autoescape=True))
    return held
