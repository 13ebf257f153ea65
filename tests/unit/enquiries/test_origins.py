"""Short links: their codes, where they lead, how visits are counted, what they brought."""

from __future__ import annotations

import re
import zlib
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.audit import SYSTEM
from portal.core.clock import now, today
from portal.core.database import Busy, Database
from portal.core.outlines import typeface_for
from portal.enquiries.models import EnquiryState
from portal.enquiries.origins import cards, service
from portal.enquiries.origins.cards import Card, StandIn
from portal.enquiries.origins.figures import Brought, Span, brought
from portal.enquiries.origins.models import OriginVisit
from portal.enquiries.origins.service import ALPHABET, LENGTH, Conflict, origin_of
from portal.enquiries.origins.targets import BadTarget, read_target
from portal.enquiries.origins.visits import VisitCounter, add_visits
from portal.runtime import Runtime
from tests.support import factories
from tests.support.brought import origin
from tests.support.enquiries import an_enquiry, offices

SITE = "https://invest.example"
CARD = Card("运城邀您来", "临猗县投资促进服务中心", "王建国", f"{SITE}/r/abcdefgh")


def visits_of(portal: Runtime) -> dict[tuple[int, date], int]:
    with portal.database.read() as session:
        rows = session.execute(select(OriginVisit.origin_id, OriginVisit.day, OriginVisit.visits))
        return {(row[0], row[1]): row[2] for row in rows}


def test_a_code_cannot_be_walked_nor_misread(portal: Runtime) -> None:
    with portal.database.write() as session:
        codes = {origin(session).code for _ in range(20)}
    assert len(codes) == 20
    assert all(re.fullmatch(f"[{ALPHABET}]{{{LENGTH}}}", code) for code in codes)
    assert not set(ALPHABET) & set("0o1il2z5s8b")
    assert len(ALPHABET) ** LENGTH > 10**10


def test_a_code_is_found_as_typed_and_nothing_else_is(portal: Runtime) -> None:
    with portal.database.write() as session:
        made = origin(session)
        assert origin_of(session, made.code.upper()) is made
        for code in ("", "x" * 5000, "号码", "' or 1=1", "\x00", made.code[:-1]):
            assert origin_of(session, code) is None


def test_an_officer_has_one_link_for_each_office(portal: Runtime) -> None:
    with portal.database.write() as session:
        officer = factories.user(session, "officer", "yanhu")
        first = service.of_officer(session, officer)
        assert service.of_officer(session, officer) is first
        service.retire(session, SYSTEM, first, first.version)
        assert service.of_officer(session, officer) is not first


def test_who_saves_an_old_version_is_told(portal: Runtime) -> None:
    with portal.database.write() as session:
        made = origin(session)
        service.change(session, SYSTEM, made, 1, "Fair", "/spaces/")
        with pytest.raises(Conflict):
            service.change(session, SYSTEM, made, 1, "Other", "")
        with pytest.raises(Conflict):
            service.retire(session, SYSTEM, made, 1)
        assert (made.name, made.target, made.active) == ("Fair", "/spaces/", True)


@pytest.mark.parametrize(
    ("typed", "target"),
    [
        ("", ""), ("/", ""), (SITE, ""), (f"{SITE}/", ""), (f"{SITE}/en/", ""),
        (f"{SITE}/zh-hans/spaces/12-x?unit=3#top", "/spaces/12-x?unit=3"),
        ("/spaces/", "/spaces/"), (" /en/spaces/ ", "/spaces/"),
    ],
)  # fmt: skip
def test_a_target_is_a_path_without_language(typed: str, target: str) -> None:
    assert read_target(typed, SITE) == target


@pytest.mark.parametrize(
    "typed",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "/en//evil.example", "javascript:alert(1)",
     f"{SITE}.evil.example/", f"{SITE}@evil.example/", "spaces/", "/spaces/\r\nSet-Cookie: x=1", "/../staff/",
     "/" + "x" * 600, "/a b", "/\u202eexe"],
)  # fmt: skip
def test_a_target_elsewhere_is_refused(typed: str) -> None:
    with pytest.raises(BadTarget):
        read_target(typed, SITE)


def test_visits_at_the_same_moment_are_all_counted(portal: Runtime) -> None:
    with portal.database.write() as session:
        made = origin(session)
    counters, start = [VisitCounter(), VisitCounter()], Barrier(8)

    def follow(number: int) -> None:
        start.wait()
        for _ in range(5):
            counters[number % 2].count(portal.database, made.id)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(follow, range(8)))
    for counter in counters:  # what was busy comes with the next
        counter.count(portal.database, made.id)
    assert visits_of(portal) == {(made.id, today()): 42}


def test_a_visit_that_cannot_be_written_comes_with_the_next(
    portal: Runtime, tmp_path: Path
) -> None:
    class Full(Database):
        def write(self):  # type: ignore[no-untyped-def]
            raise Busy

    with portal.database.write() as session:
        made = origin(session)
    counter, full = VisitCounter(), Full("sqlite://", tmp_path / "lock")
    assert not counter.count(full, made.id)
    assert visits_of(portal) == {}
    assert counter.count(portal.database, made.id)
    assert visits_of(portal) == {(made.id, today()): 2}


def test_figures_are_of_the_span_asked_for(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)
        made, other = origin(session), origin(session)
        add_visits(session, {(made.id, today()): 3, (made.id, today() - timedelta(days=40)): 5})
        for number, days in enumerate((0, 40)):
            asked = an_enquiry(session, f"k{number}", message=f"Question {number}")
            asked.origin_id, asked.created_at = made.id, now() - timedelta(days=days)
        held = an_enquiry(session, "spam", message="Buy")
        held.origin_id, held.state = made.id, EnquiryState.HELD
        session.flush()
        assert _brought(session, made.id, Span(today() - timedelta(days=29), today())) == Brought(
            3, 1
        )
        assert _brought(session, made.id, Span(None, today())) == Brought(8, 2)
        assert _brought(session, other.id, Span(None, today())) == Brought(0, 0)


def _brought(session: Session, origin_id: int, span: Span) -> Brought:
    return brought(session, [origin_id], span)[origin_id]


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
    drawn = content(cards.sheet(CARD, letters))
    assert " c\n" in drawn
    assert " Tj" not in drawn


def test_words_stay_on_the_card_however_long(tmp_path: Path) -> None:
    class Watched(StandIn):
        def path(self, text: str, x: float, y: float, size: float) -> str:
            assert x + self.width(text, size) <= cards.WIDTH - cards.EDGE + 0.01
            assert y >= cards.EDGE - 0.01
            return super().path(text, x, y, size)

    long = Card("运" * 60, "Office of very long names " * 8, "果博会" * 30, f"{SITE}/" + "x" * 120)
    cards.sheet(long, Watched())


def test_what_is_no_font_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "broken.ttf").write_bytes(b"no font at all")
    (tmp_path / "broken.ttc").write_bytes(b"ttcf")
    assert typeface_for("运", tmp_path, ()) is None
