"""Which picture shows an office's WeChat QR code: `Organisation.wechat_id` is its id, or None.

Pictures go by their ids here: media is a room beside.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import OfficeWechat, Organisation
from portal.core.audit import Actor, record


def offices(session: Session) -> Sequence[Organisation]:
    """Every office that has a picture."""
    having = select(Organisation).where(Organisation.wechat_id.is_not(None))
    return session.scalars(having.order_by(Organisation.id)).all()


def show(session: Session, actor: Actor, organisation_id: int, media_id: int) -> int | None:
    """Show this picture for the office; returns the id of the one it takes the place of."""
    office, held = _held(session, organisation_id)
    before = held.media_id if held else None
    if held is None:
        session.add(OfficeWechat(organisation_id=organisation_id, media_id=media_id))
    else:
        held.media_id = media_id
    record(session, actor, "organisation.wechat_shown", ("organisation", organisation_id))
    session.flush()
    session.expire(office, ["wechat_id"])
    return before


def take_down(session: Session, actor: Actor, organisation_id: int) -> int | None:
    """The office has no picture any more; returns the id of the one it had, if any."""
    office, held = _held(session, organisation_id)
    if held is None:
        return None
    session.delete(held)
    record(session, actor, "organisation.wechat_removed", ("organisation", organisation_id))
    session.flush()
    session.expire(office, ["wechat_id"])
    return held.media_id


def _held(session: Session, organisation_id: int) -> tuple[Organisation, OfficeWechat | None]:
    """What stands, with the office locked: of two first pictures at once the later one stays."""
    office = session.get_one(Organisation, organisation_id, with_for_update=True)
    return office, session.get(OfficeWechat, organisation_id, populate_existing=True)
