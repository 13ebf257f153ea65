"""News of the agency."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from portal.listings.models import TypeRow


class News(TypeRow):
    __tablename__ = "news"

    column: Mapped[str]
