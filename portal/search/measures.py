"""Figures that can be searched by: their units, and what a bare number means.

Names and canonical units are those of the search API (`understood`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import inf

from portal.core import units
from portal.core.units import Quantity


class Op(StrEnum):
    """How a condition compares; a range is a `GE` and a `LE`."""

    GE = "ge"
    LE = "le"
    EQ = "eq"
    ABOUT = "about"


TOLERANCE = 0.2
"""“About 5,000” means from 4,000 to 6,000: this share less, and this share more."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure that listings have and investors ask for.

    `bare` is what a number without a comparison means: who asks for a clear height of 8 m takes 9 m
    too, who asks for 5,000 m² wants about so much. `edges` are round numbers for bars, ascending.
    """

    name: str
    quantity: Quantity
    bare: Op
    edges: tuple[float, ...]

    @property
    def unit(self) -> str:
        """The canonical unit, as the API names it."""
        return self.quantity.unit


MU = units.MU
MEASURES: Mapping[str, Measure] = {
    measure.name: measure
    for measure in (
        Measure("area", units.AREA, Op.ABOUT,
                (0, 500, 1000, 2000, 3000, 5000, 8000, 12000, 20000, 50000)),
        Measure("land_area", units.LAND, Op.ABOUT,
                tuple(mu * MU for mu in (0, 20, 50, 100, 200, 500, 1000, 5000, 20000))),
        Measure("clear_height", units.LENGTH, Op.GE, (0, 4, 5, 6, 7, 8, 9, 10, 12, 15)),
        Measure("floor_load", units.FLOOR_LOAD, Op.GE, (0, 3, 5, 8, 10, 15, 20, 30, 50)),
        Measure("crane", units.MASS, Op.GE, (0, 3, 5, 10, 16, 20, 32, 50, 100)),
        Measure("power", units.POWER, Op.GE, (0, 250, 400, 630, 800, 1000, 1600, 2500, 5000)),
        Measure("rent", units.RENT, Op.ABOUT, (0, 6, 8, 10, 12, 15, 20, 30, 50)),
        Measure("investment", units.MONEY, Op.ABOUT,
                tuple(yi * 1e8 for yi in (0, 0.5, 1, 2, 3, 5, 10, 20, 50, 100))),
        Measure("pay", units.PAY, Op.ABOUT, (0, 4000, 5000, 6000, 8000, 10000, 15000, 20000, 30000)),
        Measure("storey", units.COUNT, Op.EQ, (-inf, 0, 1, 2, 3, 4, 5, 6, 10)),
    )
}  # fmt: skip
DATE = "date"
"""The day of publication, as its proleptic ordinal (`date.toordinal`); in conditions as ISO text."""
