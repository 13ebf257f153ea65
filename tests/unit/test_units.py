"""Figures are read as people write them and shown as readers expect them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core import units
from portal.core.locales import BY_SEGMENT, LOCALES
from portal.core.units import Quantity, UnitError


@pytest.mark.parametrize(
    ("written", "quantity", "canonical"),
    [
        ("5000", units.AREA, 5000),
        ("５，０００ 平方米", units.AREA, 5000),
        ("1.2万平方米", units.AREA, 12000),
        ("500 亩", units.LAND, 333_333.33),
        ("3081.2 ha", units.LAND, 30_812_000),
        ("100 sqft", units.AREA, 9.29),
        ("4.18亿元", units.MONEY, 418_000_000),
        ("800 万", units.MONEY, 8_000_000),
        ("2 t/m²", units.FLOOR_LOAD, 19.62),
        ("0.5 元/㎡/天", units.RENT, 15.21),
        ("1.5 MVA", units.POWER, 1500),
    ],
)
def test_a_figure_is_read_with_any_usual_unit(
    written: str, quantity: Quantity, canonical: float
) -> None:
    assert units.read(written, quantity) == pytest.approx(canonical, abs=0.01)


@pytest.mark.parametrize("nonsense", ["", "many", "8 parsecs", "--5", "1e", "NaN", "inf", "٣"])
def test_what_is_no_figure_is_refused(nonsense: str) -> None:
    with pytest.raises(UnitError):
        units.read(nonsense, units.AREA)


@given(st.floats(min_value=1, max_value=1e9, allow_nan=False))
def test_the_unit_shown_can_be_typed_back(value: float) -> None:
    for locale in LOCALES:
        quantity = units.LENGTH
        shown = units.show(value, quantity, locale)
        assert units.read(f"{shown.number} {shown.unit}", quantity) == pytest.approx(
            value, abs=0.006
        )


def test_each_reader_meets_familiar_units() -> None:
    shown = {s: str(units.show(333_333.33, units.LAND, loc)) for s, loc in BY_SEGMENT.items()}
    assert shown["zh-hans"].replace("\xa0", " ") == "500 亩 (33.33 公顷)"
    assert shown["zh-hant"].replace("\xa0", " ") == "500 畝 (33.33 公頃)"
    assert shown["en"].replace("\xa0", " ") == "33.33 ha (500 mu)"
    assert str(units.show(418e6, units.MONEY, BY_SEGMENT["en"])) == "CNY\xa0418\xa0million"
    assert str(units.show(418e6, units.MONEY, BY_SEGMENT["zh-hans"])) == "4.18\xa0亿元"
