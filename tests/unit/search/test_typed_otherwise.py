"""Who types pinyin, initials, or slips on the keyboard is understood."""

import pytest

from portal.search.correction import Correction, distance
from portal.search.lexicon import Lexicon
from portal.search.pinyin import initials, readings, spelling
from portal.search.readings import Readings

LEXICON = Lexicon(
    words=("厂房", "标准化厂房", "标准化", "盐湖区", "高新区", "factory hall", "incentive", "gas")
)
READINGS, CORRECTION = Readings(LEXICON), Correction(LEXICON)


def nowhere(_: str) -> bool:
    return False


def test_words_sound_as_they_are_spoken() -> None:
    assert spelling("闻喜行长") == "wenxihangzhang"
    assert initials("标准化厂房") == "bzhcf"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("changfang", {("chang", "fang")}),
        ("xian", {("xian",), ("xi", "an")}),
        ("chang'fang", {("chang", "fang")}),
        ("facotry", set()),
        ("bzh", set()),
        ("x" * 300, set()),
    ],
)
def test_letters_fall_into_syllables(typed: str, read: set[tuple[str, ...]]) -> None:
    assert set(readings(typed)) >= read
    assert bool(readings(typed)) == bool(read)


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("bzh cf", "标准化 厂房"),
        ("BZHCF", "标准化厂房"),
        ("yhqcf", "盐湖区厂房"),
        ("yan hu qu changfang", "盐湖区 厂房"),
        ("biaozhunhuachangfang 招租", "标准化厂房 招租"),
        ("gas", "gas"),
        ("factory halls", "factory halls"),
        ("what is it", "what is it"),
        ("CNC", "CNC"),
        ("cfcf", "cfcf"),
        ("A1 10kVA", "A1 10kVA"),
    ],
)
def test_pinyin_and_initials_become_the_words_they_stand_for(line: str, read: str) -> None:
    assert READINGS.resolve(line, nowhere) == read


def test_a_word_that_listings_contain_stays_as_it_was_typed() -> None:
    assert READINGS.resolve("gxq", lambda word: word == "gxq") == "gxq"


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("厂防", "厂房"),
        ("標準化廠方", "标准化厂房"),
        ("盐胡区厂房", "盐湖区厂房"),
        ("标准代厂房", "标准化厂房"),
        ("facotry hall", "factory hall"),
        ("incentves", "incentive"),
        ("厂房", ""),
        ("完全不同", ""),
        ("", ""),
    ],
)
def test_slips_are_put_right(line: str, meant: str) -> None:
    assert CORRECTION.of(line, nowhere) == meant


def test_what_listings_contain_is_no_slip() -> None:
    assert CORRECTION.of("厂防", lambda _: True) == ""


def test_beginnings_are_completed_the_shortest_first() -> None:
    assert READINGS.starting("bz", 5) == ("标准化", "标准化厂房")
    assert READINGS.starting("biaozhunhuach", 5) == ("标准化厂房",)
    assert READINGS.starting("标", 5) == ()


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [("factory", "facotry", 1), ("park", "pork", 1), ("park", "parks", 1), ("abcd", "wxyz", 3)],
)
def test_slips_are_counted(one: str, other: str, slips: int) -> None:
    assert distance(one, other, most=2) == slips
