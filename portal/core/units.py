"""Quantities: one canonical unit each, read with any usual unit, shown in the reader's.

A :class:`Quantity` knows the factors by which other units become the canonical one, so
"500 亩", "3081.2 ha" and "333333" can all be typed into a field of area.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from babel.numbers import format_decimal

from portal.core.locales import Locale

MU = 10_000 / 15  # m²; fifteen mu make a hectare
SQUARE_FOOT = 0.09290304  # m²
GRAVITY = 9.81  # kN/t: 1 t/m² of floor load is 9.81 kN/m²
_NUMBER = re.compile(
    r"^([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)\s*(.*)$", re.IGNORECASE | re.ASCII
)


class UnitError(ValueError):
    """The text is not a number, or its unit does not belong to the quantity."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A number ready to print: `number` large, `unit` quiet, `also` the other system."""

    number: str
    unit: str
    also: str = ""

    def __str__(self) -> str:
        text = f"{self.number}\N{NO-BREAK SPACE}{self.unit}" if self.unit else self.number
        return f"{text} ({self.also})" if self.also else text


@dataclass(frozen=True, slots=True)
class Quantity:
    """`unit` is canonical; `units` maps other names to the factor that leads to it."""

    key: str
    unit: str
    chinese: str = ""  # the canonical unit as Chinese readers know it
    units: Mapping[str, float] = field(default_factory=dict)
    decimals: int = 2

    def unit_name(self, locale: Locale) -> str:
        return self.chinese or self.unit if locale.segment.startswith("zh") else self.unit


def _with_scales(units: Mapping[str, float]) -> dict[str, float]:
    """Money in Chinese is counted in 万 (10⁴) and 亿 (10⁸)."""
    scales = {
        "": 1.0,
        "万": 1e4,
        "百万": 1e6,
        "千万": 1e7,
        "亿": 1e8,
        "million": 1e6,
        "billion": 1e9,
    }
    return {f"{scale}{unit}": x * f for scale, x in scales.items() for unit, f in units.items()}


_YUAN = {"元": 1.0, "yuan": 1.0, "cny": 1.0, "rmb": 1.0, "": 1.0}
_SQUARE_METRES = {
    "m²": 1.0, "m2": 1.0, "㎡": 1.0, "平方米": 1.0, "平": 1.0, "平米": 1.0, "sqm": 1.0, "万平方米": 1e4,
    "万㎡": 1e4, "亩": MU, "mu": MU, "ha": 1e4, "公顷": 1e4, "km²": 1e6, "平方公里": 1e6,
    "平方千米": 1e6, "sqft": SQUARE_FOOT, "ft²": SQUARE_FOOT, "acre": 4046.8564224, "acres": 4046.8564224,
}  # fmt: skip
PLAIN = Quantity("plain", "")
COUNT = Quantity("count", "", decimals=0)
YEAR = Quantity("year", "", decimals=0)
AREA = Quantity("area", "m²", units=_SQUARE_METRES, decimals=0)
LAND = Quantity("land", "m²", units=_SQUARE_METRES, decimals=0)
LENGTH = Quantity("length", "m", units={"米": 1, "cm": 0.01, "ft": 0.3048}, decimals=2)
DISTANCE = Quantity("distance", "km", "公里", {"公里": 1, "千米": 1, "m": 0.001, "米": 0.001}, 1)
FLOOR_LOAD = Quantity(
    "floor_load",
    "kN/m²",
    units={"kn/m2": 1, "kn/㎡": 1, "kpa": 1, "t/m²": GRAVITY, "t/m2": GRAVITY, "吨/平方米": GRAVITY,
           "吨/㎡": GRAVITY, "吨/m²": GRAVITY, "kg/m²": GRAVITY / 1000},
)  # fmt: skip
MASS = Quantity("mass", "t", "吨", {"吨": 1, "kg": 0.001}, 1)
POWER = Quantity("power", "kVA", units={"千伏安": 1, "mva": 1000}, decimals=0)
MONEY = Quantity("money", "yuan", "元", _with_scales(_YUAN), 0)
DOLLARS = Quantity("dollars", "USD", "美元", _with_scales({"美元": 1.0, "usd": 1.0, "": 1.0}), 0)
RENT = Quantity(
    "rent",
    "yuan/m²/month",
    "元/m²/月",
    {
        "元/㎡/月": 1,
        "元/平方米/月": 1,
        "元/m²/天": 365 / 12,
        "元/㎡/天": 365 / 12,
        "元/m²/年": 1 / 12,
    },
)
UNIT_PRICE = Quantity("unit_price", "yuan/m²", "元/m²", {"元/㎡": 1, "元/平方米": 1}, 0)
PER_MU = Quantity(
    "per_mu",
    "yuan/mu",
    "元/亩",
    {"元/亩": 1, "万元/亩": 1e4, "元/亩/年": 1, "万元/亩/年": 1e4, "元": 1, "万元": 1e4},
    0,
)
PAY = Quantity(
    "pay", "yuan/month", "元/月", {"元/月": 1, "元": 1, "k": 1000, "千": 1000, "万": 1e4}, 0
)
PER_KWH = Quantity("per_kwh", "yuan/kWh", "元/kWh", {"元/度": 1, "元/千瓦时": 1}, 4)
PER_CUBIC = Quantity("per_cubic", "yuan/m³", "元/m³", {"元/立方米": 1, "元/吨": 1})
PER_TONNE = Quantity("per_tonne", "yuan/t", "元/吨", {"元/吨": 1})
PERCENT = Quantity("percent", "%", units={"％": 1}, decimals=1)
YEARS = Quantity("years", "years", "年", {"年": 1}, 1)
DEGREES = Quantity("degrees", "°", decimals=5)


