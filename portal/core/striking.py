"""Striking a person out of words that others wrote."""

from __future__ import annotations

import re
from collections.abc import Iterable

STRUCK = "••••"
_SHORTEST_LATIN = 2  # a single letter is no name
_PHONE = re.compile(r"\+(\d{5,15})(?:;ext=\d+)?")
_HOME_CODE = "86"
_CALLED_BEFORE = "姓老小"  # what stands around a surname that is meant for a person
_CALLED_AFTER = "先生|女士|小姐|总|總|经理|經理|老师|老師|工(?!厂|廠|业|業|程)|主任|董|老板|老闆|某"
_GAP = r"[\s\-–()（）]*"  # between the digits of a number as people type it


def struck_out(text: str, words: Iterable[str]) -> str:
    """`text` with each of `words` replaced by `STRUCK`, whatever its letters' case.

    A telephone number in international form is also found as people write it at home: with
    blanks, hyphens, without its country code. A Latin name is struck only as a whole word, so
    that Li leaves lithium alone; a single Chinese character only where it names a person.
    """
    patterns = [_pattern(word) for word in sorted(words, key=len, reverse=True) if word.strip()]
    for pattern in filter(None, patterns):
        text = re.sub(pattern, STRUCK, text, flags=re.IGNORECASE)
    return text


def _pattern(word: str) -> str:
    number = _PHONE.fullmatch(word)
    if number:
        return _of_number(number[1])
    if _is_one_character(word.strip()):
        return rf"(?<=[{_CALLED_BEFORE}]){word.strip()}|{word.strip()}(?={_CALLED_AFTER})"
    parts = [re.escape(part) for part in word.split()]
    if word.isascii() and len(word.strip()) < _SHORTEST_LATIN:
        return ""
    pattern = r"\s+".join(parts)
    before = r"(?<![^\W_])" if _is_latin(word.strip()[0]) else ""
    after = r"(?![^\W_])" if _is_latin(word.strip()[-1]) else ""
    return f"{before}{pattern}{after}"


def _is_one_character(word: str) -> bool:
    """A Chinese surname alone also stands in the words of every other text."""
    return len(word) == 1 and word.isalpha() and not _is_latin(word)


def _is_latin(letter: str) -> bool:
    return letter.isalnum() and ord(letter) < 0x250


def _of_number(digits: str) -> str:
    if digits.startswith(_HOME_CODE):
        code, rest = _HOME_CODE, digits[len(_HOME_CODE) :]
    else:
        code, rest = "", digits
    spread = _GAP.join(rest)
    trunk = rf"(?:(?:\+|00)?{_GAP}{code}{_GAP}|0)?" if code else r"(?:\+|00)?"
    return rf"(?<!\d){trunk}{spread}(?!\d)"
