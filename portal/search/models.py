"""What staff teach the search, and what visitors asked it: no table holds who asked."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.database import Base


class SynonymGroup(Base):
    """Words that mean the same, entered on the desk.

    `replaces` names a group of content/search/synonyms.yaml by its folded first word: that group no
    longer counts. Switched off, a group counts for nothing itself and still replaces.
    """

    __tablename__ = "synonym_group"

    id: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[list[str]]
    note: Mapped[str]
    replaces: Mapped[str | None] = mapped_column(unique=True)
    active: Mapped[bool]
    version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime]
    updated_by: Mapped[str]


class DictionaryWord(Base):
    """A word that stays whole; switched off, one that is taken apart though the portal knows it."""

    __tablename__ = "dictionary_word"

    id: Mapped[int] = mapped_column(primary_key=True)
    word: Mapped[str]
    folded: Mapped[str] = mapped_column(unique=True)
    note: Mapped[str]
    active: Mapped[bool]
    version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime]
    updated_by: Mapped[str]


class PinnedAnswer(Base):
    """What stands first when exactly this is asked, up to and including the day `until`."""

    __tablename__ = "pinned_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    question: Mapped[str]  # as typed on the desk
    folded: Mapped[str] = mapped_column(unique=True)
    listing_ids: Mapped[list[int]]  # in their order
    note: Mapped[str]
    until: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime]
    updated_by: Mapped[str]


class Judgement(Base):
    """How well a listing answers a question: 0 not at all, 3 exactly what is wanted."""

    __tablename__ = "judgement"
    __table_args__ = (
        UniqueConstraint("question", "listing_id"),
        CheckConstraint("grade BETWEEN 0 AND 3", name="grade"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    question: Mapped[str]  # folded
    listing_id: Mapped[int]
    grade: Mapped[int]
    given_at: Mapped[datetime]
    given_by: Mapped[str]


class SearchTally(Base):
    """How often a question was asked on a day in the city, and how often it found nothing."""

    __tablename__ = "search_tally"

    day: Mapped[date] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(primary_key=True)  # folded
    locale: Mapped[str] = mapped_column(primary_key=True)  # segment
    searches: Mapped[int]
    empty: Mapped[int]


class ClickTally(Base):
    """How often a listing was opened from the answers to a question on a day in the city."""

    __tablename__ = "click_tally"

    day: Mapped[date] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(primary_key=True)
    listing_id: Mapped[int] = mapped_column(primary_key=True)
    clicks: Mapped[int]


class TallyBatch(Base):
    """A journal that was counted: written with its counts, so that it is never counted twice."""

    __tablename__ = "tally_batch"

    name: Mapped[str] = mapped_column(primary_key=True)
    counted_at: Mapped[datetime]
