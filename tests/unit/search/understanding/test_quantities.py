"""What the search understands of numbers, comparisons, ranges and dates."""

from __future__ import annotations

import pytest

from portal.core.units import GRAVITY, MU, SQUARE_FOOT

from .asking import HALL, asked, short, written

MONTHS_PER_DAY = 365 / 12


@pytest.mark.parametrize(
    ("line", "condition"),
    [
        # Area: every way of writing the unit and the number
        *(
            (f"5000{unit}", "area~5000")
            for unit in ("平", "㎡", "平方米", "平米", "sqm", " sq m", "m²")
        ),
        *((f"5000 square {unit}", "area~5000") for unit in ("metres", "meters", "metre")),
        ("５０００平", "area~5000"),
        ("5,000平", "area~5000"),
        ("五千平", "area~5000"),
        ("5千平", "area~5000"),
        ("两千平左右", "area~2000"),
        ("一万二平米", "area~12000"),
        ("1万2千平", "area~12000"),
        ("一万五千平", "area~15000"),
        ("3.5万平", "area~35000"),
        ("三点五万平", "area~35000"),
        ("five thousand square metres", "area~5000"),
        ("10000 sq ft", short("area~", 10000 * SQUARE_FOOT)),
        ("500坪", short("area~", 500 * 400 / 121)),
        ("5000+ sqm", "area>=5000"),
        ("5000多平", "area>=5000"),
        # Land
        ("50亩", short("land_area~", 50 * MU)),
        ("50畝以上", short("land_area>=", 50 * MU)),
        ("5公顷", "land_area~50000"),
        ("5 ha", "land_area~50000"),
        ("10 mu", short("land_area~", 10 * MU)),
        ("20 acres", short("land_area~", 20 * 4046.8564224)),
        ("占地5000平", "land_area~5000"),
        ("两百五十亩", short("land_area~", 250 * MU)),
        # Height
        ("层高8米", "clear_height>=8"),
        ("净高不低于8米", "clear_height>=8"),
        ("8米以上层高", "clear_height>=8"),
        ("梁下八米", "clear_height>=8"),
        ("层高8", "clear_height>=8"),
        ("净高 9 以上", "clear_height>=9"),
        ("clear height at least 8 m", "clear_height>=8"),
        ("min 8m clear height", "clear_height>=8"),
        ("净高8米以内", "clear_height<=8"),
        # Load, crane, power
        ("2吨/㎡", short("floor_load>=", 2 * GRAVITY)),
        ("承重3吨以上", short("floor_load>=", 3 * GRAVITY)),
        ("5t/m2", short("floor_load>=", 5 * GRAVITY)),
        ("floor load 20 kN/m²", "floor_load>=20"),
        ("10吨行车", "crane>=10"),
        ("行车≥32吨", "crane>=32"),
        ("10-tonne overhead crane", "crane>=10"),
        ("起重机20吨", "crane>=20"),
        ("800kVA", "power>=800"),
        ("变压器1000千伏安以上", "power>=1000"),
        ("2MVA", "power>=2000"),
        # Money
        ("租金10元/㎡/月以内", "rent<=10"),
        ("15元/平/月", "rent~15"),
        ("0.5元/㎡/天", short("rent~", 0.5 * MONTHS_PER_DAY)),
        ("租金20块以下", "rent<=20"),
        ("rent under 15 yuan per sqm per month", "rent<=15"),
        ("¥8/㎡/月", "rent~8"),
        ("三亿", "investment~3e+08"),
        ("3亿以上", "investment>=3e+08"),
        ("投资额不低于1亿元", "investment>=1e+08"),
        ("5000万元以下", "investment<=50000000"),
        ("千万元以上", "investment>=10000000"),
        ("300 million yuan", "investment~3e+08"),
        ("over 2 billion yuan", "investment>=2e+09"),
        ("RMB 5 million", "investment~5000000"),
        ("月薪8000以上", "pay>=8000"),
        ("8000元/月", "pay~8000"),
        ("pay over 10k", "pay>=10000"),
        ("年薪24万", "pay~20000"),
        # Storeys
        ("一楼", "storey=1"),
        ("首层", "storey=1"),
        ("ground floor", "storey=1"),
        ("第三层", "storey=3"),
        ("3层以上", "storey>=3"),
        ("third floor", "storey=3"),
        ("负一层", "storey=-1"),
    ],
)
def test_a_quantity_alone(line: str, condition: str) -> None:
    understood = asked(line)
    assert written(understood) == [condition]
    assert (understood.text, understood.conditions[0].said) == ("", line)


