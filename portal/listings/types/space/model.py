"""A building or plot on offer, and the units in it that can be rented or bought."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.listings.models import PartRow, TypeRow


class Space(TypeRow):
    """Lengths in m, areas in m², loads in kN/m², cranes in t, power in kVA, rent a month."""

    __tablename__ = "space"

    park: Mapped[int | None] = mapped_column(ForeignKey("listing.id", ondelete="SET NULL"))
    kind: Mapped[str]
    tenure: Mapped[list[str] | None]
    year: Mapped[int | None]
    structure: Mapped[str | None]
    storeys: Mapped[int | None]
    site_area: Mapped[float | None]
    property_fee: Mapped[float | None]
    available_from: Mapped[date | None]
    title_certificate: Mapped[str | None]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    # Derived from the units that are still to be had.
    area: Mapped[float | None] = mapped_column(index=True)
    clear_height: Mapped[float | None]
    floor_load: Mapped[float | None]
    crane: Mapped[float | None]
    power: Mapped[float | None]
    rent: Mapped[float | None]


class SpaceUnit(PartRow):
    __tablename__ = "space_unit"

    code: Mapped[str]
    storey: Mapped[int | None]
    area: Mapped[float] = mapped_column(index=True)
    length: Mapped[float | None]
    width: Mapped[float | None]
    clear_height: Mapped[float | None]
    column_x: Mapped[float | None]
    column_y: Mapped[float | None]
    floor_load: Mapped[float | None]
    crane: Mapped[float | None]
    goods_lift: Mapped[float | None]
    power: Mapped[float | None]
    gas: Mapped[bool | None]
    steam: Mapped[bool | None]
    sewage: Mapped[bool | None]
    fire_class: Mapped[str | None]
    rent_quoted: Mapped[float | None]
    rent_unit: Mapped[str | None]
    rent: Mapped[float | None]  # derived: yuan/m²/month
    price: Mapped[float | None]
    status: Mapped[str | None]
    available_from: Mapped[date | None]
