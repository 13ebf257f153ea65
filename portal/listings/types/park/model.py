"""A development zone or industrial park."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from portal.listings.models import TypeRow


class Park(TypeRow):
    """Areas in m², money in yuan (standards in yuan/mu), distances in km."""

    __tablename__ = "park"

    level: Mapped[str]
    code: Mapped[str | None]
    founded: Mapped[str | None]  # YYYY or YYYY-MM, as the directory gives it
    land_area: Mapped[float | None] = mapped_column(index=True)
    land_left: Mapped[float | None]
    laid_on: Mapped[dict[str, bool] | None]
    investment_per_mu: Mapped[float | None]
    tax_per_mu: Mapped[float | None]
    output: Mapped[float | None]
    output_year: Mapped[int | None]
    tenants: Mapped[int | None]
    airport_km: Mapped[float | None]
    high_speed_rail_km: Mapped[float | None]
    freight_rail_km: Mapped[float | None]
    motorway_km: Mapped[float | None]
    port_km: Mapped[float | None]
    electricity_price: Mapped[float | None]
    water_price: Mapped[float | None]
    gas_price: Mapped[float | None]
    steam_price: Mapped[float | None]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