@pytest.mark.parametrize(
    ("line", "op"),
    [
        *(
            (f"{word}5000平", "ge")
            for word in ("不低于", "不少于", "至少", "超过", "大于", ">=", "≥", "＞")
        ),
        *((f"5000平{word}", "ge") for word in ("以上", "及以上", "起", "+", " or more")),
        *((f"{word}5000平", "le") for word in ("不超过", "小于", "低于", "最多", "<=", "≤", "＜")),
        *((f"5000平{word}", "le") for word in ("以下", "以内", "之内", " or less")),
        *((f"{word}5000平", "about") for word in ("约", "大约", "about ", "around ", "", "~")),
        *((f"5000平{word}", "about") for word in ("左右", "上下")),
        *(
            (f"{word} 5000 sqm", "ge")
            for word in ("over", "at least", "more than", "above", "from")
        ),
        *(
            (f"{word} 5000 sqm", "le")
            for word in ("under", "up to", "at most", "less than", "below")
        ),
    ],
)
def test_comparisons(line: str, op: str) -> None:
    (condition,) = asked(line).conditions
    assert (condition.field, condition.op, condition.value) == ("area", op, 5000)
    assert (condition.unit, condition.said) == ("m²", line)


@pytest.mark.parametrize(
    ("line", "field", "least", "most"),
    [
        ("5000-8000平", "area", 5000, 8000),
        ("5000～8000㎡", "area", 5000, 8000),
        ("5000平到8000平", "area", 5000, 8000),
        ("五千至八千平", "area", 5000, 8000),
        ("面积在5000到8000平之间", "area", 5000, 8000),
        ("介于5000和8000平之间", "area", 5000, 8000),
        ("between 5000 and 8000 sqm", "area", 5000, 8000),
        ("from 5000 to 8000 sqm", "area", 5000, 8000),
        ("8000-5000平", "area", 5000, 8000),
        ("净高8-10米", "clear_height", 8, 10),
        ("投资3-5亿", "investment", 3e8, 5e8),
        ("3000万-1亿", "investment", 3e7, 1e8),
        ("月薪6000-8500", "pay", 6000, 8500),
        ("8-12k", "pay", 8000, 12000),
        ("租金10-15元", "rent", 10, 15),
    ],
)
def test_a_range_is_two_conditions_of_one_phrase(
    line: str, field: str, least: float, most: float
) -> None:
    low, high = asked(line).conditions
    assert (low.field, low.op, low.value, low.said) == (field, "ge", least, line)
    assert (high.field, high.op, high.value, high.said) == (field, "le", most, line)


@pytest.mark.parametrize(
    ("line", "conditions"),
    [
        ("占地50亩 建筑面积30000平", [short("land_area~", 50 * MU), "area~30000"]),
        ("工业用地 5000平", [HALL, "land_area~5000"]),
        ("土地 厂房 5000平", [HALL, HALL, "area~5000"]),
        ("厂房 8米", [HALL, "clear_height>=8"]),
        ("5000平层高8米行车10吨", ["area~5000", "clear_height>=8", "crane>=10"]),
        ("10t crane 800kVA", ["crane>=10", "power>=800"]),
    ],
)
def test_the_words_around_a_number_say_what_it_measures(line: str, conditions: list[str]) -> None:
    assert written(asked(line)) == conditions


@pytest.mark.parametrize(
    ("line", "conditions"),
    [
        ("2024年以后", ["date>=2024-01-01"]),
        ("since 2024", ["date>=2024-01-01"]),
        ("after May 2024", ["date>=2024-05-01"]),
        ("2024年5月以来", ["date>=2024-05-01"]),
        ("since 2025-03-01", ["date>=2025-03-01"]),
        ("2024年以前", ["date<=2023-12-31"]),
        ("before 2024", ["date<=2023-12-31"]),
        ("截至2024年2月", ["date<=2024-02-29"]),
        ("2023年至2024年", ["date>=2023-01-01", "date<=2024-12-31"]),
        ("2023-2024年", ["date>=2023-01-01", "date<=2024-12-31"]),
        ("最近三个月", ["date>=2026-02-28"]),
        ("last 3 months", ["date>=2026-02-28"]),
        ("近一年", ["date>=2025-05-31"]),
        ("近半年", ["date>=2025-11-30"]),
        ("过去两周", ["date>=2026-05-17"]),
        ("past 10 days", ["date>=2026-05-21"]),
        ("今年以来", ["date>=2026-01-01"]),
        ("本月", ["date>=2026-05-01"]),
        ("去年", ["date>=2025-01-01", "date<=2025-12-31"]),
    ],
)
def test_dates(line: str, conditions: list[str], today: None) -> None:
    understood = asked(line)
    assert written(understood) == conditions
    assert {condition.said for condition in understood.conditions} == {line}
