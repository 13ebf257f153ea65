"""Which measure a figure belongs to, and its value in the canonical unit.

A unit alone decides where only one measure has it; otherwise the words next to the number decide,
then those of the whole line. What stays doubtful stays words.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from portal.core.units import GRAVITY
from portal.search.understanding import subjects
from portal.search.understanding.figures import Figure, values_of
from portal.search.understanding.subjects import FieldWord, mentions
from portal.search.understanding.written_units import A_DAY, Dimension

# By field word and dimension: the measure, and the factor from the dimension's own unit.
_OF_FIELD: Mapping[str, Mapping[Dimension, tuple[str, float]]] = {
    "clear_height": {Dimension.LENGTH: ("clear_height", 1), Dimension.NONE: ("clear_height", 1)},
    "floor_load": {Dimension.LOAD: ("floor_load", 1), Dimension.MASS: ("floor_load", GRAVITY)},
    "crane": {Dimension.MASS: ("crane", 1)},
    "power": {Dimension.POWER: ("power", 1), Dimension.NONE: ("power", 1)},
    "rent": {
        Dimension.RENT: ("rent", 1),
        Dimension.PRICE: ("rent", 1),
        Dimension.MONEY: ("rent", 1),
        Dimension.MONTHLY: ("rent", 1),
        Dimension.NONE: ("rent", 1),
    },
    "investment": {Dimension.MONEY: ("investment", 1)},
    "pay": {
        Dimension.MONTHLY: ("pay", 1),
        Dimension.MONEY: ("pay", 1),
        Dimension.NONE: ("pay", 1),
    },
    "storey": {Dimension.STOREY: ("storey", 1), Dimension.NONE: ("storey", 1)},
    "area": {
        Dimension.AREA: ("area", 1),
        Dimension.LAND: ("land_area", 1),
        Dimension.NONE: ("area", 1),
    },
    "land_area": {Dimension.AREA: ("land_area", 1), Dimension.LAND: ("land_area", 1)},
}
# What a canonical figure may be; anything else was meant otherwise and stays words.
_PLAUSIBLE: Mapping[str, tuple[float, float]] = {
    "area": (1, 1e8),
    "land_area": (1, 1e10),
    "clear_height": (1, 100),
    "floor_load": (0.1, 1000),
    "crane": (0.1, 1000),
    "power": (1, 1e6),
    "rent": (0.1, 1000),
    "investment": (1e4, 1e13),
    "pay": (500, 1e6),
    "storey": (-5, 200),
}
_DAILY_RENT = 10.0  # yuan/m²: a rent above it "per day" is a sum, not a price per m²
_CLOSED = re.compile(r"$|[\s,;:、。.?!)】」]|的")
_CLOSED_SUM = re.compile(rf"{_CLOSED.pattern}|项目|投资|资金|规模")


@dataclass(frozen=True, slots=True)
class Meaning:
    """A measure with its values in canonical units; `named` if the field beside the number said it."""

    measure: str
    values: tuple[float, ...]
    named: bool


def resolve(
    folded: str, figure: Figure, field: FieldWord | None, first: Figure | None
) -> Meaning | None:
    """What a figure (the closing one of a range that `first` opens) means; None if it is no condition.

    `field` is the field's name beside it; the figure is one that `is_whole`.
    """
    unit = figure.unit
    meant = meant_by_field(field, figure)
    named = meant is not None
    if meant is None:
        if field and field.measure == subjects.NO_MEASURE:
            return None
        meant = _by_line(folded, figure)
    if meant is None:
        return None
    measure, factor = meant
    values = tuple(value * factor for value in values_of(figure, first))
    if measure == "rent" and unit.factor == A_DAY and max(values) > _DAILY_RENT * A_DAY:
        return None
    least, most = _PLAUSIBLE[measure]
    if not all(least <= value <= most for value in values):
        return None
    return Meaning(measure, tuple(float(f"{value:.10g}") for value in values), named)


def is_whole(folded: str, figure: Figure, end: int) -> bool:
    """Whether a figure may be a condition: one without a unit has to end here, 8 of "8号" does not."""
    if figure.unit.dimension is Dimension.OTHER:
        return False
    if figure.unit.dimension is not Dimension.NONE:
        return True
    closed = _CLOSED_SUM if figure.number.scale else _CLOSED
    return closed.match(folded, end) is not None or closed.match(folded, figure.end) is not None


def meant_by_field(field: FieldWord | None, figure: Figure) -> tuple[str, float] | None:
    """The measure that a field's name gives a figure, and the factor to its canonical unit."""
    if field is None or field.measure not in _OF_FIELD:
        return None
    dimension = figure.unit.dimension
    scaled = figure.number.scale in ("万", "亿") or figure.number.factor >= 1e6
    if field.measure == "investment" and dimension is Dimension.NONE and scaled:
        dimension = Dimension.MONEY
    meant = _OF_FIELD[field.measure].get(dimension)
    return (meant[0], meant[1] * field.share) if meant else None


def _by_line(folded: str, figure: Figure) -> tuple[str, float] | None:
    """What a unit means in the light of the whole line; None where that is doubtful."""
    dimension = figure.unit.dimension
    if dimension is Dimension.AREA:
        on_land = mentions(folded, "land", "land_area") and not mentions(folded, "hall")
        return ("land_area" if on_land else "area"), 1
    if dimension is Dimension.LENGTH:
        tall = mentions(folded, "clear_height", "hall")
        return ("clear_height", 1) if tall else None
    if dimension is Dimension.MASS:
        lifted = mentions(folded, "crane") and not mentions(folded, "floor_load")
        return ("crane", 1) if lifted else None
    if dimension is Dimension.MONTHLY:
        rented = mentions(folded, "rent", "hall")
        return None if rented else ("pay", 1)
    if dimension in (Dimension.MONEY, Dimension.NONE):
        return _sum(folded, figure)
    if dimension is Dimension.PRICE:
        # Prices of sale are hundreds of yuan per m² and more.
        return ("rent", 1) if figure.number.value <= 200 else None
    return _ONLY[dimension], 1


_ONLY = {
    Dimension.LAND: "land_area",
    Dimension.LOAD: "floor_load",
    Dimension.POWER: "power",
    Dimension.RENT: "rent",
    Dimension.STOREY: "storey",
}


def _sum(folded: str, figure: Figure) -> tuple[str, float] | None:
    """A sum of money: of the thing that the line speaks of, else an investment if it is large."""
    money = figure.unit.dimension is Dimension.MONEY
    scaled = figure.number.scale
    if not money and scaled not in ("万", "亿", "千万", "百万", "万亿", "百亿", "千亿", "十亿"):
        return None
    if mentions(folded, "pay") or (figure.number.value < 1e6 and mentions(folded, "post")):
        return "pay", 1
    if money and mentions(folded, "rent"):
        return "rent", 1
    if mentions(folded, "topic") and not mentions(folded, "investment"):
        return None
    large = bool(scaled) or mentions(folded, "investment")
    return ("investment", 1) if large else None
