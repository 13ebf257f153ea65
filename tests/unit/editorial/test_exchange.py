"""Import and export: good lines kept, bad ones told, what was exported can be imported."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from portal.core.audit import SYSTEM
from portal.editorial import exchange, exports, rows
from portal.editorial.exchange import Options, Report
from portal.editorial.rows import BadRow, Format, Row
from portal.listings.models import Listing, ListingText, Published
from portal.listings.registry import registry
from portal.runtime import Runtime
from tests.support import factories

NEWS = {"source_id": "n1", "title": "一条新闻", "body": "## 正文", "region": "140802",
        "column": "notice", "published_at": "2026-05-01 09:30"}  # fmt: skip


def taken(
    portal: Runtime, key: str, lines: bytes, format: Format = Format.JSONL, **options: Any
) -> Report:
    with portal.database.write() as session:
        owner_id = factories.organisation(session).id
    return exchange.import_file(
        portal.database, registry()[key], io.BytesIO(lines), format,
        Options(SYSTEM, owner_id, **options),
    )  # fmt: skip


def line(**values: Any) -> bytes:
    return json.dumps({**NEWS, **values}, ensure_ascii=False).encode() + b"\n"


def exported(portal: Runtime, key: str, format: Format) -> bytes:
    file = io.BytesIO()
    with portal.database.read() as session:
        found = exports.records(session, registry()[key], format)
        rows.write(file, format, exchange.columns(registry()[key]), found)
    return file.getvalue()


def count(portal: Runtime, model: Any) -> int:
    with portal.database.read() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def faults(report: Report) -> list[tuple[int, str]]:
    return [(fault.line, fault.field) for fault in report.faults]


@pytest.mark.parametrize("format", list(Format))
@pytest.mark.parametrize("key", list(registry()))
def test_what_was_exported_is_what_import_reads(key: str, format: Format, portal: Runtime) -> None:
    with portal.database.write() as session:
        facts: dict[str, Any] = {"units": [dict(factories.UNIT)]} if key == "space" else {}
        made = factories.listing(session, key, source_id=f"{key}-1", title="=HYPERLINK(1)", **facts)
    first = exported(portal, key, format)
    with portal.database.write() as session:
        session.delete(session.get_one(Listing, made.id))
    assert count(portal, Listing) == 0
    report = taken(portal, key, first, format, publish=True)
    assert (report.bad, report.faults, report.ignored) == (0, [], {})
    assert exported(portal, key, format) == first


def test_the_same_source_id_updates_and_a_second_locale_adds_a_text(portal: Runtime) -> None:
    taken(portal, "news", line(), publish=True)
    taken(portal, "news", line(title="改过的标题"), publish=True)
    english = json.dumps({"source_id": "n1", "locale": "en", "title": "News"}).encode()
    report = taken(portal, "news", english, publish=True)
    assert report.bad == 0
    assert count(portal, Listing) == 1
    with portal.database.read() as session:
        titles = {t.locale: t.title for t in session.scalars(select(ListingText))}
        region = session.scalar(select(Published.region))
    assert titles == {"zh-hans": "改过的标题", "zh-hant": "改過的標題", "en": "News"}
    assert region == "140802"


def test_importing_again_changes_nothing(portal: Runtime) -> None:
    taken(portal, "news", line(), publish=True)
    report = taken(portal, "news", line(), publish=True)
    assert report.outcomes == {"unchanged": 1}


def test_good_lines_are_kept_and_bad_ones_told_by_line_and_field(portal: Runtime) -> None:
    bad = [
        line(source_id="b", region="999999"),
        line(source_id="c", published_at="yesterday"),
        line(source_id="", title="x"),
        line(source_id="d", locale="fr"),
        line(source_id="e", title={"a": 1}),
        line(source_id="f", owner="nobody"),
        line(source_id="g", column=None),
        b"{not json}\n",
        b"[1]\n",
        b"\xff\xfe{}\n",
        b"[" * 100_000 + b"\n",
        b'{"source_id": "h", "title": "' + b"x" * 3_000_000 + b'"}\n',
        b'{"source_id": NaN}\n',
        b'{"source_id": "i", "title": "x", "region": "\\ud800"}\n',
    ]
    report = taken(portal, "news", line() + b"".join(bad) + line(source_id="z"), publish=True)
    assert report.good == 2
    assert report.bad == len(bad)
    assert faults(report) == [
        (2, "region"), (3, "published_at"), (4, "source_id"), (5, "locale"), (6, "title"),
        (7, "owner"), (8, "column"), (9, ""), (10, ""), (11, ""), (12, ""), (13, ""), (14, ""),
        (15, "region"),
    ]  # fmt: skip
    assert count(portal, Published) == 2
    assert count(portal, Listing) == 2


def test_a_dry_run_tells_the_same_and_writes_nothing(portal: Runtime) -> None:
    lines = line() + line(source_id="b", column=None) + line(locale="en", title="News")
    rehearsed = taken(portal, "news", lines, publish=True, dry_run=True)
    assert count(portal, Listing) == 0
    done = taken(portal, "news", lines, publish=True)
    assert (rehearsed.good, faults(rehearsed)) == (done.good, faults(done)) == (2, [(2, "column")])


def test_references_go_by_source_id(portal: Runtime) -> None:
    with portal.database.write() as session:
        park = factories.listing(session, "park", source_id="p1")
    hall = {"source_id": "s1", "title": "厂房", "region": "140802", "kind": "hall",
            "tenure": ["rent"], "park": "p1", "units": [{"code": "A", "area": "1200 亩"}]}  # fmt: skip
    report = taken(portal, "space", json.dumps(hall).encode(), publish=True)
    assert report.faults == []
    with portal.database.read() as session:
        row = session.scalars(select(registry()["space"].model)).one()
        assert row.park == park.id  # type: ignore[attr-defined]
        assert row.area == pytest.approx(800_000)  # type: ignore[attr-defined]
    lost = taken(portal, "space", json.dumps({**hall, "park": "p2"}).encode())
    assert faults(lost) == [(1, "park")]


def test_columns_that_the_type_does_not_have_are_named_and_left_out(portal: Runtime) -> None:
    report = taken(portal, "news", line(kind="law", licence="none"))
    assert report.good == 1
    assert report.ignored == {"kind": 1, "licence": 1}


def test_a_spreadsheet_saved_in_chinese_encoding_is_read(portal: Runtime) -> None:
    text = "source_id,title,region,column\r\na,运城新闻,140802,notice\r\n"
    report = taken(portal, "news", text.encode("gb18030"), Format.CSV, publish=True)
    assert report.faults == []
    with portal.database.read() as session:
        assert session.scalar(select(Listing.working_title)) == "运城新闻"


def test_an_unclosed_quotation_mark_costs_its_own_lines_only(portal: Runtime) -> None:
    text = 'source_id,title,region,column\na,"x"y,140802,notice\nb,好的,140802,notice\n'
    report = taken(portal, "news", text.encode(), Format.CSV)
    assert (report.good, faults(report)) == (1, [(2, "")])


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_no_cell_is_a_formula_and_every_cell_comes_back(cell: str) -> None:
    written = rows.defused(cell)
    assert not written.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert rows.undefused(written) == cell


@settings(max_examples=100, deadline=None)
@given(st.lists(st.binary(max_size=60), max_size=8), st.sampled_from(list(Format)))
def test_any_bytes_are_read_as_rows_or_faults(lines: list[bytes], format: Format) -> None:
    for row in rows.read(io.BytesIO(b"\n".join(lines)), format):
        assert isinstance(row, (Row, BadRow))
        assert row.line >= 1


@settings(max_examples=100, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from("ab"), st.text(
    alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\r\0"), min_size=1),
    min_size=1), max_size=5))  # fmt: skip
def test_csv_says_back_what_was_written(records: list[dict[str, str]]) -> None:
    file = io.BytesIO()
    assert rows.write(file, Format.CSV, ("a", "b"), records) == len(records)
    file.seek(0)
    found = [row.values for row in rows.read(file, Format.CSV) if isinstance(row, Row)]
    assert found == records
