"""The same question gives the same answer however it is typed, and asking for more never adds."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.search.asking import Answer, ask
from tests.support.client import StrictClient

# Few, for each example is several searches through the whole portal.
few = settings(
    max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)

PLACES = (("盐湖区", "鹽湖區"), ("临猗", "臨猗"), ("闻喜县", "聞喜縣"), ("永济", "永濟"))
WORDS = (("厂房", "廠房"), ("仓库", "倉庫"), ("办公楼", "辦公樓"), ("项目", "項目"), ("粉末冶金", "粉末冶金"),
         ("铝型材", "鋁型材"), ("冷库", "冷庫"), ("补贴", "補貼"), ("产业园", "產業園"))  # fmt: skip
LATIN = ("kVA", "sqm", "GMP", "PLC", "Yanhu", "warehouse", "CNC machinist")
AREAS = ("平", "㎡", "平方米", "平米", "m²", "m2", "sqm", "平方公尺", " 平", " ㎡")
LEAST = ("{}{}以上", "不低于{}{}", "至少{}{}", "{}{}及以上", "≥{}{}", ">={}{}", "大于等于{}{}")
NUMBERS = ((2000, "两千"), (2000, "二千"), (3000, "三千"), (5000, "五千"), (8000, "八千"),
           (10000, "一万"), (12000, "一万二千"))  # fmt: skip
STEPS = (500, 1000, 2000, 3000, 5000, 8000, 12000)
MEASURES = {
    "{}平以上 厂房": STEPS,
    "净高{}米以上 厂房": (4, 6, 8, 9, 12, 14),
    "{}吨以上行车 厂房": (5, 10, 16, 20, 32, 50),
    "配电不低于{}kVA 厂房": (200, 500, 630, 1000, 2000, 3150),
    "投资{}亿以上 项目": (1, 2, 3, 5, 10, 100),
    "月薪{}以上 招聘": (5000, 8000, 10000, 15000, 20000),
    "hall over {} sqm": STEPS,
}
LINES = (
    "厂房",
    "新能源",
    "铝",
    "盐湖区",
    "5000平以上 厂房",
    "补贴",
    "hall",
    "投资1亿以上 项目",
    "",
)


def same(client: StrictClient, *lines: str) -> None:
    """All lines bring the same listings in the same order, understood alike."""
    first = ask(client, lines[0])
    for line in lines[1:]:
        other = ask(client, line)
        assert _meaning(other) == _meaning(first), (
            f"{lines[0]!r}\n{first.told}\n{line!r}\n{other.told}"
        )


def _meaning(answer: Answer) -> object:
    conditions = sorted((c.field, c.op, str(c.value), c.unit) for c in answer.understood)
    return conditions, answer.total, answer.hits


@few
@given(place=st.sampled_from(PLACES), word=st.sampled_from(WORDS))
def test_traditional_and_simplified(
    city: StrictClient, place: tuple[str, str], word: tuple[str, str]
) -> None:
    same(city, f"{place[0]} {word[0]}", f"{place[1]} {word[1]}", f"{place[0]} {word[1]}")


@few
@given(word=st.sampled_from(LATIN))
def test_upper_and_lower_case_and_full_width(city: StrictClient, word: str) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in word)
    same(city, word, word.upper(), word.lower(), wide, f"  {word}\u3000")


@few
@given(place=st.sampled_from(PLACES), word=st.sampled_from(WORDS), gap=st.sampled_from(
    ["  ", "\u3000", "\t", "，", ",", "、", " \u200b"]))  # fmt: skip
def test_whatever_stands_between_two_words(
    city: StrictClient, place: tuple[str, str], word: tuple[str, str], gap: str
) -> None:
    same(city, f"{place[0]} {word[0]}", f"{place[0]}{gap}{word[0]}", f" {place[0]} {word[0]} ")


@few
@given(number=st.sampled_from(STEPS), unit=st.sampled_from(AREAS), least=st.sampled_from(LEAST))
def test_units_and_ways_to_say_at_least(
    city: StrictClient, number: int, unit: str, least: str
) -> None:
    same(city, f"{number}平以上 厂房", least.format(number, unit) + " 厂房")


@few
@given(number=st.sampled_from(NUMBERS))
def test_chinese_numerals_full_width_digits_and_thousands(
    city: StrictClient, number: tuple[int, str]
) -> None:
    digits, numeral = number
    wide = "".join(chr(ord(c) + 0xFEE0) for c in str(digits))
    same(
        city,
        *(f"{n}平以上 厂房" for n in (digits, numeral, wide, f"{digits:,}", f"{digits / 1e4:g}万")),
    )


@pytest.mark.parametrize(
    "lines",
    [
        ("3亿以上 项目", "3億以上 項目", "三亿以上 项目", "30000万以上 项目", "3亿元以上 项目"),
        ("2吨/㎡ 厂房", "2t/m² 厂房", "2吨每平方米 厂房", "2 t/㎡ 厂房"),
        ("1000kVA 厂房", "1000 KVA 厂房", "1000千伏安 厂房", "一千千伏安 厂房"),
        ("净高8米 厂房", "净高8m 厂房", "净高 8 米 厂房", "净高八米 厂房"),
        ("10吨行车 厂房", "10t行车 厂房", "十吨行车 厂房", "行车10吨 厂房"),
        ("5000-8000平 厂房", "5000~8000平 厂房", "5000到8000平 厂房", "5000至8000㎡ 厂房", "五千到八千平 厂房"),
        ("12元/㎡/月 厂房", "12元/平方米/月 厂房", "12元/平/月 厂房"),
        ("75亩 土地", "５公顷 土地", "七十五亩 土地"),
    ],
    ids=lambda lines: str(lines[0]),
)  # fmt: skip
def test_one_figure_in_many_spellings(city: StrictClient, lines: tuple[str, ...]) -> None:
    same(city, *lines)


@few
@given(st.data())
def test_a_stricter_condition_never_adds_a_hit(city: StrictClient, data: st.DataObject) -> None:
    line = data.draw(st.sampled_from(sorted(MEASURES)))
    looser, stricter = sorted(
        data.draw(st.lists(st.sampled_from(MEASURES[line]), min_size=2, max_size=2, unique=True))
    )
    more, fewer = ask(city, line.format(looser)), ask(city, line.format(stricter))
    assert set(fewer.hits) <= set(more.hits), f"{line}: {looser}, {stricter}\n{fewer.told}"
    assert fewer.total <= more.total


@few
@given(place=st.sampled_from(PLACES), word=st.sampled_from(WORDS[:3]))
def test_a_further_condition_never_adds_a_hit(
    city: StrictClient, place: tuple[str, str], word: tuple[str, str]
) -> None:
    wide = ask(city, word[0])
    narrow = ask(city, f"{place[0]} {word[0]}")
    assert set(narrow.hits) <= set(wide.hits)
    assert set(ask(city, f"{place[0]} {word[0]} 3000平以上").hits) <= set(narrow.hits)


@few
@given(line=st.sampled_from(LINES), name=st.sampled_from(["type", "region", "industry", "chains"]))
def test_counts_are_what_choosing_a_value_gives(city: StrictClient, line: str, name: str) -> None:
    answer = ask(city, line)
    fields = {condition.field for condition in answer.understood}
    if name in fields or (name == "chains" and "industry" in fields):
        return  # the line itself chooses here already: choosing besides it overrules it
    for value, count in list(answer.facets.get(name, {}).items())[:3]:
        chosen = ask(city, line, **{name: value})
        assert chosen.total == count, f"{line!r}, {name}={value}: {chosen.total}, counted {count}"
