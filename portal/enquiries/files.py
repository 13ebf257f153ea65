"""Files that come with a question: checked and kept at once, attached when it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.i18n import Label, _l
from portal.enquiries.models import EnquiryFile, EnquiryMessage
from portal.media import service as media
from portal.media.checks import Refused, Upload
from portal.media.models import MediaFile
from portal.media.service import Prepared
from portal.media.storage import Store

MOST_FILES = 5
MOST_BYTES = 10 * 1024 * 1024
PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
ABANDONED_AFTER = timedelta(days=1)


def prepare(store: Store, upload: Upload) -> Prepared:
    """Check one file and store its bytes, before any transaction; raises `Refused`."""
    if not upload.data:
        raise Refused(_l("This file is empty."))
    if len(upload.data) > MOST_BYTES:
        raise Refused(_too_large())
    if upload.data.startswith(PICTURES):
        return media.prepare_image(store, upload)
    if upload.name.lower().endswith((".jpg", ".jpeg", ".png")):
        raise Refused(_l("This is not a JPEG or PNG picture."))
    return media.prepare_document(store, upload)


def keep(session: Session, prepared: Prepared) -> MediaFile:
    """The row of a file that goes along with a question, private to the enquiry."""
    return media.keep(session, prepared, {}, None, private=True)


def attach(session: Session, message_id: int, media_ids: Sequence[int]) -> None:
    """Tie kept files to a message; what belongs to another one already comes along as a copy.

    So a question that was corrected and sent again has its files, and so has the first. The rows
    are locked: of two at once the second sees what the first has tied.
    """
    if not media_ids:
        return
    lock = select(MediaFile.id).where(MediaFile.id.in_(media_ids)).order_by(MediaFile.id)
    session.execute(lock.with_for_update()).all()
    taken = set(
        session.scalars(select(EnquiryFile.media_id).where(EnquiryFile.media_id.in_(media_ids)))
    )
    for file in kept(session, media_ids):
        own = media.again(session, file) if file.id in taken else file
        session.add(EnquiryFile(media_id=own.id, message_id=message_id))
    session.flush()


def kept(session: Session, media_ids: Sequence[int]) -> list[MediaFile]:
    """Those of the ids that are private files, in the order of the ids."""
    rows = session.scalars(
        select(MediaFile).where(MediaFile.id.in_(media_ids), MediaFile.private.is_(True))
    )
    found = {file.id: file for file in rows}
    return [found[id] for id in dict.fromkeys(media_ids) if id in found]


def digests(session: Session, media_ids: Sequence[int]) -> list[str]:
    return [file.digest for file in kept(session, media_ids)] if media_ids else []


def of_enquiry(session: Session, enquiry_id: int, media_id: int) -> MediaFile | None:
    """A file of this enquiry; None when it belongs to another or is not there."""
    return session.scalars(
        select(MediaFile)
        .join(EnquiryFile, EnquiryFile.media_id == MediaFile.id)
        .join(EnquiryMessage, EnquiryMessage.id == EnquiryFile.message_id)
        .where(EnquiryMessage.enquiry_id == enquiry_id, MediaFile.id == media_id)
    ).first()


def forget_abandoned(session: Session) -> int:
    """Forget private files of forms that were never sent; returns how many.

    Only rows go: the same bytes may belong to another row, and the store is swept by digest.
    """
    attached = select(EnquiryFile.media_id)
    result = session.execute(
        delete(MediaFile).where(
            MediaFile.private.is_(True),
            MediaFile.created_at < now() - ABANDONED_AFTER,
            MediaFile.id.not_in(attached),
        )
    )
    return int(getattr(result, "rowcount", 0))


def _too_large() -> Label:
    return _l("This file is too large: at most %(most)d MB.", most=MOST_BYTES // (1024 * 1024))
