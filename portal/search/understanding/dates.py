"""Days of publication: since 2024, 最近三个月, 2024年5月以后. Relative ones count from today."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from portal.core import clock
from portal.search.measures import Op
from portal.search.understanding.numerals import numbers


@dataclass(frozen=True, slots=True)
class Day:
    """A condition on the day of publication, said from `start` up to, not including, `end`.

    `compared` tells that the line says since, before or the like, and not only a year.
    """

    op: Op
    day: date
    start: int
    end: int
    compared: bool


_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH_NAME = rf"(?:{'|'.join(_MONTHS)})[a-z]*\.?"


def _day(name: str) -> str:
    """A pattern for a year, a month or a day in the years that a portal can hold."""
    return (
        rf"(?:(?P<{name}word>{_MONTH_NAME})\s(?=20\d\d))?"
        rf"(?<!\d)(?P<{name}year>20\d\d)(?!\d)\s?(?:年(?!产|薪)|(?=[-/.]\d)|(?!\d))"
        rf"(?:[-/.]?(?P<{name}month>(?<=[年\-/.])(?:1[0-2]|0?[1-9])(?!\d))(?:月份?|(?=[-/.]\d)|(?!\d))"
        rf"(?:[-/.]?(?P<{name}day>(?<=[月\-/.])(?:3[01]|[12]\d|0?[1-9])(?!\d))(?:日|号)?)?)?"
    )


# 2000 in front of a unit is no year.
_NO_UNIT = (
    r"(?!\s?(?:[平方亩吨万亿米元块层k%+]|m2|sq|sqm|ha|mu|acres?|t|m|kva|yuan|rmb|cny|以上|以下|左右)"
    r"(?![a-z]))"
)
_GE_AFTER = r"以后|之后|以来|至今|后|起|开始|or later|onwards?|and later"
_LE_AFTER = r"以前|之前|前|or earlier|and earlier"
_SINGLE = re.compile(
    r"(?:(?<![a-z])(?P<ge>since|after|from|not before)\s|(?P<le>(?<![a-z])before\s)|"
    r"(?P<till>(?<![a-z])until\s|截至|截止到?)|(?P<from>自从|自|从))?\s?"
    + _day("a")
    + _NO_UNIT
    + rf"\s?(?:(?P<later>{_GE_AFTER})|(?P<earlier>{_LE_AFTER}))?(?:发布|公布)?"
)
_RANGE = re.compile(
    r"(?:(?<![a-z])(?:between|from)\s|从|自)?"
    + _day("a")
    + r"\s?(?:-|–|—|~|到|至|(?<![a-z])(?:to|and)(?![a-z]))\s?"
    + _day("b")
    + _NO_UNIT
    + r"(?:之间|期间|间)?"
)
_RECENT = re.compile(
    r"(?:最近|近|过去|(?<![a-z])(?:in\s)?(?:the\s)?(?:last|past)\s)(?P<number>[\s\S]{0,14}?)\s?"
    r"(?P<unit>个月|年|周|天|日|星期|months?|years?|weeks?|days?)(?:以?内|之内|以来)?(?![a-z])"
)
_NAMED = re.compile(
    r"(?P<thisyear>今年(?![上下]半年|\S?季度|\d)|本年度?|(?<![a-z])this year)|(?P<lastyear>去年(?![上下]半年|\S?季度|\d)|(?<![a-z])last year(?![a-z]))|"
    r"(?P<thismonth>本月|这个月|(?<![a-z])this month)|(?P<thisweek>本周|(?<![a-z])this week)"
)
_SINCE = re.compile(r"以来|至今")


def days(folded: str) -> Iterator[Day]:
    """Yield the conditions on the day of publication; the two of a range share their place."""
    taken = 0
    for match in _RANGE.finditer(folded):
        first, second = _read(match, "a"), _read(match, "b")
        if first and second and _dated(match):
            low, high = sorted((first, second))
            yield Day(Op.GE, low[0], *match.span(), compared=True)
            yield Day(Op.LE, high[1], *match.span(), compared=True)
            taken = match.end()
    for match in _SINGLE.finditer(folded, taken):
        yield from _single(match)
    yield from _recent(folded)
    yield from _calendar(folded)


def _single(match: re.Match[str]) -> Iterator[Day]:
    read = _read(match, "a")
    if read is None or not (_dated(match) or match["ge"] or match["le"] or match["till"]):
        return
    first, last = read
    if match["le"] or match["earlier"]:
        if first > date.min:
            yield Day(Op.LE, first - timedelta(days=1), *match.span(), compared=True)
    elif match["till"]:
        yield Day(Op.LE, last, *match.span(), compared=True)
    elif match["ge"] or match["later"]:
        yield Day(Op.GE, first, *match.span(), compared=True)


def _dated(match: re.Match[str]) -> bool:
    """Whether what was written is a date for sure, not a number like one."""
    return "年" in match[0] or bool(match["aword"] or match["amonth"])


def _read(match: re.Match[str], name: str) -> tuple[date, date] | None:
    """The first and the last day of what was written; None for 31 February."""
    year = int(match[f"{name}year"])
    word, digits = match[f"{name}word"], match[f"{name}month"]
    if not word and not digits:
        return date(year, 1, 1), date(year, 12, 31)
    month = _MONTHS.index(word[:3]) + 1 if word else int(digits)
    if match[f"{name}day"]:
        day = int(match[f"{name}day"])
        return (date(year, month, day),) * 2 if day <= monthrange(year, month)[1] else None
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _recent(folded: str) -> Iterator[Day]:
    for match in _RECENT.finditer(folded):
        written = match["number"].strip()
        if written == "半" and match["unit"] == "年":
            yield Day(Op.GE, _months_ago(6), *match.span(), compared=True)
            continue
        if not written and (match[0].endswith("last year") or not match["unit"].isascii()):
            continue  # a year of the calendar; 近年 says nothing exact
        count = _count(written)
        if count is not None:
            yield Day(Op.GE, _ago(count, match["unit"]), *match.span(), compared=True)


def _count(written: str) -> int | None:
    if not written:
        return 1
    if written == "几":
        return 3
    found = list(numbers(written))
    whole = len(found) == 1 and found[0].start == 0 and found[0].end == len(written)
    return int(found[0].value) if whole and 1 <= found[0].value <= 600 else None


def _ago(count: int, unit: str) -> date:
    if unit.startswith(("天", "日", "day")):
        return clock.today() - timedelta(days=count)
    if unit.startswith(("周", "星期", "week")):
        return clock.today() - timedelta(weeks=count)
    return _months_ago(12 * count if unit.startswith(("年", "year")) else count)


def _months_ago(count: int) -> date:
    today = clock.today()
    months = today.year * 12 + today.month - 1 - count
    year, month = divmod(months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def _calendar(folded: str) -> Iterator[Day]:
    today = clock.today()
    for match in _NAMED.finditer(folded):
        since = _SINCE.match(folded, match.end())
        start, end = match.start(), since.end() if since else match.end()
        compared = since is not None
        if match["thisyear"]:
            yield Day(Op.GE, date(today.year, 1, 1), start, end, compared)
        elif match["lastyear"]:
            yield Day(Op.GE, date(today.year - 1, 1, 1), start, end, compared)
            if not compared:
                yield Day(Op.LE, date(today.year - 1, 12, 31), start, end, compared)
        elif match["thismonth"]:
            yield Day(Op.GE, today.replace(day=1), start, end, compared)
        else:
            yield Day(Op.GE, today - timedelta(days=today.weekday()), start, end, compared)
