"""What staff teach the search, and what visitors asked it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.core.database import Json, UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "synonym_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("words", Json, nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("replaces", sa.String(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_synonym_group"),
        sa.UniqueConstraint("replaces", name="uq_synonym_group_replaces"),
    )
    op.create_table(
        "dictionary_word",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_dictionary_word"),
        sa.UniqueConstraint("folded", name="uq_dictionary_word_folded"),
    )
    op.create_table(
        "pinned_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("listing_ids", Json, nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pinned_answer"),
        sa.UniqueConstraint("folded", name="uq_pinned_answer_folded"),
    )
    op.create_table(
        "judgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("given_at", UtcDateTime(), nullable=False),
        sa.Column("given_by", sa.String(), nullable=False),
        sa.CheckConstraint("grade BETWEEN 0 AND 3", name=op.f("ck_judgement_grade")),
        sa.PrimaryKeyConstraint("id", name="pk_judgement"),
        sa.UniqueConstraint("question", "listing_id", name="uq_judgement_question_listing_id"),
    )
    op.create_table(
        "search_tally",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("searches", sa.Integer(), nullable=False),
        sa.Column("empty", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "question", "locale", name="pk_search_tally"),
    )
    op.create_table(
        "click_tally",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("clicks", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "question", "listing_id", name="pk_click_tally"),
    )
    op.create_table(
        "tally_batch",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("counted_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_tally_batch"),
    )
