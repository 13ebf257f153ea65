"""Files that were uploaded; the bytes lie in the data directory under their own hash."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.database import Base


class MediaFile(Base):
    """One upload. `private` files belong to an enquiry and are served to its parties only."""

    __tablename__ = "media_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(index=True)  # sha256 of the stored bytes
    kind: Mapped[str]  # "image" or "document"
    name: Mapped[str]  # as the sender called it, shown and never used as a path
    content_type: Mapped[str]
    size: Mapped[int]  # bytes
    width: Mapped[int | None]  # pixels
    height: Mapped[int | None]
    alt: Mapped[dict[str, str]]  # what the picture shows, by locale segment
    private: Mapped[bool] = mapped_column(default=False)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    created_at: Mapped[datetime]
