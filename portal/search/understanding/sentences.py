"""Telling a few names ("盐湖区 厂房") from a sentence ("盐湖区的厂房多少钱一平？").

A sentence asks about a subject, which a wrong guess would hide; so less of it becomes conditions.
"""

import re
from collections.abc import Iterable

from portal.search.function_words import is_function_word
from portal.search.tokens import RUN
from portal.search.understanding.items import Item, Sort
from portal.search.understanding.quantities import Quantity
from portal.search.understanding.subjects import mentions

MOST_NAMES = 4
LONGEST_NAME = 14  # characters without a blank that may still be one name
LONGEST_NAMES = 28  # characters of all names together
_A_WORD = 4  # Chinese characters, roughly
_ENDS = re.compile(r"[?!。]")
_JOINING = frozenset({"and", "or"})
# What a number on these needs beside it in the line to be a condition in a sentence.
_THING_OF = {
    "area": "hall",
    "clear_height": "hall",
    "storey": "hall",
    "land_area": "land",
    "investment": "venture",
    "pay": "post",
}


def is_sentence(folded: str, parts: Iterable[Item], places: Iterable[tuple[int, int]]) -> bool:
    """Whether a line asks in words of a sentence, or runs on like one.

    Words within the spans `places` ("in Yanhu") make none.
    """
    if _ENDS.search(folded):
        return True
    of_places = tuple(places)
    length = 0
    for part in parts:
        if any(start <= part.start < end for start, end in of_places):
            continue
        said = folded[part.start : part.end]
        if part.sort is Sort.FUNCTION and said not in _JOINING:
            return True
        if part.sort is Sort.PLAIN and RUN.search(said):
            length += len(said)
            if len(said) > LONGEST_NAME or length > LONGEST_NAMES:
                return True
    return False


def are_few(folded: str, parts: Iterable[Item]) -> bool:
    """Whether the parts left as words are few enough to be names."""
    counted = 0
    for part in parts:
        if part.sort in (Sort.PLAIN, Sort.WORD, Sort.NAME, Sort.OFFER):
            chinese = RUN.search(folded[part.start : part.end]) and part.sort is Sort.PLAIN
            counted += -(-(part.end - part.start) // _A_WORD) if chinese else 1
    return counted <= MOST_NAMES


def is_empty(folded: str, part: Item) -> bool:
    """Whether a part says nothing that could be searched for."""
    if part.sort in (Sort.BREAK, Sort.FUNCTION):
        return True
    said = folded[part.start : part.end]
    return part.sort is Sort.PLAIN and (
        _GLUE.fullmatch(said) is not None or all(map(is_function_word, said))
    )


# Said around a condition, and nothing that a text would have to contain.
_GLUE = re.compile(
    "(?:带|配有|配备|具备|配|位于|里面|里|内|中|且|一个|一间|一栋|个|间|栋|处|套|块|地|约|要求|需求|"
    "租|买|找|求|需|寻|看看|near|having|need|needed|want|wanted|looking|seek|seeking|searching)+"
)


def fits_a_sentence(folded: str, quantity: Quantity, parts: Iterable[Item]) -> bool:
    """Whether a number in a sentence is a condition: the line speaks of a thing that has it."""
    thing = _THING_OF.get(quantity.measure, "hall")
    if mentions(folded, thing) or (quantity.measure == "land_area" and mentions(folded, "park")):
        return True
    if quantity.measure not in _THING_OF:
        return quantity.named
    return quantity.named and all(
        part.sort is Sort.TAKEN or part.sort is Sort.NAME or is_empty(folded, part)
        for part in parts
    )
