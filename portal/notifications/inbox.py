"""Each person's inbox on the site: lines that stay until they are read, and then some time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.paging import Page, page_of
from portal.notifications.models import Notification

PAGE_SIZE = 50
KEPT = timedelta(days=180)  # after it was read


def tell(
    session: Session, user_ids: Iterable[int], topic: str, outbox_key: str, **ids: int | str
) -> Sequence[int]:
    """Put a line into these inboxes; returns whose it is new to.

    The same `outbox_key` again changes nothing: who has been told is not told twice.
    """
    wanted = list(dict.fromkeys(user_ids))
    told = set(
        session.scalars(
            select(Notification.user_id).where(
                Notification.user_id.in_(wanted), Notification.outbox_key == outbox_key
            )
        )
    )
    new = [user_id for user_id in wanted if user_id not in told]
    for user_id in new:
        session.add(
            Notification(
                user_id=user_id,
                topic=topic,
                payload=ids,
                outbox_key=outbox_key,
                created_at=now(),
            )
        )
    session.flush()
    return new


def unread(session: Session, user_id: int) -> int:
    own = (Notification.user_id == user_id, Notification.read_at.is_(None))
    return session.scalar(select(func.count()).select_from(Notification).where(*own)) or 0


def lines(session: Session, user_id: int, page: int) -> Page[Notification]:
    """Newest first, those not yet read before the others."""
    return page_of(
        session,
        select(Notification)
        .where(Notification.user_id == user_id)
        .order_by(Notification.read_at.is_not(None), Notification.id.desc()),
        page,
        PAGE_SIZE,
    )


def read_one(session: Session, user_id: int, notification_id: int) -> Notification | None:
    """Mark one's own line as read; None when it is another's or gone."""
    found = session.get(Notification, notification_id)
    if found is None or found.user_id != user_id:
        return None
    found.read_at = found.read_at or now()
    session.flush()
    return found


def read_all(session: Session, user_id: int, up_to: int) -> None:
    """Mark as read what the person has seen: up to the newest line that was shown."""
    session.execute(
        update(Notification)
        .where(
            Notification.user_id == user_id,
            Notification.id <= up_to,
            Notification.read_at.is_(None),
        )
        .values(read_at=now())
    )


def forget_old(session: Session) -> None:
    """Lines read long ago go."""
    session.execute(delete(Notification).where(Notification.read_at < now() - KEPT))
