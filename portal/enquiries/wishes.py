"""What each kind of enquiry asks for besides the question: few answers, all of them optional.

A wish holds the answers by name in one canonical form: `area` in m², `power` in kVA,
`investment` in 10,000 yuan, `day` as an ISO date, whole numbers of people, keys of choices, and
plain words.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from portal.core import dates, units
from portal.core.clock import in_city, now
from portal.core.i18n import Label, _l
from portal.core.locales import Locale
from portal.core.units import Quantity, UnitError
from portal.enquiries.draft import Wrong, one_line
from portal.enquiries.models import Kind
from portal.listings.registry import registry

Answer = str | float | int
Wish = Mapping[str, Answer]
KINDS = frozenset(kind.value for kind in Kind)
MOST = 1e9  # of any quantity: beyond it somebody's finger slipped
MOST_PEOPLE = 100_000
LONGEST_WORDS = 200
FURTHEST = timedelta(days=730)
INVESTMENT = Quantity(
    "investment",
    "10,000 yuan",
    "万元",
    {"万": 1, "亿": 1e4, "亿元": 1e4, "百万元": 100, "千万": 1000, "千万元": 1000, "元": 1e-4,
     "yuan": 1e-4, "cny": 1e-4, "rmb": 1e-4, "million": 100, "millionyuan": 100,
     "millioncny": 100, "millionrmb": 100, "billion": 1e5, "billionyuan": 1e5},
)  # fmt: skip
WHEN: Mapping[str, Label] = {
    "now": _l("at once"),
    "quarter": _l("within three months"),
    "half_year": _l("within half a year"),
    "year": _l("within a year"),
    "later": _l("later, or not decided"),
}
SIZES: Mapping[str, Label] = {
    "micro": _l("under 20 people"),
    "small": _l("20 to 299 people"),
    "medium": _l("300 to 999 people"),
    "large": _l("1,000 people or more"),
}


@dataclass(frozen=True, slots=True)
class WishField:
    """One further question. `read` gives the canonical answer or raises `Wrong`."""

    name: str
    label: Label
    read: Callable[[str], Answer]
    told: Callable[[Answer, Locale], str]
    hint: Label = ""
    choices: Mapping[str, Label] | None = None
    looks: str = "text"  # text, number, date, or choice


def _amount(quantity: Quantity, problem: Label) -> Callable[[str], Answer]:
    def read(text: str) -> Answer:
        plain = text.strip().lstrip("¥￥").strip()
        for currency in ("cny", "rmb"):
            plain = plain[3:] if plain.lower().startswith(currency) else plain
        try:
            value = units.read(plain, quantity)
        except UnitError as error:
            raise Wrong(problem) from error
        if not math.isfinite(value) or not 0 < value <= MOST:
            raise Wrong(problem)
        return round(value, 2)

    return read


def _shown(quantity: Quantity, factor: float = 1) -> Callable[[Answer, Locale], str]:
    return lambda value, locale: str(units.show(float(value) * factor, quantity, locale))


def _choice(choices: Mapping[str, Label]) -> Callable[[str], Answer]:
    def read(text: str) -> Answer:
        if text not in choices:
            raise Wrong(_l("Choose one of the list."))
        return text

    return read


def _chosen(choices: Mapping[str, Label]) -> Callable[[Answer, Locale], str]:
    return lambda value, _locale: str(choices.get(str(value), value))


def _people(text: str) -> Answer:
    problem = _l("Give a whole number of people, such as 12.")
    try:
        number = units.read(text, Quantity("people", "", units={"人": 1, "名": 1, "位": 1}))
    except UnitError as error:
        raise Wrong(problem) from error
    if not number.is_integer() or not 0 < number <= MOST_PEOPLE:
        raise Wrong(problem)
    return int(number)


def _day(text: str) -> Answer:
    """An ISO date from today on."""
    today = in_city(now()).date()
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Wrong(_l("Give a date such as 2026-12-08.")) from error
    if not today <= day <= today + FURTHEST:
        raise Wrong(_l("Give a day from today on, within two years."))
    return day.isoformat()


def _day_shown(value: Answer, locale: Locale) -> str:
    return dates.day(date.fromisoformat(str(value)), locale, "full")


def _words(text: str) -> Answer:
    return one_line(text, LONGEST_WORDS)


def _plainly(value: Answer, _locale: Locale) -> str:
    return str(value)


_INDUSTRY = WishField(
    "industry", _l("Your industry"), _words, _plainly, _l("In your own words, such as auto parts.")
)
FIELDS: Mapping[Kind, tuple[WishField, ...]] = {
    Kind.HALL: (
        WishField(
            "area", _l("Area you need"),
            _amount(units.AREA, _l("Give an area such as 3000 m², 20 mu or 2 ha.")),
            _shown(units.AREA), _l("With its unit, such as 3000 m² or 20 mu; a bare number is m²."),
        ),
        WishField("when", _l("When you need it"), _choice(WHEN), _chosen(WHEN),
                  choices=WHEN, looks="choice"),
        WishField(
            "power", _l("Electric power you need"),
            _amount(units.POWER, _l("Give the power in kVA, such as 630.")), _shown(units.POWER),
            _l("In kVA, such as 630."),
        ),
        _INDUSTRY,
    ),
    Kind.POLICY: (
        _INDUSTRY,
        WishField("size", _l("Size of your company"), _choice(SIZES), _chosen(SIZES),
                  choices=SIZES, looks="choice"),
    ),
    Kind.PROJECT: (
        WishField("brings", _l("What you bring"), _words, _plainly,
                  _l("Such as technology, capital, a market or a team.")),
        WishField(
            "investment", _l("Planned investment"),
            _amount(INVESTMENT,
                    _l("Give an amount such as 5000 (in 10,000 yuan), 1.2亿 or 50 million.")),
            _shown(units.MONEY, 1e4),
            _l("In 10,000 yuan, such as 5000; or with its unit, such as 1.2亿 or 50 million."),
        ),
    ),
    Kind.PEOPLE: (
        WishField("people", _l("What sort of people"), _words, _plainly,
                  _l("Such as welders, or a chemist with a doctorate.")),
        WishField("number", _l("How many"), _people, _plainly, looks="number"),
    ),
    Kind.VISIT: (
        WishField("day", _l("Day of your visit"), _day, _day_shown, looks="date"),
        WishField("number", _l("How many come"), _people, _plainly, looks="number"),
    ),
    Kind.GENERAL: (),
}  # fmt: skip


def kind_for(named: str | None, listing_type: str | None) -> Kind:
    """The kind that was named if there is such a kind, else what the listing's type calls for."""
    if named in KINDS:
        return Kind(named)
    declared = registry().get(listing_type or "")
    return Kind(declared.asks) if declared else Kind.GENERAL


