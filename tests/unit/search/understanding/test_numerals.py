"""Numbers in all their spellings."""

from __future__ import annotations

import pytest

from portal.search.understanding.numerals import numbers


@pytest.mark.parametrize(
    ("written", "value"),
    [
        *(("5", 5), ("5.5", 5.5), ("1,200", 1200), ("1,234,567.8", 1234567.8), ("3.5万", 35000)),
        *(("5千", 5000), ("2百万", 2e6), ("3亿", 3e8), ("1.2 亿", 1.2e8), ("3千万", 3e7)),
        *(("1万2", 12000), ("1万2千", 12000), ("1万2000", 12000), ("8k", 8000), ("3 million", 3e6)),
        *(("五", 5), ("十", 10), ("十二", 12), ("二十", 20), ("一百零五", 105), ("两百五", 250)),
        *(("五千", 5000), ("一万二", 12000), ("三万五千", 35000), ("三亿", 3e8), ("一亿二", 1.2e8)),
        *(
            ("三千五百万", 3.5e7),
            ("十亿", 1e9),
            ("千万", 1e7),
            ("二〇二四", 2024),
            ("一点五亿", 1.5e8),
        ),
        *(
            ("five", 5),
            ("five thousand", 5000),
            ("twenty-five hundred", 2500),
            ("two million", 2e6),
        ),
        ("one hundred and fifty thousand", 150000),
    ],
)
def test_a_number_is_read(written: str, value: float) -> None:
    (number,) = numbers(written)
    assert number.value == pytest.approx(value)
    assert (number.start, number.end) == (0, len(written))


@pytest.mark.parametrize("text", ["一二", "a3", "万荣县", "几千", "", "bone", "tennis"])
def test_what_is_no_number_is_left_alone(text: str) -> None:
    assert list(numbers(text)) == []


def test_a_unit_that_begins_like_a_scale_stays_a_unit() -> None:
    (number,) = numbers("1000千伏安")
    assert number.value == 1000
