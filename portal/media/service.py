"""Keeping uploads, and handing them out to whoever may see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.core import outbox
from portal.core.clock import now
from portal.core.outbox import Later
from portal.media import checks
from portal.media.checks import Upload
from portal.media.models import MediaFile
from portal.media.storage import Store

IMAGE, DOCUMENT = "image", "document"
FORGOTTEN_TOPIC = "media.forgotten"
SETTLED = timedelta(minutes=5)  # by then the row of whoever kept the same bytes is committed


def store_image(
    session: Session,
    store: Store,
    upload: Upload,
    alt: Mapping[str, str],
    owner_id: int | None,
    *,
    private: bool = False,
) -> MediaFile:
    """Keep a picture, re-encoded, in all widths; raises :class:`portal.media.checks.Refused`.

    `alt` says by locale segment what the picture shows.
    """
    picture = checks.picture(upload)
    digest = store.put(picture.webp)
    file = MediaFile(
        digest=digest,
        kind=IMAGE,
        name=checks.safe_name(upload.name, ".webp"),
        content_type="image/webp",
        size=len(picture.webp),
        width=picture.width,
        height=picture.height,
        alt=dict(alt),
        private=private,
        owner_id=owner_id,
        created_at=now(),
    )
    session.add(file)
    session.flush()
    for width in checks.WIDTHS:
        rendition(store, file, width)
    return file


def store_document(
    session: Session,
    store: Store,
    upload: Upload,
    *,
    private: bool = True,
    owner_id: int | None = None,
) -> MediaFile:
    """Keep a PDF, Word or Excel file; raises :class:`portal.media.checks.Refused`."""
    content_type = checks.document(upload)
    file = MediaFile(
        digest=store.put(upload.data),
        kind=DOCUMENT,
        name=checks.safe_name(upload.name, checks.SUFFIXES[content_type]),
        content_type=content_type,
        size=len(upload.data),
        width=None,
        height=None,
        alt={},
        private=private,
        owner_id=owner_id,
        created_at=now(),
    )
    session.add(file)
    session.flush()
    return file


def rendition(store: Store, file: MediaFile, width: int) -> Path:
    """A picture at one of `checks.WIDTHS`, made now if it is not there.

    Raises FileNotFoundError when the stored picture itself is gone.
    """
    if file.width is None or file.width <= width:
        return store.path(file.digest)
    path = store.derived(file.digest, width)
    if path.exists():
        return path
    return store.put_derived(file.digest, width, checks.narrower(_bytes(store, file), width))


def forget(session: Session, media_ids: Iterable[int]) -> None:
    """Delete files: the rows now, the bytes by the worker as soon as this is committed."""
    gone = session.scalars(
        delete(MediaFile).where(MediaFile.id.in_(list(media_ids))).returning(MediaFile.digest)
    )
    for digest in sorted(set(gone)):
        outbox.enqueue(session, FORGOTTEN_TOPIC, digest=digest)


def remove_bytes(session: Session, store: Store, digest: str) -> None:
    """Delete a forgotten file's bytes unless another row names them.

    Raises :class:`portal.core.outbox.Later` for bytes that were kept (again) just now: a row
    that names them may be on its way.
    """
    if session.scalar(select(MediaFile.id).where(MediaFile.digest == digest).limit(1)):
        return
    if store.written_at(digest) > (now() - SETTLED).timestamp():
        raise Later(now() + SETTLED)
    store.remove(digest)


def sweep(session: Session, store: Store) -> int:
    """Delete the bytes that no row names any more; returns how many files it were.

    Bytes younger than a day stay: their row may not be committed yet.
    """
    known = set(session.scalars(select(MediaFile.digest)))
    gone = [d for d in store.digests((now() - timedelta(days=1)).timestamp()) if d not in known]
    for digest in gone:
        store.remove(digest)
    return len(gone)


def _bytes(store: Store, file: MediaFile) -> bytes:
    with store.open(file.digest) as stored:
        return stored.read()
