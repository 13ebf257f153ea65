"""Keeping uploads, and handing them out to whoever may see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Prepared:
    """An upload that was checked and whose bytes are kept; no row names them yet."""

    digest: str
    kind: str
    name: str
    content_type: str
    size: int  # bytes, as stored
    width: int | None = None  # pixels
    height: int | None = None


def prepare_image(store: Store, upload: Upload) -> Prepared:
    """Check a picture, encode it anew and keep it in all widths; raises `checks.Refused`.

    This takes seconds: do it before a transaction begins. What no row names in the end is
    found by :func:`sweep`.
    """
    picture = checks.picture(upload)
    prepared = Prepared(
        digest=store.put(picture.webp),
        kind=IMAGE,
        name=checks.safe_name(upload.name, ".webp"),
        content_type="image/webp",
        size=len(picture.webp),
        width=picture.width,
        height=picture.height,
    )
    for width in checks.WIDTHS:
        rendition(store, prepared, width)
    return prepared


def prepare_document(store: Store, upload: Upload) -> Prepared:
    """The same for a PDF, Word or Excel file."""
    content_type = checks.document(upload)
    name = checks.safe_name(upload.name, checks.SUFFIXES[content_type])
    return Prepared(store.put(upload.data), DOCUMENT, name, content_type, len(upload.data))


def keep(
    session: Session,
    prepared: Prepared,
    alt: Mapping[str, str],
    owner_id: int | None,
    *,
    private: bool = False,
) -> MediaFile:
    """The row that names what was prepared; `alt` says by locale segment what a picture shows."""
    file = MediaFile(
        digest=prepared.digest,
        kind=prepared.kind,
        name=prepared.name,
        content_type=prepared.content_type,
        size=prepared.size,
        width=prepared.width,
        height=prepared.height,
        alt=dict(alt),
        private=private,
        owner_id=owner_id,
        created_at=now(),
    )
    session.add(file)
    session.flush()
    return file


def store_image(
    session: Session,
    store: Store,
    upload: Upload,
    alt: Mapping[str, str],
    owner_id: int | None,
    *,
    private: bool = False,
) -> MediaFile:
    """Both steps at once, where nobody waits for the transaction."""
    return keep(session, prepare_image(store, upload), alt, owner_id, private=private)


def store_document(
    session: Session,
    store: Store,
    upload: Upload,
    *,
    private: bool = True,
    owner_id: int | None = None,
) -> MediaFile:
    """The same for a PDF, Word or Excel file."""
    return keep(session, prepare_document(store, upload), {}, owner_id, private=private)


def again(session: Session, file: MediaFile) -> MediaFile:
    """Another row for the same bytes: they stay until the last of their rows is gone."""
    same = Prepared(
        file.digest, file.kind, file.name, file.content_type, file.size, file.width, file.height
    )
    return keep(session, same, file.alt, file.owner_id, private=file.private)


def rendition(store: Store, file: MediaFile | Prepared, width: int) -> Path:
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


def _bytes(store: Store, file: MediaFile | Prepared) -> bytes:
    with store.open(file.digest) as stored:
        return stored.read()
