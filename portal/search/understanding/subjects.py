"""Words that say which measure a number belongs to: its fields, and the things that have it.

This is knowledge of the language, not of the portal: which listing types there are is the lexicon's.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

NO_MEASURE = ""
"""A field that no listing is searched by: its number stays words."""

_FIELDS: Mapping[str, str] = {
    "clear_height": (
        "梁下净高|梁下高度|梁下|梁底|檐口高度|檐高|净空高度|净空|净高|层高|举架|高度|高|"
        "clear height|clear heights|ceiling height|eaves height|clearance|headroom|height|clear|"
        "high|tall"
    ),
    "floor_load": (
        "地面承重|楼面承重|楼板承重|地坪承重|地面荷载|楼面荷载|楼板荷载|地面承载|楼面承载|承重|承载力|"
        "承载|荷载|荷重|floor loading|floor load|floor capacity|load capacity|loading|load"
    ),
    "crane": (
        "桥式行车|桥式起重机|门式起重机|双梁行车|单梁行车|行车|吊车|天车|航车|行吊|桥吊|龙门吊|起重机|起重|"
        "overhead cranes?|bridge cranes?|gantry cranes?|travelling cranes?|cranes?|hoists?"
    ),
    "power": (
        "变压器容量|变压器|电力容量|供电容量|配电容量|用电容量|电力|供电|配电|用电|电容量|容量|"
        "power supply|power capacity|electric power|transformers?|electricity|power"
    ),
    "rent": "月租金|日租金|租金|月租|日租|房租|租价|monthly rent|rental|rents?",
    "investment": (
        "计划总投资|总投资额|总投资|投资总额|投资规模|投资金额|计划投资|投资额|投资|"
        "total investment|investments?|invest|investing"
    ),
    "pay": (
        "月薪|月工资|月收入|薪资|薪水|薪酬|工资|待遇|底薪|monthly salary|monthly pay|pay|"
        "salary|salaries|wages?"
    ),
    "storey": "所在楼层|楼层|第|floors?|storeys?|level",
    "area": (
        "总建筑面积|建筑面积|使用面积|厂房面积|单元面积|套内面积|可租面积|建面|面积|"
        "gross floor area|floor area|floor space|area|gfa|size"
    ),
    "land_area": (
        "占地面积|用地面积|土地面积|宗地面积|地块面积|规划面积|占地|site area|land area|plot area|"
        "plot size|site size"
    ),
    NO_MEASURE: (
        "跨度|柱距|柱网|单跨|跨|长度|宽度|进深|长|宽|深|距离|距|路宽|货梯|电梯|客梯|产值|产能|年产|日产|产量|"
        "产出|注册资本|注册资金|营收|营业收入|销售额|税收|利润|贷款|补贴|补助|奖励|奖补|资助|物业费|售价|"
        "单价|均价|总价|亩均|吨袋|goods lift|lift|elevator|span|width|length|column spacing|output|"
        "revenue|turnover|capacity of|registered capital|grant|subsidy|price|service charge|distance"
    ),
}
_THINGS: Mapping[str, str] = {
    "hall": (
        "厂房|车间|仓库|库房|冷库|仓储|写字楼|办公楼|办公室|办公|楼宇|工业楼|场地|厂区|工厂|空间|标准楼|单元|"
        "workshops?|factor(?:y|ies)|halls?|warehouses?|offices?|buildings?|premises|spaces?|units?|"
        "works"
    ),
    "land": "土地|用地|地块|净地|工业地|宗地|占地|标准地|台地|land|plots?|sites?",
    "park": "园区|产业园|开发区|工业园|高新区|经开区|集聚区|parks?|zones?",
    "venture": "项目|投资|招商|projects?|ventures?",
    "post": "岗位|职位|招聘|人才|工作|招工|工程师|技术员|技师|经理|主管|jobs?|posts?|vacanc(?:y|ies)|talent|engineers?|managers?",
    "topic": (
        "补贴|补助|奖补|奖励|资助|贴息|扶持|税收|税|优惠|减免|抵扣|办法|条例|规定|通知|申报|"
        "subsid(?:y|ies)|grants?|tax(?:es)?|incentives?|rewards?|reliefs?|allowances?"
    ),
}


def _bounded(words: Iterable[str]) -> str:
    return "|".join(rf"(?<![a-z]){word}(?![a-z])" if word[:1].isascii() else word for word in words)


# The longest spelling first, whatever it stands for. Chinese and other words are apart: an
# alternative that begins with a plain character is passed over quickly.
_SPELLINGS = sorted(
    ((word, measure) for measure, words in _FIELDS.items() for word in words.split("|")),
    key=lambda spelled: -len(spelled[0]),
)
_LATIN = "|".join(word for word, _ in _SPELLINGS if word.isascii())
_CHINESE = "|".join(word for word, _ in _SPELLINGS if not word.isascii())
_FIELD = rf"(?P<chinese>{_CHINESE})|(?<![a-z])(?P<latin>{_LATIN})(?![a-z])"
_LINK = r"(?:\s|,\s|:|为|是|在|约为|达到|达|要求|需要|要|需|有|不|of|is|are|at|with|a|an)*"
LINK = re.compile(_LINK)
_FIELD_BEFORE = re.compile(rf"(?:{_FIELD})(?:{_LINK})$")
_FIELD_AFTER = re.compile(rf"(?:\s|-|的|of|in)*(?:{_FIELD})")
_OF_YEAR = re.compile(r"(?:年薪|年收入|annual (?:salary|pay))(?:\s|:|为|在)*$")
_MENTIONS = {
    name: re.compile(_bounded(words.split("|")))
    for name, words in {**_FIELDS, **_THINGS}.items()
    if name
}
REACH = 32
"""Folded characters looked at before a number."""


@dataclass(frozen=True, slots=True)
class FieldWord:
    """A field's name next to a number: the measure it means (`NO_MEASURE` for one of no use).

    `share` scales the number: a yearly pay is twelve monthly ones.
    """

    measure: str
    start: int
    end: int
    share: float = 1.0


def field_before(folded: str, at: int) -> FieldWord | None:
    """The field's name that ends just before `at`, linking words aside."""
    from_ = max(0, at - REACH)
    near = folded[from_:at]
    if match := _OF_YEAR.search(near):
        return FieldWord("pay", from_ + match.start(), at, 1 / 12)
    match = _FIELD_BEFORE.search(near)
    return _found(match, from_) if match else None


def field_after(folded: str, at: int) -> FieldWord | None:
    """The field's name that begins at `at`, linking words aside."""
    match = _FIELD_AFTER.match(folded, at)
    return _found(match, 0) if match else None


def mentions(folded: str, *names: str) -> bool:
    """Whether the line speaks of one of these fields (by measure) or things ("hall", "land")."""
    return any(_MENTIONS[name].search(folded) for name in names)


def _found(match: re.Match[str], offset: int) -> FieldWord:
    said = match["chinese"] or match["latin"]
    return FieldWord(_measure(said), offset + match.start(), offset + match.end())


@cache
def _measure(said: str) -> str:
    return next(measure for word, measure in _SPELLINGS if re.fullmatch(word, said))
