"""From enquiry to answer: deadlines, teams and deputies, origins, leads, what staff are told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.core.database import Json, UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _tables()
    _enquiries()
    _rules()


def _tables() -> None:
    op.create_table(
        "calendar_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("working", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_calendar_day"),
    )
    op.create_table(
        "enquiry_standard",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("accept_hours", sa.Integer(), nullable=False),
        sa.Column("answer_days", sa.Integer(), nullable=False),
        sa.Column("close_days", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name="pk_enquiry_standard"),
    )
    op.create_table(
        "robot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("topics", Json, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_robot_organisation_id_organisation"),
        sa.PrimaryKeyConstraint("id", name="pk_robot"),
    )
    op.create_table(
        "saved_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("texts", Json, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_saved_answer_organisation_id_organisation"),
        sa.PrimaryKeyConstraint("id", name="pk_saved_answer"),
    )
    op.create_index("ix_saved_answer_organisation_id", "saved_answer", ["organisation_id"])
    op.create_table(
        "team",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_team_organisation_id_organisation"),
        sa.PrimaryKeyConstraint("id", name="pk_team"),
    )
    op.create_index("ix_team_organisation_id", "team", ["organisation_id"])
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["deputy_id"], ["user.id"], name="fk_absence_deputy_id_user", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_absence_user_id_user", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_absence"),
    )
    op.create_index("ix_absence_user_id", "absence", ["user_id"])
    op.create_table(
        "notification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("payload", Json, nullable=False),
        sa.Column("outbox_key", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("read_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_notification_user_id_user", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_notification"),
        sa.UniqueConstraint("user_id", "outbox_key", name="uq_notification_once"),
    )
    op.create_index("ix_notification_inbox", "notification", ["user_id", "read_at", "id"])
    op.create_table(
        "notification_choice",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("by_mail", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.Boolean(), nullable=False),
        sa.Column("muted", Json, nullable=False),
        sa.Column("quiet_from", sa.Time(), nullable=True),
        sa.Column("quiet_until", sa.Time(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_notification_choice_user_id_user", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", name="pk_notification_choice"),
    )
    op.create_table(
        "office_duty",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("duty_officer_id", sa.Integer(), nullable=True),
        sa.Column("head_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["duty_officer_id"], ["user.id"], name="fk_office_duty_duty_officer_id_user", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["head_id"], ["user.id"], name="fk_office_duty_head_id_user", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_office_duty_organisation_id_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", name="pk_office_duty"),
    )
    op.create_table(
        "office_wechat",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("media_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["media_id"], ["media_file.id"], name="fk_office_wechat_media_id_media_file"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_office_wechat_organisation_id_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", name="pk_office_wechat"),
    )
    op.create_table(
        "origin",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_origin_organisation_id_organisation"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_origin_user_id_user"),
        sa.PrimaryKeyConstraint("id", name="pk_origin"),
        sa.UniqueConstraint("code", name="uq_origin_code"),
    )
    op.create_index("ix_origin_organisation_id", "origin", ["organisation_id"])
    op.create_table(
        "team_member",
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="fk_team_member_team_id_team", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_team_member_user_id_user", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("team_id", "user_id", name="pk_team_member"),
    )
    op.create_index("ix_team_member_user_id", "team_member", ["user_id"])
    op.create_table(
        "origin_visit",
        sa.Column("origin_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["origin_id"], ["origin.id"], name="fk_origin_visit_origin_id_origin"),
        sa.PrimaryKeyConstraint("origin_id", "day", name="pk_origin_visit"),
    )
    op.create_table(
        "enquiry_chase",
        sa.Column("enquiry_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["enquiry_id"], ["enquiry.id"], name="fk_enquiry_chase_enquiry_id_enquiry", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("enquiry_id", "kind", "due_at", name="pk_enquiry_chase"),
    )
    op.create_table(
        "lead",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enquiry_id", sa.Integer(), nullable=True),
        sa.Column("investor", sa.String(), nullable=False),
        sa.Column("wish", sa.String(), nullable=False),
        sa.Column("amount", sa.Double(), nullable=True),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("industry", sa.String(), nullable=True),
        sa.Column("origin_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["enquiry_id"], ["enquiry.id"], name="fk_lead_enquiry_id_enquiry"),
        sa.ForeignKeyConstraint(["officer_id"], ["user.id"], name="fk_lead_officer_id_user"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_lead_organisation_id_organisation"),
        sa.ForeignKeyConstraint(["origin_id"], ["origin.id"], name="fk_lead_origin_id_origin"),
        sa.PrimaryKeyConstraint("id", name="pk_lead"),
        sa.UniqueConstraint("enquiry_id", name="uq_lead_enquiry_id"),
    )
    op.create_index("ix_lead_list", "lead", ["organisation_id", "state"])
    op.create_index("ix_lead_officer_id", "lead", ["officer_id"])
    op.create_index("ix_lead_origin_id", "lead", ["origin_id"])
    op.create_table(
        "lead_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("author_name", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name="fk_lead_entry_lead_id_lead", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_lead_entry"),
    )
    op.create_index("ix_lead_entry_lead_id", "lead_entry", ["lead_id"])


def _enquiries() -> None:
    op.add_column("enquiry", _text("kind", "general"))
    op.add_column("enquiry", sa.Column("wish", Json, nullable=False, server_default="{}"))
    for name in ("withdrawn_at", "accept_by", "close_by", "accepted_at", "waiting_since", "rated_at"):
        op.add_column("enquiry", sa.Column(name, UtcDateTime(), nullable=True))
    op.add_column("enquiry", sa.Column("rating", sa.String(), nullable=True))
    op.add_column("enquiry", _text("rating_reason", ""))
    _reference("enquiry", "team_id", "team")
    _reference("enquiry", "origin_id", "origin")
    op.create_index("ix_enquiry_due", "enquiry", ["state", "respond_by"])
    for name in ("state", "created_at"):
        op.create_index(f"ix_enquiry_officer_{name}", "enquiry", ["officer_id", name])
    for name in ("email", "fingerprint", "origin_id", "phone"):
        op.create_index(f"ix_enquiry_{name}", "enquiry", [name])
    op.execute("UPDATE enquiry SET email = lower(email)")
    op.add_column("enquiry_message", _text("via", "site"))
    op.add_column("enquiry_message", sa.Column("listings", Json, nullable=False, server_default="[]"))
    op.add_column("enquiry_message", _text("next_step", ""))
    op.add_column("enquiry_message", sa.Column("next_on", sa.Date(), nullable=True))


def _rules() -> None:
    for name in ("kind", "hours"):
        op.add_column("routing_rule", sa.Column(name, sa.String(), nullable=True))
    for name in ("area_min", "area_max", "investment_min", "investment_max"):
        op.add_column("routing_rule", sa.Column(name, sa.Double(), nullable=True))
    _reference("routing_rule", "listing_id", "listing")
    _reference("routing_rule", "origin_id", "origin")
    _reference("routing_rule", "team_id", "team")


def _text(name: str, default: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False, server_default=default)


def _reference(table: str, column: str, target: str) -> None:
    """Add a column that names a row of `target`.

    In words that both databases know: Alembic would copy the whole table on SQLite, and dropping
    the old one would delete what hangs on its rows.
    """
    op.execute(
        f"ALTER TABLE {table} ADD COLUMN {column} INTEGER "
        f"CONSTRAINT fk_{table}_{column}_{target} REFERENCES {target} (id)"
    )