def read(text: str, quantity: Quantity) -> float:
    """A typed figure in the canonical unit; raises :class:`UnitError`.

    Full-width digits, thousands separators and blanks are forgiven: `５，０００ 平方米` is 5000.
    """
    folded = unicodedata.normalize("NFKC", text).strip().lower().replace(",", "")
    match = _NUMBER.match(folded)
    if match is None:
        raise UnitError(text)
    unit = re.sub(r"\s+", "", match[2])
    return float(match[1]) * _factor(unit, quantity)


def _factor(unit: str, quantity: Quantity) -> float:
    known = {unicodedata.normalize("NFKC", name).lower(): x for name, x in quantity.units.items()}
    own = (quantity.unit, quantity.chinese)
    known |= {unicodedata.normalize("NFKC", name).lower(): 1.0 for name in own}
    if unit and unit not in known:
        raise UnitError(unit)
    return known.get(unit, 1.0) if unit else 1.0


def show(value: float, quantity: Quantity, locale: Locale) -> Shown:
    """The figure as a reader of `locale` expects it."""
    chinese = locale.segment.startswith("zh")
    if quantity is YEAR:
        return Shown(f"{value:.0f}", "")
    if quantity in (MONEY, DOLLARS):
        return _money(value, quantity, locale)
    if quantity is LAND:
        return _land(value, locale)
    if quantity is PER_MU and chinese and value >= 1e4:
        return Shown(number(value / 1e4, locale, 2), "万元/亩" if _simple(locale) else "萬元/畝")
    also = ""
    if quantity is AREA and not chinese:
        also = f"{number(value / SQUARE_FOOT, locale, 0)}\N{NO-BREAK SPACE}sq\N{NO-BREAK SPACE}ft"
    return Shown(number(value, locale, quantity.decimals), quantity.unit_name(locale), also)


def number(value: float, locale: Locale, decimals: int) -> str:
    pattern = "#,##0." + "#" * decimals if decimals else "#,##0"
    return format_decimal(value, format=pattern, locale=locale.babel)


def _simple(locale: Locale) -> bool:
    return locale.segment == "zh-hans"


def _land(value: float, locale: Locale) -> Shown:
    if locale.segment == "en":
        return Shown(number(value / 1e4, locale, 2), "ha", f"{number(value / MU, locale, 0)} mu")
    also = f"{number(value / 1e4, locale, 2)} {'公顷' if _simple(locale) else '公頃'}"
    return Shown(number(value / MU, locale, 0), "亩" if _simple(locale) else "畝", also)


def _money(value: float, quantity: Quantity, locale: Locale) -> Shown:
    if locale.segment == "en":
        sign = "CNY" if quantity is MONEY else "USD"
        for scale, name in ((1e9, " billion"), (1e6, " million")):
            if abs(value) >= scale:
                return Shown(
                    f"{sign}\N{NO-BREAK SPACE}{number(value / scale, locale, 2)}", name.strip()
                )
        return Shown(f"{sign}\N{NO-BREAK SPACE}{number(value, locale, 0)}", "")
    name = "元" if quantity is MONEY else "美元"
    wan, yi = ("万", "亿") if _simple(locale) else ("萬", "億")
    for scale, word in ((1e8, yi), (1e4, wan)):
        if abs(value) >= scale:
            return Shown(number(value / scale, locale, 2), word + name)
    return Shown(number(value, locale, 0), name)
