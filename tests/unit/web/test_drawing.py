"""Drawings keep true proportions, show every known figure, and admit what is not known."""

from __future__ import annotations

import pytest

from portal.core.locales import BY_SEGMENT
from portal.web.public.drawing import Figures, glyph
from portal.web.public.drawing.floors import MOST, floors
from portal.web.public.drawing.frame import LEFT, section
from portal.web.public.drawing.plan import plan
from portal.web.public.drawing.shapes import PERSON, Box, Chain, Dot, Line, Sheet, Words

EN, ZH = BY_SEGMENT["en"], BY_SEGMENT["zh-hans"]
HALL = Figures(
    area=3888, length=144, width=27, clear_height=9.5, column_x=8, column_y=9,
    floor_load=25, crane=16,
)  # fmt: skip


def boxes(sheet: Sheet, kind: str) -> list[Box]:
    return [s for s in sheet.shapes if isinstance(s, Box) and s.kind.split()[0] == kind]


def unknown(sheet: Sheet) -> set[str]:
    return {s.kind.split()[0] for s in sheet.shapes if "unknown" in getattr(s, "kind", "")}


def test_the_plan_has_the_halls_proportions() -> None:
    outline = boxes(plan(HALL, EN), "outline")[0]
    assert outline.width / outline.height == pytest.approx(144 / 27)


def test_a_column_stands_at_every_crossing_of_the_grid() -> None:
    posts = [s for s in plan(HALL, EN).shapes if isinstance(s, Dot) and s.kind == "post"]
    assert len(posts) == (144 // 8 + 1) * (27 // 9 + 1)


def test_the_person_and_the_clear_height_share_one_scale() -> None:
    sheet = section(HALL, EN)
    ground = next(s.y1 for s in sheet.shapes if isinstance(s, Line) and s.kind == "ground")
    head = next(s for s in sheet.shapes if isinstance(s, Dot) and s.kind == "person")
    extension = next(s for s in sheet.shapes if isinstance(s, Line) and s.x1 == LEFT - 24)
    assert ground - (head.y - head.radius) == pytest.approx(PERSON * sheet.scale)
    assert ground - extension.y1 == pytest.approx(9.5 * sheet.scale)


def test_the_hook_hangs_at_the_clear_height() -> None:
    sheet = section(HALL, EN)
    hook = next(s for s in sheet.shapes if isinstance(s, Dot) and s.kind == "crane")
    extension = next(s for s in sheet.shapes if isinstance(s, Line) and s.x1 == LEFT - 24)
    assert hook.y == pytest.approx(extension.y1)


def test_every_known_figure_is_written_with_its_unit() -> None:
    said = {*section(HALL, EN).words(), *plan(HALL, EN).words()}
    assert {"9.5\xa0m", "16\xa0t", "27\xa0m", "144\xa0m", "8\xa0m", "9\xa0m", "3,888\xa0m²"} <= said
    assert "25\xa0kN/m² · 2.5\xa0t/m²" in said
    assert "16\xa0吨" in section(HALL, ZH).words()


def test_nothing_known_is_dotted_or_asked() -> None:
    assert not unknown(section(HALL, EN)) | unknown(plan(HALL, EN))
    assert "?" not in section(HALL, EN).words()


def test_what_is_not_known_is_dotted_and_marked() -> None:
    bare = Figures(area=2000)
    assert {"beam", "crane", "load", "roof"} <= unknown(section(bare, EN))
    assert "outline" in unknown(plan(bare, EN))
    assert section(bare, EN).words().count("?") == 4  # height, crane, load, width


def test_a_hall_said_to_have_no_crane_shows_none() -> None:
    sheet = section(Figures(width=24, clear_height=8, crane=0), EN)
    assert not [s for s in sheet.shapes if getattr(s, "kind", "").startswith("crane")]


def test_a_very_wide_hall_is_broken_off_in_whole_bays() -> None:
    wide = Figures(width=120, column_y=12, clear_height=6)
    sheet = section(wide, EN)
    assert [s for s in sheet.shapes if isinstance(s, Chain) and s.kind == "break"]
    assert "120\xa0m" in sheet.words()
    beam = boxes(sheet, "beam")[0]
    assert (beam.width / sheet.scale) % 12 == pytest.approx(0, abs=1e-6)


def test_the_units_own_floor_is_filled() -> None:
    sheet = floors(Figures(kind="office", storeys=6, storey=3, clear_height=3.6, width=18), EN)
    assert len(boxes(sheet, "own")) == 1
    assert "3F\xa0/\xa06F" in sheet.words()


def test_a_tower_is_drawn_with_at_most_seven_floors() -> None:
    sheet = floors(Figures(kind="office", storeys=30, storey=25, clear_height=3), EN)
    assert len(boxes(sheet, "beam")) == MOST
    assert [s for s in sheet.shapes if isinstance(s, Chain) and s.kind == "break"]


def test_a_plot_shows_a_football_pitch_where_one_fits() -> None:
    large = plan(Figures(kind="land", area=66_667), EN)
    small = plan(Figures(kind="land", area=4_000), EN)
    pitch = boxes(large, "pitch")[0]
    assert pitch.width == pytest.approx(105 * large.scale)
    assert not boxes(small, "pitch")


@pytest.mark.parametrize(
    "odd",
    [
        Figures(),
        Figures(length=5000, width=1, column_x=0.001, column_y=0.001, clear_height=100),
        Figures(length=0.5, width=5000, clear_height=0.01, crane=1000),
        Figures(kind="office", storeys=-3, storey=100, clear_height=0.1, area=1e8),
        Figures(kind="land", area=1e8),
        Figures(width=3, column_y=200, clear_height=40),
    ],
)
def test_odd_figures_still_fit_on_the_sheet(odd: Figures) -> None:
    for sheet in (section(odd, EN), floors(odd, EN), plan(odd, EN)):
        assert len(sheet.shapes) < 1500
        for shape in sheet.shapes:
            if isinstance(shape, Words):
                assert 0 <= shape.x <= sheet.width
                assert 0 <= shape.y <= sheet.height


def test_taller_halls_look_taller_in_lists() -> None:
    def roof(height: float) -> float:
        gable = next(s for s in glyph("hall", height).shapes if isinstance(s, Chain))
        return min(y for _, y in gable.points)

    assert roof(12) < roof(9) < roof(6)