def read(kind: Kind, raw: Mapping[str, object]) -> tuple[dict[str, Answer], dict[str, Label]]:
    """The answers given, and what is wrong by name; empty ones and other kinds' are left out."""
    wish: dict[str, Answer] = {}
    errors: dict[str, Label] = {}
    for field in FIELDS[kind]:
        try:
            text = _as_text(raw.get(field.name))
            if text:
                wish[field.name] = field.read(text)
        except Wrong as wrong:
            errors[field.name] = wrong.message
    return wish, errors


def told(wish: Wish, kind: str, locale: Locale) -> list[tuple[Label, str]]:
    """Label and answer of each that was given, for a reader of `locale`."""
    fields = FIELDS[Kind(kind)] if kind in KINDS else ()
    return [(f.label, f.told(wish[f.name], locale)) for f in fields if f.name in wish]


def measured(wish: Wish, kind: str, locale: Locale) -> list[tuple[Label, str]]:
    """As :func:`told`, without what the investor put in own words."""
    fields = FIELDS[Kind(kind)] if kind in KINDS else ()
    plain = {field.name for field in fields if field.read is not _words}
    return told({name: wish[name] for name in wish if name in plain}, kind, locale)


def sizes(wish: Wish) -> tuple[float | None, float | None]:
    """The area in m² and the investment in 10,000 yuan that the rules look at."""
    area, investment = wish.get("area"), wish.get("investment")
    return (
        float(area) if area is not None else None,
        float(investment) if investment is not None else None,
    )


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise Wrong(_l("This must be text or a number."))
    return one_line(str(value), LONGEST_WORDS)
