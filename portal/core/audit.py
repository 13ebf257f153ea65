"""The audit trail: who did what to which record, when, in which request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.core.clock import now
from portal.core.database import Base
from portal.core.request_id import current_request_id


class AuditEntry(Base):
    """One deed. Rows are only ever added; names are kept as they were at the time."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_subject", "subject_type", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None]
    actor_name: Mapped[str]
    action: Mapped[str]  # dotted, such as "listing.published"
    subject_type: Mapped[str]
    subject_id: Mapped[str]
    detail: Mapped[dict[str, Any]]
    request_id: Mapped[str]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a member of staff, or the portal itself (`SYSTEM`)."""

    user_id: int | None
    name: str


SYSTEM = Actor(None, "system")


def record(
    session: Session,
    actor: Actor,
    action: str,
    subject: tuple[str, int | str],
    **detail: str | int | None,
) -> None:
    """Add a line to the trail; `detail` never holds personal data of an investor."""
    session.add(
        AuditEntry(
            at=now(),
            actor_id=actor.user_id,
            actor_name=actor.name,
            action=action,
            subject_type=subject[0],
            subject_id=str(subject[1]),
            detail=detail,
            request_id=current_request_id(),
        )
    )
