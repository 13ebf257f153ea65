"""A person is struck out of what others wrote, and nothing else is."""

from __future__ import annotations

import pytest

from portal.core.striking import STRUCK, struck_out


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("打给王建国：138 0013 8000", "+8613800138000"),
        ("138-0013-8000 wants a hall", "+8613800138000"),
        ("+86 138 0013 8000", "+8613800138000"),
        ("0086 13800138000", "+8613800138000"),
        ("（0359）2022023", "+863592022023"),
        ("call +49 30 901820", "+4930901820"),
        ("12 ext. 3: +8613800138000", "+8613800138000;ext=3"),
        ("Write to Anna.Weber@Example.com today", "anna.weber@example.com"),
        ("met ANNA  WEBER at the fair", "Anna Weber"),
        ("见了王建国先生，他要厂房", "王建国"),
        ("姓张，要两个车间", "张"),
        ("张总下周来，小张陪同", "张"),
    ],
)
def test_a_person_is_found_as_people_write(text: str, word: str) -> None:
    struck = struck_out(text, [word])
    assert STRUCK in struck
    assert sum(letter.isdigit() for letter in struck) <= 3
    assert "weber" not in struck.casefold()
    assert word not in struck or len(word) == 1


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("a lithium plant", "Li"),
        ("Liu asked", "Li"),
        ("order 1380013800012", "+8613800138000"),
        ("5,000 m² at 13 yuan", "+8613800138000"),
        ("a plan", "a"),
        ("anything", " "),
        ("张江高科园区", "张"),
        ("建厂，厂长在", "厂"),
        ("安装张工业机器人", "张"),
        ("", "王建国"),
    ],
)
def test_what_only_looks_alike_stays(text: str, word: str) -> None:
    assert struck_out(text, [word]) == text


def test_a_long_word_goes_before_the_short_one_in_it() -> None:
    assert (
        struck_out("王建国有限公司与王建国", ["王建国", "王建国有限公司"]) == f"{STRUCK}与{STRUCK}"
    )


def test_hostile_words_are_no_pattern() -> None:
    assert struck_out("a(b+c", ["(b+"]) == f"a{STRUCK}c"
    assert struck_out("x" * 20_000, ["(x+)+y"]) == "x" * 20_000
