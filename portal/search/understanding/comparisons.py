"""How a number compares: 以上, at least, 左右, about, and the marks that join two into a range."""

import re

from portal.search.measures import Op

_BEFORE = {
    Op.GE: (
        "不低于|不少于|不小于|不能低于|不得低于|不短于|至少|最少|最低|最小|起码|大于等于|大于或等于|大于|超过|超|高于|"
        "多于|>=|≥|≧|>|=>|no less than|not less than|at least|at minimum|minimum of|min\\.? of|"
        "minimum|min\\.?|more than|greater than|larger than|bigger than|higher than|over|above|"
        "exceeding|upwards of|starting from|starting at|from"
    ),
    Op.LE: (
        "不超过|不高于|不大于|不多于|不得超过|不能超过|最多|至多|最高|最大|小于等于|小于或等于|小于|低于|少于|不到|"
        "<=|≤|≦|<|=<|no more than|not more than|at most|up to|maximum of|max\\.? of|maximum|"
        "max\\.?|less than|smaller than|lower than|under|below|within"
    ),
    Op.ABOUT: (
        "大约|大概|约为|约|差不多|接近|近似|~|≈|about|around|approximately|approx\\.?|circa|roughly|"
        "some"
    ),
    Op.EQ: "等于|正好|=|exactly",
}
_AFTER = {
    Op.GE: (
        "及以上|或以上|和以上|以上|之上|往上|起(?!重)|\\+|or more|or above|or over|or higher|"
        "or larger|and above|and over|and up|and more|plus|minimum|min\\.?|at least"
    ),
    Op.LE: (
        "及以下|或以下|和以下|以下|之下|以内|之内|封顶|or less|or below|or under|or lower|or smaller|"
        "and below|and under|maximum|max\\.?|at most"
    ),
    Op.ABOUT: "左右|上下|or so|approx\\.?",
}
_LINK = r"(?:\s|的|为|是|在|达到|达|要|需|:)*"
SEPARATOR = re.compile(r"\s*(?:-|–|—|~|〜|到|至|\bto\b)+\s*")
CONJUNCTION = re.compile(r"\s*(?:和|与|and)\s*")
_BETWEEN_BEFORE = re.compile(r"(?:介于|\bbetween|\bfrom|在|从|\bof)\s*$")
_BETWEEN_AFTER = re.compile(r"\s*(?:之间|区间|范围|中间|的范围)")


def _bounded(words: str) -> str:
    """Latin words stand alone: "over" is not a part of "cover"."""
    return "|".join(
        rf"(?<![a-z]){word}(?![a-z])" if word[0].isalpha() and word[0].isascii() else word
        for word in words.split("|")
    )


_BEFORE_PATTERN = re.compile(
    "(?:"
    + "|".join(f"(?P<{op.value}>{_bounded(words)})" for op, words in _BEFORE.items())
    + rf"){_LINK}(?:a |an )?$"
)
_AFTER_PATTERN = re.compile(
    r"\s*(?:,\s)?(?:"
    + "|".join(f"(?P<{op.value}>{_bounded(words)})" for op, words in _AFTER.items())
    + ")"
)
REACH = 24
"""Folded characters looked at on either side."""


def before(folded: str, at: int) -> tuple[Op, int] | None:
    """The comparison that ends just before `at`, and where it starts."""
    from_ = max(0, at - REACH)
    match = _BEFORE_PATTERN.search(folded[from_:at])
    if match is None:
        return None
    return Op(match.lastgroup or Op.EQ), from_ + match.start()


def after(folded: str, at: int) -> tuple[Op, int] | None:
    """The comparison that begins at `at` (blanks aside), and where it ends."""
    match = _AFTER_PATTERN.match(folded, at)
    return (Op(match.lastgroup or Op.EQ), match.end()) if match else None


def between_before(folded: str, at: int) -> int:
    """Where 介于, between or from starts that ends just before `at`; `at` when there is none."""
    from_ = max(0, at - REACH)
    match = _BETWEEN_BEFORE.search(folded[from_:at])
    return from_ + match.start() if match else at


def between_after(folded: str, at: int) -> int:
    """Where 之间 ends that begins at `at`; `at` when there is none."""
    match = _BETWEEN_AFTER.match(folded, at)
    return match.end() if match else at
