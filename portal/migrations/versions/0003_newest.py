"""The newest of all types, as the home page shows them, without reading the whole table."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("published") as table:
        table.create_index("ix_published_newest_of_all", ["published_at", "listing_id"])
