"""Standard factory halls, offices, warehouses and land: engineering figures a unit."""

from __future__ import annotations

from pathlib import Path

from portal.core import units
from portal.core.i18n import _l
from portal.listings.fields import (
    Choice,
    Choices,
    Day,
    Field,
    Number,
    Record,
    Reference,
    Text,
    Value,
    Vocabulary,
    Weight,
    YesNo,
)
from portal.listings.kit import ListingType, Part
from portal.listings.shared_fields import SHARED
from portal.listings.types.space.model import Space, SpaceUnit
from portal.search.engine import Figures

KINDS = Vocabulary({
    "hall": _l("Standard factory hall"),
    "office": _l("Office building"),
    "warehouse": _l("Warehouse"),
    "land": _l("Land plot"),
})  # fmt: skip
TENURES = Vocabulary({"rent": _l("For rent"), "sale": _l("For sale")})
STRUCTURES = Vocabulary({
    "steel": _l("Steel"),
    "concrete": _l("Reinforced concrete"),
    "brick_concrete": _l("Brick and concrete"),
    "mixed": _l("Mixed structure"),
})  # fmt: skip
CERTIFICATES = Vocabulary({
    "held": _l("Title certificate held"),
    "in_progress": _l("Title certificate in progress"),
    "none": _l("No title certificate"),
})  # fmt: skip
FIRE_CLASSES = Vocabulary({
    "a": _l("Class A"), "b": _l("Class B"), "c": _l("Class C"),
    "d": _l("Class D"), "e": _l("Class E"),
})  # fmt: skip
RENT_UNITS = Vocabulary({
    "month": _l("yuan/m²/month"), "day": _l("yuan/m²/day"), "year": _l("yuan/m²/year"),
})  # fmt: skip
STATUSES = Vocabulary({
    "available": _l("Available"), "reserved": _l("Reserved"), "let": _l("Let or sold"),
})  # fmt: skip
# By these factors a quoted rent becomes yuan/m²/month (365 days a year, 12 months).
TO_MONTH = {"month": 1.0, "day": 365 / 12, "year": 1 / 12}
BUILDING = _l("The building")

UNIT_FIELDS: tuple[Field, ...] = (
    Text(name="code", label=_l("Unit"), required=True, max_length=40, weight=Weight.BODY,
         help=_l("Its number or name, such as A1")),
    Number(name="storey", label=_l("Floor"), quantity=units.COUNT, minimum=-5, maximum=100, whole=True,
           measure="storey"),
    Number(name="area", label=_l("Area"), quantity=units.AREA, required=True, minimum=1,
           maximum=1e8, ranged=True),
    Number(name="length", label=_l("Length"), quantity=units.LENGTH, maximum=5000),
    Number(name="width", label=_l("Width"), quantity=units.LENGTH, maximum=5000),
    Number(name="clear_height", label=_l("Clear height"), quantity=units.LENGTH, maximum=100,
           ranged=True, help=_l("Under the beam, or under the crane hook where there is one")),
    Number(name="column_x", label=_l("Column spacing lengthwise"), quantity=units.LENGTH, maximum=200),
    Number(name="column_y", label=_l("Column spacing across"), quantity=units.LENGTH, maximum=200),
    Number(name="floor_load", label=_l("Floor load"), quantity=units.FLOOR_LOAD, maximum=1000,
           ranged=True, help=_l("1 t/m² is 9.81 kN/m²")),
    Number(name="crane", label=_l("Crane"), quantity=units.MASS, maximum=1000, ranged=True),
    Number(name="goods_lift", label=_l("Goods lift"), quantity=units.MASS, maximum=100),
    Number(name="power", label=_l("Power"), quantity=units.POWER, maximum=1e6, ranged=True),
    YesNo(name="gas", label=_l("Natural gas")),
    YesNo(name="steam", label=_l("Steam")),
    YesNo(name="sewage", label=_l("Industrial sewage")),
    Choice(name="fire_class", label=_l("Fire class"), vocabulary=FIRE_CLASSES),
    Number(name="rent_quoted", label=_l("Rent as quoted"), quantity=units.PLAIN, maximum=1e6),
    Choice(name="rent_unit", label=_l("Rent is quoted in"), vocabulary=RENT_UNITS),
    Number(name="rent", label=_l("Rent"), quantity=units.RENT, derived=True, ranged=True),
    Number(name="price", label=_l("Price"), quantity=units.UNIT_PRICE, maximum=1e7),
    Choice(name="status", label=_l("State"), vocabulary=STATUSES),
    Day(name="available_from", label=_l("Available from")),
)  # fmt: skip


def derive(record: Record) -> Record:
    """Monthly rents of the units, and over those still to be had the sum, bests and least rent."""
    rows = [row | {"rent": _monthly(row)} for row in _units(record)]
    free = [row for row in rows if row.get("status") != "let"] or rows
    return {
        "units": tuple(rows),
        "area": sum(_figures(free, "area")) or None,
        **{name: max(_figures(free, name), default=None) for name in BESTS},
        "rent": min(_figures(free, "rent"), default=None),
    }


BESTS = ("clear_height", "floor_load", "crane", "power")


