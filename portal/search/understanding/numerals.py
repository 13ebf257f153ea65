"""Numbers as people type them: 5,000 · 3.5万 · 五千 · 一万二 · 两百 · 8k · 3 million · five thousand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

LARGEST = 1e13
"""Beyond this a number is no figure of a building or a project."""

_DIGITS = r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
# 千 also begins units: 千伏安, 千瓦, 千米, 千克, 千牛.
_SCALE = r"[十百]?[万亿]|千[万亿]|万亿|[百十]|千(?![伏瓦米克牛])"
_ENGLISH_SCALE = r"thousand|million|billion|mn|bn|k(?![a-z])|m(?=\s?(?:yuan|rmb|cny)\b)"
_CHINESE = (
    r"(?:[零〇一二两三四五六七八九]|十|[百千](?=[万亿]))"
    r"(?:[零〇一二两三四五六七八九十百万亿]|千(?![伏瓦米克牛]))*"
    r"(?:点[零〇一二三四五六七八九]+[百千]?[万亿]?)?"
)
_ONES = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_TENS = {
    word: 10 * value
    for value, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2
    )
}
_LARGE = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9}
_WORDS = "|".join((*_TENS, *sorted(_ONES, key=len, reverse=True)))
_ENGLISH = rf"(?:{_WORDS})(?:[ -]{{1,2}}(?:and )?(?:{_WORDS}|{'|'.join(_LARGE)}))*(?![a-z])"
NUMBER = re.compile(
    # A letter, a digit or a point before it makes it a part of something else: A3, GB4754, 1.2.3.
    rf"(?<![a-z0-9.])(?:(?P<digits>{_DIGITS})(?:\s?(?P<scale>{_SCALE}|{_ENGLISH_SCALE})"
    rf"(?P<rest>(?<=[万亿千百])\d{{1,4}}(?:{_SCALE})?)?)?|(?P<english>{_ENGLISH}))"
    rf"|(?<![几数上好零〇一二两三四五六七八九十百千万亿])(?P<chinese>{_CHINESE})",
    re.ASCII,
)
_FACTORS = {
    "十": 1e1, "百": 1e2, "千": 1e3, "万": 1e4, "亿": 1e8,
    "k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9,
}  # fmt: skip
_CHINESE_DIGITS = {**{c: i for i, c in enumerate("零一二三四五六七八九")}, "〇": 0, "两": 2}


@dataclass(frozen=True, slots=True)
class Number:
    """A number from `start` up to, not including, `end`.

    `scale` is what was written behind digits ("万", "k", "million"; "" without), `lead` the number
    before it: in "3-5亿" the scale of the second belongs to the first as well.
    """

    value: float
    start: int
    end: int
    lead: float
    scale: str = ""

    @property
    def factor(self) -> float:
        """What the scale multiplies by."""
        return _factor(self.scale)


def numbers(folded: str) -> Iterator[Number]:
    """Yield the numbers of a folded line that are within reason, in order."""
    for match in NUMBER.finditer(folded):
        number = _number(match)
        if number is not None and number.value <= LARGEST:
            yield number


def _number(match: re.Match[str]) -> Number | None:
    start, end = match.span()
    if match["chinese"]:
        return _from_chinese(match["chinese"], start, end)
    if match["english"]:
        value = _from_english(match["english"])
        return Number(value, start, end, value)
    lead = float(match["digits"].replace(",", "")[:32])
    scale = match["scale"] or ""
    value = lead * _factor(scale)
    if match["rest"]:
        value += _rest(match["rest"], scale)
    return Number(value, start, end, lead, scale)


def _factor(scale: str) -> float:
    if scale in _FACTORS:
        return _FACTORS[scale]
    factor = 1.0
    for character in scale:
        factor *= _FACTORS[character]
    return factor


def _rest(rest: str, scale: str) -> float:
    """What follows a scale: 1万2 is 12,000, 1万2千 too, 1万2000 as well."""
    match = re.match(r"\d+", rest, re.ASCII)
    digits = match[0] if match else "0"
    if written := rest[len(digits) :]:
        return float(digits) * _factor(written)
    return float(digits) * (_factor(scale) / 10 if len(digits) == 1 else 1)


def _from_chinese(text: str, start: int, end: int) -> Number | None:
    """Read a Chinese numeral; None where the characters are none, as in 一二."""
    whole, _, fraction = text.partition("点")
    scale = whole[-1] if whole[-1] in "万亿" and len(whole) > 1 else ""
    if fraction:
        digits = fraction.rstrip("百千万亿")
        scale = fraction[len(digits) :]
        lead = _chinese(whole) + float("0." + "".join(str(_CHINESE_DIGITS[c]) for c in digits))
        return Number(lead * _factor(scale), start, end, lead, scale)
    if all(c in _CHINESE_DIGITS for c in whole) and len(whole) > 1:
        if len(whole) < 3:
            return None
        value = float("".join(str(_CHINESE_DIGITS[c]) for c in whole)[:32])
        return Number(value, start, end, value)
    value = _chinese(whole)
    return Number(value, start, end, value / _factor(scale) if scale else value, scale)


def _chinese(text: str) -> float:
    """The value of 五千, 三亿, 一万二 (12,000: a last digit counts tenths of the scale before)."""
    total = section = 0.0
    digit: float | None = None
    last = 1.0
    for character in text:
        if character in _CHINESE_DIGITS:
            digit = float(_CHINESE_DIGITS[character])
            last = 1.0 if digit == 0 else last
        elif character in "十百千":
            last = _FACTORS[character]
            section += (1.0 if digit is None else digit) * last
            digit = None
        else:
            last = _FACTORS[character]
            gathered = section + (digit or 0.0)
            total = (
                (total + gathered or 1.0) * last
                if character == "亿"
                else total + (gathered or 1.0) * last
            )
            section, digit = 0.0, None
    return total + section + (digit or 0.0) * (last / 10 if last > 10 else 1.0)


def _from_english(text: str) -> float:
    total = current = 0.0
    for word in re.split(r"[ -]+", text):
        if word in _LARGE and _LARGE[word] == 100:
            current = (current or 1.0) * 100
        elif word in _LARGE:
            total += (current or 1.0) * _LARGE[word]
            current = 0.0
        elif word != "and":
            current += _ONES.get(word, 0) + _TENS.get(word, 0)
    return total + current
