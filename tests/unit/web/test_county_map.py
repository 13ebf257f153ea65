"""The county map covers every county and is tinted by what there is."""

from __future__ import annotations

from portal.web.public.home.county_map import STEPS, counties, outlines


def test_every_county_has_an_outline_within_the_sheet() -> None:
    sheet = outlines()
    assert len(sheet.counties) == 13
    for county in counties({}, "space"):
        assert county.outline is not None
        assert 0 < county.outline.x < sheet.width
        assert 0 < county.outline.y < sheet.height
        assert county.outline.path.startswith("M")


def test_the_county_with_most_is_darkest_and_one_with_none_is_bare() -> None:
    tints = {c.code: c.tint for c in counties({"space": {"140802": 9, "140821": 1}}, "space")}
    assert tints["140802"] == STEPS
    assert tints["140821"] == 1
    assert tints["140830"] == 0
