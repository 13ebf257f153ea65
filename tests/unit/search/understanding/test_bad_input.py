"""Whatever is typed: an answer, of bounded work, that can be taken apart again."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.core.scripts import to_traditional
from portal.listings.vocabulary import base_lexicon
from portal.search.understanding import Understood, understand
from portal.search.understanding.line import LONGEST_TEXT

LEXICON = base_lexicon()
TYPICAL = (
    "5000平以上 层高8米 盐湖区 厂房 10吨行车 投资3亿 月薪8000 50亩 2024年以后 的 ？ 5000-8000㎡ "
    "factory in Yanhu 8m clear-height 运城 铝产业园 一万二 左右 / ㎡ . , - 五 k 亿 since 之间 of "
    "800kVA 租金10元/㎡/月 最近三个月 首层 ① ﷺ ß İ"
)
PIECES = st.sampled_from(TYPICAL.split())
TYPED = st.lists(PIECES | st.text(max_size=3), max_size=40).flatmap(
    lambda pieces: st.sampled_from(("", " ", "，")).map(lambda by: by.join(pieces))
)
NUMERALS = {2000: "两千", 5000: "五千", 8000: "八千", 12000: "一万二", 35000: "三万五千"}


def meaning(understood: Understood) -> list[tuple[str, str, float | str]]:
    return [(c.field, c.op, c.value) for c in understood.conditions]


@settings(deadline=None)  # the first call reads the lexicon
@given(TYPED | st.text())
def test_a_line_is_understood_without_fail(line: str) -> None:
    understood = understand(line, LEXICON)
    assert len(understood.text) <= LONGEST_TEXT
    assert len(understood.conditions) <= 2 * LONGEST_TEXT
    for condition in understood.conditions:
        assert condition.said.strip()
        assert condition.said in line
        assert condition.said not in understood.text or line.count(condition.said) > 1


@settings(deadline=None)
@given(TYPED)
def test_every_phrase_can_be_turned_back_into_words(line: str) -> None:
    said = tuple(condition.said for condition in understand(line, LEXICON).conditions)
    again = understand(line, LEXICON, said)
    assert not {c.said for c in again.conditions}.intersection(said)


@pytest.mark.parametrize(
    "line",
    [
        *("", " " * 10_000, "?" * 300, "\ud800\udfff", "\u202e房厂\u202c", "\0", "()[]{}*?~^\"'\\"),
        *("'; DROP TABLE listing; --", "9" * 200, "1e400平", "五" * 200, "万" * 200, "🏭🏭 厂房"),
        *("5平" * 100, "5-" * 100, "between " * 25, "1,000," * 40, "2024年" * 40, "最近" * 100),
        *("元/㎡/" * 50, "a " * 100, "层高" * 100, "最近三个" * 50 + "月", "½ ⅓ ① ㈠ ㍿ ㎡ ㎥"),
    ],
)
def test_strange_lines_cost_little(line: str) -> None:
    understand(line, LEXICON)  # compiled and folded once
    start = time.process_time()
    understood = understand(line, LEXICON)
    assert time.process_time() - start < 0.1
    assert len(understood.text) <= LONGEST_TEXT


@settings(max_examples=50, deadline=None)
@given(
    st.sampled_from(sorted(NUMERALS)),
    st.sampled_from(("厂房", "仓库", "写字楼")),
    st.sampled_from(("盐湖区", "临猗", "河津市")),
    st.sampled_from(("以上", "以下", "左右", "")),
)
def test_equal_spellings_mean_the_same(area: int, hall: str, place: str, compared: str) -> None:
    plain = meaning(understand(f"{place}{hall} {area}平{compared}", LEXICON))
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in str(area))
    assert len(plain) == 3
    for number in (f"{area:,}", wide, NUMERALS[area], f"{area / 10000:g}万"):
        line = f"{place}{hall} {number}平{compared}"
        assert meaning(understand(line, LEXICON)) == plain
        assert meaning(understand(to_traditional(line), LEXICON)) == plain
        assert meaning(understand(line.replace("平", "㎡"), LEXICON)) == plain


def test_a_condition_is_gone_when_what_said_it_is_taken_out() -> None:
    line = "盐湖区 厂房 5000-8000平 层高8米以上 10吨行车 2024年以后 首层 租金10元/㎡/月以内"
    conditions = understand(line, LEXICON).conditions
    assert len(conditions) == 9
    for said in {condition.said for condition in conditions}:
        left = understand(line.replace(said, ""), LEXICON).conditions
        assert left == tuple(condition for condition in conditions if condition.said != said)
