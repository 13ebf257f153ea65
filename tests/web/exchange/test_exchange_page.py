"""Import and export on the desk: checked first, then taken in."""

from __future__ import annotations

import io
import re

import pytest

from portal.listings.models import Listing, State
from portal.runtime import Runtime
from tests.conftest import Staff
from tests.support import factories

PAGE = "/staff/exchange/"
LINES = (
    '{"source_id": "a", "title": "甲", "region": "140802", "column": "notice"}\n'
    '{"source_id": "b", "title": "乙", "region": "nowhere", "column": "notice"}\n'
)


def hidden(page: str) -> dict[str, str]:
    main = page[page.index("<main") :]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', main))


def test_a_file_is_checked_shown_and_then_taken_in(portal: Runtime, staff: Staff) -> None:
    client = staff("publisher")
    sent = {"type": "news", "publish": "y", "file": (io.BytesIO(LINES.encode()), "news.jsonl")}
    checked = client.submit(f"{PAGE}check", sent, page=PAGE, content_type="multipart/form-data")
    assert checked.status_code == 200
    assert "region" in checked.text
    with portal.database.read() as session:
        assert session.query(Listing).count() == 0
    done = client.post(f"{PAGE}import", data=hidden(checked.text))
    assert done.status_code == 200
    with portal.database.read() as session:
        listing = session.query(Listing).one()
    assert (listing.source_id, listing.state) == ("a", State.PUBLISHED)
    again = client.post(f"{PAGE}import", data=hidden(checked.text))
    assert again.status_code == 303


@pytest.mark.parametrize(
    ("name", "data", "type_key"),
    [("x.xlsx", b"PK", "news"), ("x", b"x", "news"), ("x.csv", b"a", "nothing"), ("", b"", "news")],
)
def test_what_cannot_be_imported_is_told_at_the_field(
    name: str, data: bytes, type_key: str, staff: Staff
) -> None:
    sent = {"type": type_key, "file": (io.BytesIO(data), name)}
    client = staff("publisher")
    answer = client.submit(f"{PAGE}check", sent, page=PAGE, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "error-summary" in answer.text


def test_exports_are_files_for_who_may_exchange(portal: Runtime, staff: Staff) -> None:
    with portal.database.write() as session:
        factories.listing(session, "news", title="+危险")
    answer = staff("publisher").get(f"{PAGE}news.csv")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "'+危险" in answer.text
    editor = staff("editor", "yanhu")
    assert editor.get(f"{PAGE}news.csv").status_code == 403
    assert editor.get(PAGE).status_code == 403


def test_there_is_no_file_for_what_is_not_there(staff: Staff) -> None:
    client = staff("publisher")
    for name in ("nothing.csv", "news.exe", "news.xlsx"):
        assert client.get(f"{PAGE}{name}").status_code == 404
