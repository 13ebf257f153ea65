"""Which of the type names in a line say what is looked for.

In "铝 企业" the enterprise is looked for, in "企业 补贴" a subsidy: a type is meant where its name
is the head of what it stands in. Better no type than a wrong one.
"""

import re
from collections.abc import Iterator
from itertools import takewhile

from portal.search.lexicon import Kind
from portal.search.tokens import RUN
from portal.search.understanding.items import Item, Sort
from portal.search.understanding.names import LATIN
from portal.search.understanding.sentences import is_empty
from portal.search.understanding.subjects import mentions

# These often only say whose something is, or for whom: nothing else may follow them in a line.
_QUALIFYING = re.compile(
    "企业|公司|厂家|项目|人才|园区|开发区|高新区|经开区|土地|用地|新闻|资讯|指南|岗位|职位|招聘"
)
# Whatever stands before these only says what they are like: 恒温厂房.
_PLAIN_THINGS = re.compile(
    "厂房|标准厂房|车间|仓库|库房|写字楼|办公楼|办公用房|地块|场地|"
    "factor(?:y|ies)|workshops?|halls?|warehouses?|offices?|plots?"
)
_LONGEST_ATTRIBUTE = 4  # characters
_LONGEST_COMPOUND = 8
_POSTPOSED = re.compile(r"with|near|in|at|for|of|on|about|around|without|by|under|over")
_JOINS = re.compile(r"\s*(?:、|,|/|和|与|或|及|and|or)?\s*")


def heads(folded: str, parts: list[Item]) -> list[Item]:
    """The parts that name a type which is looked for."""
    found = [part for at, part in enumerate(parts) if _is_head(folded, parts, at)]
    if not found:
        return []
    last = found[-1]
    return [part for part in found if _same(part, last) or _joined(folded, part, last)]


def _is_head(folded: str, parts: list[Item], at: int) -> bool:
    part = parts[at]
    if part.kind is not Kind.TYPE:
        return False
    rest = folded[part.end :]
    if mentions(rest, "topic") or _is_of_a_name(folded, parts, at):
        return False
    said = folded[part.start : part.end]
    following = list(_words_after(folded, parts, at))
    if LATIN.match(said):
        following = list(takewhile(lambda word: not _postposed(folded, word), following))
        return not following
    if _QUALIFYING.fullmatch(said):
        return not following
    return not any(word.start == part.end for word in following)


def _is_of_a_name(folded: str, parts: list[Item], at: int) -> bool:
    """Whether an unknown word before a type makes a name with it: 旅顺经济技术开发区.

    Such a name may be that of anything that texts speak of, so it stays words.
    """
    attributes = list(takewhile(lambda part: part.sort is Sort.PLAIN, _touching(folded, parts, at)))
    length = sum(part.end - part.start for part in attributes)
    if _PLAIN_THINGS.fullmatch(folded[parts[at].start : parts[at].end]):
        return length > _LONGEST_ATTRIBUTE and RUN.search(folded, attributes[0].start) is not None
    if LATIN.match(folded, parts[at].start):
        return len(attributes) > 1
    joined = takewhile(
        lambda part: part.sort in (Sort.PLAIN, Sort.WORD), _touching(folded, parts, at)
    )
    return length > 1 or sum(part.end - part.start for part in joined) > _LONGEST_COMPOUND


def _touching(folded: str, parts: list[Item], at: int) -> Iterator[Item]:
    """The parts before one, backwards, up to a break; blanks break no name of Latin words."""
    latin = LATIN.match(folded, parts[at].start) is not None
    for part in reversed(parts[:at]):
        if part.sort is not Sort.BREAK:
            yield part
        elif not (latin and folded[part.start] == " "):
            return


def _words_after(folded: str, parts: list[Item], at: int) -> Iterator[Item]:
    """What follows that could be searched for and is neither place, figure nor type."""
    for part in parts[at + 1 :]:
        if part.sort is Sort.TAKEN or part.sort is Sort.OFFER or part.sort is Sort.NAME:
            continue
        if not is_empty(folded, part) or _postposed(folded, part):
            yield part


def _postposed(folded: str, word: Item) -> bool:
    return _POSTPOSED.fullmatch(folded[word.start : word.end]) is not None


def _same(part: Item, last: Item) -> bool:
    return part.named is not None and last.named is not None and part.named.code == last.named.code


def _joined(folded: str, part: Item, last: Item) -> bool:
    """Whether nothing but commas, 和 or "and" stands between two types: either is looked for."""
    between = folded[part.end : last.start]
    return between.strip() != "" and _JOINS.fullmatch(between) is not None
