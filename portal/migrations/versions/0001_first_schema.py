"""The first schema. There is nothing before it to go back to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.core.database import Json, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject_type", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("detail", Json, nullable=False),
        sa.Column("request_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_entry"),
    )
    op.create_index("ix_audit_entry_at", "audit_entry", ["at"])
    op.create_index("ix_audit_entry_subject", "audit_entry", ["subject_type", "subject_id"])

    op.create_table(
        "generation",
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("type", name="pk_generation"),
    )
    op.create_table(
        "heartbeat",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_heartbeat"),
    )
    op.create_table(
        "limit_counter",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("expires", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_limit_counter"),
    )
    op.create_index("ix_limit_counter_expires", "limit_counter", ["expires"])

    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("names", Json, nullable=False),
        sa.Column("duties", Json, nullable=False),
        sa.Column("address", Json, nullable=False),
        sa.Column("hours", Json, nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["organisation.id"], name="fk_organisation_parent_id_organisation"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_organisation"),
        sa.UniqueConstraint("key", name="uq_organisation_key"),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("payload", Json, nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("available_at", UtcDateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
    )
    op.create_index("ix_outbox_due", "outbox", ["done_at", "available_at"])
    op.create_index("ix_outbox_topic", "outbox", ["topic"])

    op.create_table(
        "media_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("alt", Json, nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["organisation.id"], name="fk_media_file_owner_id_organisation"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_media_file"),
    )
    op.create_index("ix_media_file_digest", "media_file", ["digest"])
    op.create_index("ix_media_file_owner_id", "media_file", ["owner_id"])

    op.create_table(
        "user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("signed_in_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_user_email_lower")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_user_organisation_id_organisation"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_user"),
        sa.UniqueConstraint("email", name="uq_user_email"),
    )
    op.create_index("ix_user_organisation_id", "user", ["organisation_id"])

    op.create_table(
        "listing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("working_title", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["user.id"], name="fk_listing_contact_id_user", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["organisation.id"], name="fk_listing_owner_id_organisation"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_listing"),
        sa.UniqueConstraint("type", "source_id", name="uq_listing_type_source_id"),
    )
    op.create_index("ix_listing_desk", "listing", ["type", "state", "id"])
    op.create_index("ix_listing_owner_id", "listing", ["owner_id"])

    op.create_table(
        "one_time_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name="fk_one_time_link_user_id_user", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_one_time_link"),
    )
    op.create_table(
        "routing_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("listing_type", sa.String(), nullable=True),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("industry", sa.String(), nullable=True),
        sa.Column("locale", sa.String(), nullable=True),
        sa.Column("use_contact", sa.Boolean(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name="fk_routing_rule_organisation_id_organisation",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name="fk_routing_rule_user_id_user", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_routing_rule"),
    )
    op.create_table(
        "staff_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name="fk_staff_session_user_id_user", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_staff_session"),
        sa.UniqueConstraint("token_hash", name="uq_staff_session_token_hash"),
    )
    op.create_index("ix_staff_session_user_id", "staff_session", ["user_id"])

    op.create_table(
        "enquiry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("idempotency_key", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("key_nonce", sa.String(), nullable=False),
        sa.Column("key_expires_at", UtcDateTime(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=True),
        sa.Column("listing_type", sa.String(), nullable=True),
        sa.Column("listing_title", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("industry", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("company", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("consent_text", sa.String(), nullable=False),
        sa.Column("consented_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("rule_id", sa.Integer(), nullable=True),
        sa.Column("routed_because", Json, nullable=False),
        sa.Column("respond_by", UtcDateTime(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listing.id"], name="fk_enquiry_listing_id_listing"
        ),
        sa.ForeignKeyConstraint(["officer_id"], ["user.id"], name="fk_enquiry_officer_id_user"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_enquiry_organisation_id_organisation"
        ),
        sa.ForeignKeyConstraint(
            ["rule_id"],
            ["routing_rule.id"],
            name="fk_enquiry_rule_id_routing_rule",
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_enquiry"),
        sa.UniqueConstraint("idempotency_key", name="uq_enquiry_idempotency_key"),
        sa.UniqueConstraint("reference", name="uq_enquiry_reference"),
    )
    op.create_index("ix_enquiry_created_at", "enquiry", ["created_at"])
    op.create_index("ix_enquiry_inbox", "enquiry", ["organisation_id", "state", "respond_by"])
    op.create_index("ix_enquiry_listing_id", "enquiry", ["listing_id"])
    op.create_index("ix_enquiry_officer_id", "enquiry", ["officer_id"])

    op.create_table(
        "published",
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("industry", sa.String(), nullable=True),
        sa.Column("chains", Json, nullable=True),
        sa.Column("source_url", sa.String(), nullable=True),
        sa.Column("published_at", UtcDateTime(), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"],
            ["listing.id"],
            name="fk_published_listing_id_listing",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["organisation.id"], name="fk_published_owner_id_organisation"
        ),
        sa.PrimaryKeyConstraint("listing_id", name="pk_published"),
    )
    op.create_index("ix_published_newest", "published", ["type", "published_at", "listing_id"])

    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("data", Json, nullable=False),
        sa.Column("schema_version", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("author_name", sa.String(), nullable=False),
        sa.Column("saved_at", UtcDateTime(), nullable=False),
        sa.Column("applied_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user.id"], name="fk_revision_author_id_user", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["listing_id"],
            ["listing.id"],
            name="fk_revision_listing_id_listing",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_revision"),
    )
    op.create_index("ix_revision_history", "revision", ["listing_id", "locale", "id"])
    op.create_index(
        "uq_revision_open",
        "revision",
        ["listing_id", "locale"],
        unique=True,
        sqlite_where=sa.text("applied_at IS NULL"),
        postgresql_where=sa.text("applied_at IS NULL"),
    )

    op.create_table(
        "card",
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("data", Json, nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"],
            ["published.listing_id"],
            name="fk_card_listing_id_published",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("listing_id", "locale", name="pk_card"),
    )
    op.create_table(
        "enquiry_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enquiry_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("actor_name", sa.String(), nullable=False),
        sa.Column("detail", Json, nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enquiry_id"],
            ["enquiry.id"],
            name="fk_enquiry_event_enquiry_id_enquiry",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_enquiry_event"),
    )
    op.create_index("ix_enquiry_event_enquiry_id", "enquiry_event", ["enquiry_id"])

    op.create_table(
        "enquiry_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enquiry_id", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("author_name", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("idempotency_key", sa.String(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["user.id"],
            name="fk_enquiry_message_author_id_user",
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["enquiry_id"],
            ["enquiry.id"],
            name="fk_enquiry_message_enquiry_id_enquiry",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_enquiry_message"),
        sa.UniqueConstraint("idempotency_key", name="uq_enquiry_message_idempotency_key"),
    )
    op.create_index("ix_enquiry_message_enquiry_id", "enquiry_message", ["enquiry_id"])

    op.create_table(
        "enterprise",
        sa.Column("park", sa.Integer(), nullable=True),
        sa.Column("chain_role", sa.String(), nullable=True),
        sa.Column("link", sa.String(), nullable=True),
        sa.Column("scale", sa.String(), nullable=True),
        sa.Column("staff", sa.Integer(), nullable=True),
        sa.Column("output", sa.Double(), nullable=True),
        sa.Column("founded", sa.String(), nullable=True),
        sa.Column("looking_for", Json, nullable=True),
        sa.Column("website", sa.String(), nullable=True),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"],
            ["published.listing_id"],
            name="fk_enterprise_listing_id_published",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["park"], ["listing.id"], name="fk_enterprise_park_listing", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("listing_id", name="pk_enterprise"),
    )
    op.create_table(
        "facet",
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"],
            ["published.listing_id"],
            name="fk_facet_listing_id_published",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("listing_id", "name", "value", name="pk_facet"),
    )
    op.create_index("ix_facet_filter", "facet", ["name", "value", "listing_id"])
    op.create_index("ix_facet_type", "facet", ["type", "name", "value"])

    op.create_table(
        "guide",
        sa.Column("chapter", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"],
            ["published.listing_id"],
            name="fk_guide_listing_id_published",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("listing_id", name="pk_guide"),
    )
    op.create_table(
        "listing_file",
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("media_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"],
            ["published.listing_id"],
            name="fk_listing_file_listing_id_published",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["media_id"], ["media_file.id"], name="fk_listing_file_media_id_media_file"
        ),
        sa.PrimaryKeyConstraint("listing_id", "media_id", name="pk_listing_file"),
    )
    op.create_table(
        "listing_text",
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("fields", Json, nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"],
            ["published.listing_id"],
            name="fk_listing_text_listing_id_published",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("listing_id", "locale", name="pk_listing_text"),
    )
    op.create_table(
        "news",
        sa.Column("column", sa.String(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"],
            ["published.listing_id"],
            name="fk_news_listing_id_published",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("listing_id", name="pk_news"),
    )
    op.create_table(
        "park",
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("founded", sa.String(), nullable=True),
        sa.Column("land_area", sa.Double(), nullable=True),
        sa.Column("land_left", sa.Double(), nullable=True),
        sa.Column("laid_on", Json, nullable=True),
        sa.Column("investment_per_mu", sa.Double(), nullable=True),
        sa.Column("tax_per_mu", sa.Double(), nullable=True),
        sa.Column("output", sa.Double(), nullable=True),
        sa.Column("output_year", sa.Integer(), nullable=True),
        sa.Column("tenants", sa.Integer(), nullable=True),
        sa.Column("airport_km", sa.Double(), nullable=True),
        sa.Column("high_speed_rail_km", sa.Double(), nullable=True),
        sa.Column("freight_rail_km", sa.Double(), nullable=True),
        sa.Column("motorway_km", sa.Double(), nullable=True),
        sa.Column("port_km", sa.Double(), nullable=True),
        sa.Column("electricity_price", sa.Double(), nullable=True),
        sa.Column("water_price", sa.Double(), nullable=True),
        sa.Column("gas_price", sa.Double(), nullable=True),
        sa.Column("steam_price", sa.Double(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"],
            ["published.listing_id"],
            name="fk_park_listing_id_published",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("listing_id", name="pk_park"),
    )
    op.create_index("ix_park_land_area", "park", ["land_area"])

    op.create_table(
        "policy",
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("document_number", sa.String(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("apply_until", sa.Date(), nullable=True),
        sa.Column("office_phone", sa.String(), nullable=True),
        sa.Column("original_url", sa.String(), nullable=True),
        sa.Column("applies_regions", Json, nullable=True),
        sa.Column("support_kinds", Json, nullable=True),
        sa.Column("cap", sa.Double(), nullable=True),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"],
            ["published.listing_id"],
            name="fk_policy_listing_id_published",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("listing_id", name="pk_policy"),
    )
    op.create_index("ix_policy_apply_until", "policy", ["apply_until"])

    op.create_table(
        "policy_support",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("rate", sa.Double(), nullable=True),
        sa.Column("cap", sa.Double(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"],
            ["published.listing_id"],
            name="fk_policy_support_listing_id_published",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_policy_support"),
    )
    op.create_index("ix_policy_support_listing_id", "policy_support", ["listing_id"])

    op.create_table(
        "project",
        sa.Column("park", sa.Integer(), nullable=True),
        sa.Column("link", sa.String(), nullable=True),
        sa.Column("investment", sa.Double(), nullable=True),
        sa.Column("investment_sought", sa.Double(), nullable=True),
        sa.Column("foreign_sought", sa.Double(), nullable=True),
        sa.Column("forms", Json, nullable=True),
        sa.Column("land_area", sa.Double(), nullable=True),
        sa.Column("area", sa.Double(), nullable=True),
        sa.Column("output", sa.Double(), nullable=True),
        sa.Column("profit", sa.Double(), nullable=True),
        sa.Column("payback_years", sa.Double(), nullable=True),
        sa.Column("irr", sa.Double(), nullable=True),
        sa.Column("readiness", sa.String(), nullable=True),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"],
            ["published.listing_id"],
            name="fk_project_listing_id_published",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["park"], ["listing.id"], name="fk_project_park_listing", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("listing_id", name="pk_project"),
    )
    op.create_index("ix_project_investment", "project", ["investment"])

    op.create_table(
        "space",
        sa.Column("park", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("tenure", Json, nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("structure", sa.String(), nullable=True),
        sa.Column("storeys", sa.Integer(), nullable=True),
        sa.Column("site_area", sa.Double(), nullable=True),
        sa.Column("property_fee", sa.Double(), nullable=True),
        sa.Column("available_from", sa.Date(), nullable=True),
        sa.Column("title_certificate", sa.String(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("area", sa.Double(), nullable=True),
        sa.Column("clear_height", sa.Double(), nullable=True),
        sa.Column("floor_load", sa.Double(), nullable=True),
        sa.Column("crane", sa.Double(), nullable=True),
        sa.Column("power", sa.Double(), nullable=True),
        sa.Column("rent", sa.Double(), nullable=True),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"],
            ["published.listing_id"],
            name="fk_space_listing_id_published",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["park"], ["listing.id"], name="fk_space_park_listing", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("listing_id", name="pk_space"),
    )
    op.create_index("ix_space_area", "space", ["area"])

    op.create_table(
        "space_unit",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("storey", sa.Integer(), nullable=True),
        sa.Column("area", sa.Double(), nullable=False),
        sa.Column("length", sa.Double(), nullable=True),
        sa.Column("width", sa.Double(), nullable=True),
        sa.Column("clear_height", sa.Double(), nullable=True),
        sa.Column("column_x", sa.Double(), nullable=True),
        sa.Column("column_y", sa.Double(), nullable=True),
        sa.Column("floor_load", sa.Double(), nullable=True),
        sa.Column("crane", sa.Double(), nullable=True),
        sa.Column("goods_lift", sa.Double(), nullable=True),
        sa.Column("power", sa.Double(), nullable=True),
        sa.Column("gas", sa.Boolean(), nullable=True),
        sa.Column("steam", sa.Boolean(), nullable=True),
        sa.Column("sewage", sa.Boolean(), nullable=True),
        sa.Column("fire_class", sa.String(), nullable=True),
        sa.Column("rent_quoted", sa.Double(), nullable=True),
        sa.Column("rent_unit", sa.String(), nullable=True),
        sa.Column("rent", sa.Double(), nullable=True),
        sa.Column("price", sa.Double(), nullable=True),
        sa.Column("status", sa.String(), nullable=True),
        sa.Column("available_from", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"],
            ["published.listing_id"],
            name="fk_space_unit_listing_id_published",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_space_unit"),
    )
    op.create_index("ix_space_unit_area", "space_unit", ["area"])
    op.create_index("ix_space_unit_listing_id", "space_unit", ["listing_id"])

    op.create_table(
        "talent",
        sa.Column("enterprise", sa.Integer(), nullable=True),
        sa.Column("employment", sa.String(), nullable=True),
        sa.Column("headcount", sa.Integer(), nullable=True),
        sa.Column("education", sa.String(), nullable=True),
        sa.Column("experience_years", sa.Integer(), nullable=True),
        sa.Column("pay_from", sa.Double(), nullable=True),
        sa.Column("pay_to", sa.Double(), nullable=True),
        sa.Column("pay", sa.Double(), nullable=True),
        sa.Column("benefits", Json, nullable=True),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise"], ["listing.id"], name="fk_talent_enterprise_listing", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["listing_id"],
            ["published.listing_id"],
            name="fk_talent_listing_id_published",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("listing_id", name="pk_talent"),
    )
    op.create_index("ix_talent_pay", "talent", ["pay"])

    op.create_table(
        "enquiry_file",
        sa.Column("media_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["media_id"], ["media_file.id"], name="fk_enquiry_file_media_id_media_file"
        ),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["enquiry_message.id"],
            name="fk_enquiry_file_message_id_enquiry_message",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("media_id", name="pk_enquiry_file"),
    )
    op.create_index("ix_enquiry_file_message_id", "enquiry_file", ["message_id"])
