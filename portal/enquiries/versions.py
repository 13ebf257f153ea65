"""Two people at one enquiry: the second is told."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.enquiries.models import Enquiry


class Conflict(Exception):
    """Somebody changed the enquiry meanwhile; look at it again."""


class Erased(Conflict):
    """Nothing is left of who asked: there is nobody to answer, and nothing more is kept."""


def settle(session: Session, enquiry: Enquiry) -> None:
    """Of two at once the second waits here, and goes on from what the first has done.

    Raises :class:`Erased`: what is written after an erasure would stay for ever.
    """
    session.refresh(enquiry, with_for_update=True)
    if enquiry.is_erased:
        raise Erased


def claim(session: Session, enquiry: Enquiry, version: int) -> None:
    """Move from `version` to the next, or learn that somebody else did: one statement.

    Raises :class:`Conflict` and :class:`Erased`.
    """
    session.flush()
    if enquiry.is_erased:
        raise Erased
    if enquiry.version != version:
        raise Conflict
    moved = session.execute(
        update(Enquiry)
        .where(Enquiry.id == enquiry.id, Enquiry.version == version)
        .values(version=version + 1)
        .returning(Enquiry.version)
        .execution_options(synchronize_session=False)
    ).first()
    if moved is None:
        raise Conflict
    session.refresh(enquiry)