def with_land(row: Space, things: tuple[Figures, ...]) -> tuple[Figures, ...]:
    """Whoever asks for land asks for the area of a plot: it is searched by both names."""
    if row.kind != "land":
        return things
    return tuple(
        thing | {"land_area": thing["area"]} if "area" in thing else thing
        for thing in map(dict, things)
    )


def _units(record: Record) -> list[Record]:
    rows = record.get("units")
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, tuple) else []


def _monthly(row: Record) -> Value:
    quoted, unit = row.get("rent_quoted"), row.get("rent_unit")
    if not isinstance(quoted, (int, float)):
        return None
    return round(quoted * TO_MONTH[str(unit or "month")], 4)


def _figures(rows: list[Record], name: str) -> list[float]:
    return [float(v) for row in rows if isinstance(v := row.get(name), (int, float))]


LISTING = ListingType(
    key="space",
    segment="spaces",
    order=10,
    label=_l("Halls, offices and land"),
    singular=_l("Hall, office or plot"),
    lead=_l("Standard factory halls, offices, warehouses and land, with the figures that decide."),
    ask=_l("Ask about this space"),
    asks="hall",
    spoken=(
        "厂房", "标准厂房", "标准化厂房", "工业厂房", "钢结构厂房", "单层厂房", "多层厂房", "车间", "生产车间", "仓库", "库房",
        "物流仓库", "标准仓库", "写字楼", "办公楼", "办公用房", "商务楼", "楼宇", "工业楼", "土地", "地块", "工业用地", "工业土地",
        "工业净地", "净地", "仓储用地", "用地", "场地", "factory", "factory hall", "factory building",
        "standard factory", "standard factory hall", "standard factory building", "standard hall",
        "standardised factory", "standardized factory", "workshop", "standard workshop",
        "production hall", "industrial hall", "hall", "warehouse", "logistics warehouse", "office",
        "office building", "office space", "office tower", "land", "land plot", "plot",
        "plot of land", "industrial land", "industrial plot", "factory space",
        "industrial building",
    ),
    hints=(
        "冷库", "冷藏库", "仓储", "孵化器", "cold storage", "cold store", "storage", "incubator", "to let",
        "for rent", "招租", "出租",
    ),
    model=Space,
    folder=Path(__file__).parent,
    derive=derive,
    refine_figures=with_land,
    further_measures=("land_area",),
    fields=(
        Choice(name="kind", label=_l("Kind"), group=BUILDING, vocabulary=KINDS, required=True,
               facet=True, weight=Weight.KEY),
        Choices(name="tenure", label=_l("Rent or sale"), group=BUILDING, vocabulary=TENURES,
                required=True, facet=True, weight=Weight.BODY),
        Reference(name="park", label=_l("Park"), group=BUILDING, to="park", facet=True),
        Text(name="building", label=_l("Building"), group=BUILDING, translated=True,
             weight=Weight.KEY),
        Text(name="address", label=_l("Address"), group=BUILDING, translated=True,
             weight=Weight.BODY),
        Number(name="year", label=_l("Built in"), group=BUILDING, quantity=units.YEAR,
               minimum=1900, maximum=2100, whole=True),
        Choice(name="structure", label=_l("Structure"), group=BUILDING, vocabulary=STRUCTURES,
               facet=True, weight=Weight.BODY),
        Number(name="storeys", label=_l("Floors"), group=BUILDING, quantity=units.COUNT,
               maximum=200, whole=True),
        Number(name="site_area", label=_l("Plot"), group=BUILDING, quantity=units.LAND),
        Number(name="property_fee", label=_l("Property fee"), group=BUILDING,
               quantity=units.RENT, maximum=1000),
        Day(name="available_from", label=_l("Available from"), group=BUILDING),
        Choice(name="title_certificate", label=_l("Title certificate"), group=BUILDING,
               vocabulary=CERTIFICATES),
        Text(name="environmental_limits", label=_l("Environmental limits"), group=BUILDING,
             translated=True, multiline=True, max_length=2000, weight=Weight.BODY),
        Number(name="latitude", label=_l("Latitude"), group=BUILDING, quantity=units.DEGREES,
               minimum=-90, maximum=90),
        Number(name="longitude", label=_l("Longitude"), group=BUILDING, quantity=units.DEGREES,
               minimum=-180, maximum=180),
        Number(name="area", label=_l("Area"), quantity=units.AREA, derived=True, listed=True,
               ranged=True),
        Number(name="clear_height", label=_l("Clear height"), quantity=units.LENGTH, derived=True,
               listed=True, ranged=True),
        Number(name="floor_load", label=_l("Floor load"), quantity=units.FLOOR_LOAD, derived=True,
               listed=True, ranged=True),
        Number(name="crane", label=_l("Crane"), quantity=units.MASS, derived=True, ranged=True),
        Number(name="power", label=_l("Power"), quantity=units.POWER, derived=True, ranged=True),
        Number(name="rent", label=_l("Rent"), quantity=units.RENT, derived=True, listed=True,
               ranged=True),
        *SHARED,
    ),
    parts=(
        Part(name="units", label=_l("Units"), singular=_l("Unit"), model=SpaceUnit,
             fields=UNIT_FIELDS),
    ),
)  # fmt: skip
