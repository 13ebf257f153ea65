"""Who may have brought an enquiry, as a list to choose from."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.enquiries.origins.models import Origin

MOST = 500  # the newest


def origin_choices(session: Session) -> list[tuple[str, str]]:
    """Those that are handed out, the newest first."""
    rows = session.scalars(
        select(Origin).where(Origin.active.is_(True)).order_by(Origin.id.desc()).limit(MOST)
    )
    return [(str(origin.id), f"{origin.name} ({origin.code})") for origin in rows]
