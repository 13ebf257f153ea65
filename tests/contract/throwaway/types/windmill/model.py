"""The table of a type that only the tests know."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from portal.listings.models import PartRow, TypeRow


class Windmill(TypeRow):
    __tablename__ = "windmill"

    make: Mapped[str]
    height: Mapped[float | None] = mapped_column()


class Rotor(PartRow):
    __tablename__ = "windmill_rotor"

    name: Mapped[str]
    diameter: Mapped[float | None]
