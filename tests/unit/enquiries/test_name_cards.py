"""Sheets of name cards: what is on them, that it stays on the card, and that cameras read it."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

import pytest

from portal.core.outlines import typeface_for
from portal.enquiries.origins import cards, typesetting
from portal.enquiries.origins.cards import Card, StandIn
from portal.enquiries.origins.typesetting import Paragraph
from tests.support import codes

SITE = "https://invest.example"
LINK = f"{SITE}/r/abcdefgh"
CARD = Card("运城邀您来", "临猗县投资促进服务中心", "王建国", LINK)
LONG = Card("运" * 60, "Office of very long names " * 8, "果博会" * 30, f"{SITE}/" + "x" * 120)
CARDS = {
    "officer": CARD,
    "long office": Card(
        "运城邀您来",
        "运城经济技术开发区管理委员会招商引资与企业服务局（驻上海联络处）",
        "欧阳明月·阿卜杜热合曼",
        LINK,
    ),
    "organisation": Card(
        "Invest in Yuncheng", "Yanhu District Investment Promotion Centre", "", LINK
    ),
    "event": Card(
        "運城邀您來",
        "運城市投資促進局",
        "2026 中國（運城）國際果品博覽會暨先進製造業招商對接會",
        LINK,
    ),
    "brochure": Card(
        "Invest in Yuncheng",
        "Agency",
        "Guide 2026",
        "https://invest.yuncheng.example.gov.cn:8443/r/abcdefgh",
    ),
    "too long": LONG,
}
DPI = 200
MM = DPI / 25.4  # pixels of a millimetre


def content(pdf: bytes) -> str:
    found = re.findall(rb"stream\n(.*?)\nendstream", pdf, re.DOTALL)
    return "\n".join(zlib.decompress(stream).decode("ascii") for stream in found)


def test_a_sheet_holds_ten_cards_of_vectors_with_crop_marks() -> None:
    pdf = cards.sheet(CARD, StandIn())
    assert pdf.startswith(b"%PDF-1.4")
    assert pdf.rstrip().endswith(b"%%EOF")
    assert b"/MediaBox [0 0 595.276 841.890]" in pdf
    assert b"/Image" not in pdf
    drawn = content(pdf)
    assert drawn.count("/Stamp Do") == 10
    assert drawn.count(" l S") == 2 * 3 + 2 * 6 + 1, "the cuts, and the line on the card"
    for words in ("运城邀您来", "王建国", "invest.example/r/abcdefgh"):
        assert words.encode("utf-16-be").hex() in drawn


def test_the_table_of_a_pdf_points_at_its_objects() -> None:
    pdf = cards.sheet(CARD, StandIn())
    start = int(pdf.rsplit(b"startxref\n", 1)[1].split()[0])
    places = [int(line[:10]) for line in pdf[start:].split(b"\n")[3:12]]
    for number, place in enumerate(places, start=1):
        assert pdf[place:].startswith(b"%d 0 obj" % number)


def test_with_a_font_words_are_outlines_and_no_font_is_needed(tmp_path: Path) -> None:
    """`make test` installs a Chinese font for its browser; it is the one found here."""
    letters = cards.lettering(CARD, tmp_path)
    assert letters is not None
    pdf = cards.sheet(CARD, letters)
    drawn = content(pdf)
    assert " c\n" in drawn
    assert " Tj" not in drawn
    assert b"/Font" not in pdf, "printers' checks refuse a font that is named and not embedded"


def test_words_stay_on_the_card_however_long(tmp_path: Path) -> None:
    class Watched(StandIn):
        def path(self, text: str, x: float, y: float, size: float) -> str:
            assert x + self.width(text, size) <= cards.WIDTH - cards.EDGE + 0.01
            assert y >= cards.EDGE - 0.01
            return super().path(text, x, y, size)

    cards.sheet(LONG, Watched())


def test_what_is_no_font_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "broken.ttf").write_bytes(b"no font at all")
    (tmp_path / "broken.ttc").write_bytes(b"ttcf")
    assert typeface_for("运", tmp_path, ()) is None


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
@pytest.mark.parametrize("outlines", [True, False], ids=["outlines", "stand-in"])
def test_a_camera_reads_the_address_from_each_of_the_ten_cards(
    tmp_path: Path, card: Card, outlines: bool
) -> None:
    letters = cards.lettering(card, tmp_path) if outlines else StandIn()
    assert letters is not None
    sheet = codes.printed(cards.sheet(card, letters), DPI)
    assert codes.read(sheet) == [card.address] * 10
    for column in range(cards.COLUMNS):
        for row in range(cards.ROWS):
            assert codes.read(sheet.crop(place(column, row))) == [card.address]


def place(column: int, row: int) -> tuple[int, int, int, int]:
    """Where a card lies on the sheet, from the top left corner, in pixels."""
    x, y = cards.LEFT + column * cards.WIDTH, cards.BELOW + row * cards.HEIGHT
    corners = (x, y, x + cards.WIDTH, y + cards.HEIGHT)
    return tuple(round(length * MM) for length in corners)  # type: ignore[return-value]


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
def test_the_code_is_large_black_and_has_four_modules_of_white_around(
    tmp_path: Path, card: Card
) -> None:
    letters = cards.lettering(card, tmp_path)
    assert letters is not None
    shown = codes.printed(cards.sheet(card, letters), DPI).crop(place(0, 0))
    left, top, right, bottom = codes.box(shown)
    assert (right - left) / MM >= 20
    greys = shown.crop((left, top, right, bottom)).tobytes()
    assert min(greys) < 40, "black ink"
    assert max(greys) == 255, "white paper"
    quiet = 4 * (right - left) / codes.modules(card.address)
    around = (left - quiet, top - quiet, right + quiet, bottom + quiet)
    assert around[2] <= shown.width - 1 * MM, "a cut that is a millimetre off leaves it white"
    ring = shown.crop(tuple(round(edge) for edge in around))  # type: ignore[arg-type]
    inner = (round(quiet) - 1, round(quiet) - 1)
    ring.paste(255, (*inner, ring.width - inner[0], ring.height - inner[1]))
    assert ring.getextrema() == (255, 255)


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("王建国", ["王建国"]),
        ("欧阳明月·阿卜杜热合曼", ["欧阳明月·", "阿卜杜热合曼"]),
        ("Yanhu Investment Centre", ["Yanhu", "Investment", "Centre"]),
        ("运城市招商引资促进局", ["运城市招商", "引资促进局"]),
        ("招商投资促进局（上海）驻地", ["招商投资促进局", "（上海）驻地"]),
        ("2026 中国果品博览会", ["2026 中国", "果品博览会"]),
    ],
)
def test_lines_are_even_and_break_where_readers_expect_it(text: str, broken: list[str]) -> None:
    found = typesetting.lines(StandIn(), text, 1.0, 7.0)
    assert found == broken


def test_all_letters_shrink_alike_and_what_still_does_not_fit_is_seen_to_be_cut() -> None:
    words = [Paragraph("果博会" * 30, 5.4), Paragraph("投资促进局", 3.6)]
    *name, office = typesetting.column(StandIn(), words, 42.0, 24.0)
    assert name[-1].text.endswith("…")
    assert office.text == "投资促进局"
    assert office.size / name[0].size == pytest.approx(3.6 / 5.4)
    assert office.size >= 2.1, "six points, which are read without glasses"
    assert office.below <= 24.0
