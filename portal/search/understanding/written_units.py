"""Units as people write them behind a number, in Chinese and English."""

import re
from dataclasses import dataclass
from enum import StrEnum

from portal.core.units import GRAVITY, MU, SQUARE_FOOT

ACRE = 4046.8564224  # m²
PING = 400 / 121  # m²: 坪, as Taiwan counts floors
FOOT = 0.3048  # m
A_DAY, A_YEAR = 365 / 12, 1 / 12  # by these a sum per day or per year becomes one per month


class Dimension(StrEnum):
    """What a unit counts, before the words around it say which measure is meant."""

    NONE = "none"
    AREA = "area"
    LAND = "land"
    LENGTH = "length"
    MASS = "mass"
    LOAD = "load"
    POWER = "power"
    RENT = "rent"  # yuan/m²/month
    PRICE = "price"  # yuan/m², no period said
    MONEY = "money"  # yuan
    MONTHLY = "monthly"  # yuan/month
    STOREY = "storey"
    OTHER = "other"  # a price of something else: per mu, per tonne, per kWh


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit up to, not including, `end`; `factor` leads to the canonical unit of `dimension`."""

    dimension: Dimension
    factor: float
    end: int


_SQUARE_METRE = (
    r"(?:平方米|平方公尺|平方(?!公里|千米|英|厘|分|毫)|平米|平(?!方|台|均|房|陆|层(?!高))|m2|sqm|sq\.?\s?m|"
    r"square\s(?:met(?:re|er)s?|m))"
)
_SQUARE_FOOT = r"(?:平方英尺|平方呎|sq\.?\s?(?:ft|feet|foot)|sqft|square\s(?:feet|foot)|ft2)"
_YUAN = r"(?:元|块钱|块(?!地|用|土|宗|工|板|区|空)|yuan|rmb|cny)"
_PER = r"(?:\s?(?:/|每|·)\s?\(?|\s(?:per|an?)\s)"
_MONTH, _DAY, _YEAR = r"(?:个?月|months?|mo)", r"(?:天|日|day)", r"(?:年|years?|yr)"
_TIME = rf"(?P<month>{_MONTH})|(?P<day>{_DAY})|(?P<year>{_YEAR})"
_LATIN_END = r"(?![a-z0-9])"


def _plain(dimension: Dimension, units: dict[str, float]) -> list[tuple[str, Dimension, float]]:
    return [(unit, dimension, factor) for unit, factor in units.items()]


# Longer spellings stand before those that begin them.
_UNITS = [
    *_plain(Dimension.LOAD, {
        rf"(?:公斤|千克|kg)\s?(?:/|每|per)\s?{_SQUARE_METRE}": GRAVITY / 1000,
        rf"(?:吨|tonnes?|tons?|t)\s?(?:/|每|per)\s?{_SQUARE_METRE}": GRAVITY,
        rf"(?:千牛|kn)\s?(?:/|每|per)\s?{_SQUARE_METRE}": 1.0,
        r"千帕|kpa": 1.0,
    }),
    *_plain(Dimension.POWER, {r"千伏安|kva": 1.0, r"兆伏安|mva": 1000.0}),
    *_plain(Dimension.AREA, {_SQUARE_METRE: 1.0, _SQUARE_FOOT: SQUARE_FOOT, "坪": PING}),
    *_plain(Dimension.LAND, {
        r"英亩|acres?": ACRE, r"公顷|hectares?|ha": 1e4, r"亩(?!均|产)|mu": MU,
    }),
    *_plain(Dimension.LENGTH, {
        r"公尺|米(?!线|粉|面)|met(?:re|er)s?|m": 1.0, r"英尺|feet|foot|ft": FOOT,
    }),
    *_plain(Dimension.MASS, {r"吨(?!/)|tonnes?|tons?|t": 1.0}),
    *_plain(Dimension.STOREY, {
        r"层(?!高|次|级|压)|楼(?!宇|盘|面|市|书)|f|(?:st|nd|rd|th)?\s?(?:floors?|stor(?:e?ys?|ies))": 1.0,
    }),
]  # fmt: skip
_MONEY = re.compile(
    rf"\s?-?(?:{_YUAN}"
    rf"(?:{_PER}(?P<area>{_SQUARE_METRE})\)?(?:{_PER}(?:{_TIME}){_LATIN_END}\)?)?"
    rf"|{_PER}(?:{_TIME.replace('?P<', '?P<own')})(?:{_PER}(?P<late>{_SQUARE_METRE}))?\)?"
    rf"|(?P<other>{_PER}\w+))?|/\s?(?P<bare>{_MONTH})){_LATIN_END}"
)
_SQUARED = re.compile(rf"\s?/\s?{_SQUARE_METRE}(?:{_PER}(?:{_TIME}))?{_LATIN_END}")
_PLAIN = re.compile(
    r"[\s-]?(?:"
    + "|".join(f"(?P<u{n}>{unit[0]})" for n, unit in enumerate(_UNITS))
    + rf"){_LATIN_END}"
)


def unit_at(folded: str, at: int, currency: str) -> Unit | None:
    """The unit that begins at `at`, a blank aside; None when there is none.

    `currency` is the sign of yuan that stands before the number, if any.
    """
    if currency and (match := _SQUARED.match(folded, at)):
        return Unit(*_rent(match, ""), match.end())
    if match := _MONEY.match(folded, at):
        return _money(match)
    match = _PLAIN.match(folded, at)
    if match is None:
        return Unit(Dimension.MONEY, 1.0, at) if currency else None
    _, dimension, factor = _UNITS[int(str(match.lastgroup)[1:])]
    return Unit(dimension, factor, match.end())


def _money(match: re.Match[str]) -> Unit:
    if match["other"]:
        return Unit(Dimension.OTHER, 1.0, match.end())
    if match["late"]:
        return Unit(*_rent(match, "own"), match.end())
    if match["area"]:
        return Unit(*_rent(match, ""), match.end())
    if match["ownday"] or match["ownyear"] or match["ownmonth"] or match["bare"]:
        return Unit(Dimension.MONTHLY, _monthly(match, "own"), match.end())
    return Unit(Dimension.MONEY, 1.0, match.end())


def _rent(match: re.Match[str], prefix: str) -> tuple[Dimension, float]:
    said = any(match[f"{prefix}{time}"] for time in ("month", "day", "year"))
    return Dimension.RENT if said else Dimension.PRICE, _monthly(match, prefix)


def _monthly(match: re.Match[str], prefix: str) -> float:
    if match[f"{prefix}day"]:
        return A_DAY
    return A_YEAR if match[f"{prefix}year"] else 1.0
