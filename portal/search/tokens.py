"""Finding runs of Chinese, words of other scripts, and numbers with their units in folded text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Chinese characters with their extensions, kana and hangul: written without spaces (or, for hangul,
# with endings), so they are found by pairs of characters.
UNSPACED = (
    "\u3005\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U000323af"
)
RUN = re.compile(f"[{UNSPACED}]+")

_LETTER = rf"[^\W\d_{UNSPACED}]"
_LETTER_OR_DIGIT = rf"[^\W_{UNSPACED}]"
_CHINESE_UNIT = (
    "[百千万亿]{0,2}(?:平方公里|平方米|平米|立方米|公顷|公里|千米|毫米|厘米|米|亩|公斤|千克|吨|"
    "千伏安|千伏|千瓦时|千瓦|兆瓦|度|美元|欧元|港元|元|年|个月|月|日|天|小时|分钟|层|楼|号|级|"
    "人|名|位|家|个|项|条|户|批|期|倍)|[百千万亿]{1,2}"
)
_LATIN_UNIT = "kwh|mwh|kva|mva|sqm|km2|kv|kw|mw|gw|km|kg|m2|m3|mm|cm|ha|mu|m|t|g|v|%|‰|℃"
WORD = re.compile(
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?)"
    rf"(?:\ ?(?P<unit>{_CHINESE_UNIT}|(?:{_LATIN_UNIT})(?!{_LETTER_OR_DIGIT}))"
    rf"|(?P<tail>{_LETTER}{_LETTER_OR_DIGIT}*))?"
    rf"|{_LETTER}{_LETTER_OR_DIGIT}*"
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is indexed, and where it stands in the text it was found in.

    A number is one word with its unit ("5000平方米", "10kva"); `number` is it alone ("5000").
    """

    text: str
    start: int
    end: int
    number: str = ""

    @property
    def spellings(self) -> tuple[str, ...]:
        """The word, and the number alone if it is one with a unit."""
        return (self.text, self.number) if self.number not in ("", self.text) else (self.text,)


def words(folded: str) -> Iterator[Word]:
    """Yield the words and numbers of `folded` that are not Chinese."""
    for match in WORD.finditer(folded):
        start, end = match.span()
        if digits := match["number"]:
            number = digits.replace(",", "")
            yield Word(number + (match["unit"] or match["tail"] or ""), start, end, number)
        else:
            yield Word(stem(match[0]), start, end)


def stem(word: str) -> str:
    """Return the singular of an English word.

    Harman's S-stemmer ("How effective is suffixing?", JASIS 1991) with sibilant plurals (boxes,
    businesses) added. It never joins words of different meaning, as Porter's does (policy and
    police, industry and industrial), and a reader understands every match.
    """
    if len(word) < 4 or not word.endswith("s"):
        return word
    if word.endswith("ies"):
        return word if word.endswith(("eies", "aies")) else word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word if word.endswith(("us", "ss", "is")) else word[:-1]
