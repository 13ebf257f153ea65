"""A policy or service scheme, and the kinds of support it gives."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from portal.listings.models import PartRow, TypeRow


class Policy(TypeRow):
    __tablename__ = "policy"

    level: Mapped[str]
    document_number: Mapped[str | None]
    issued_on: Mapped[date | None]
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    apply_until: Mapped[date | None] = mapped_column(index=True)
    office_phone: Mapped[str | None]
    original_url: Mapped[str | None]
    applies_regions: Mapped[list[str] | None]
    support_kinds: Mapped[list[str] | None]  # derived from the rows of support
    cap: Mapped[float | None]  # derived: the highest cap, yuan


class PolicySupport(PartRow):
    """One kind of support: `rate` in per cent, `cap` in yuan."""

    __tablename__ = "policy_support"

    kind: Mapped[str]
    rate: Mapped[float | None]
    cap: Mapped[float | None]
