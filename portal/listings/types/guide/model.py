"""A chapter of the investor's guide."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from portal.listings.models import TypeRow


class GuideChapter(TypeRow):
    __tablename__ = "guide"

    chapter: Mapped[int]
    topic: Mapped[str]
