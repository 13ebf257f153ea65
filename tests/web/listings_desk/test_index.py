"""The desk's lists: narrowed as asked, and as quick with many rows as with one."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from portal.core.audit import SYSTEM
from portal.editorial import service
from portal.listings.texts import Text
from portal.runtime import Runtime
from tests.conftest import Staff
from tests.support import factories
from tests.support.client import StrictClient

LIST = "/staff/listings/news/"


def queries(portal: Runtime, client: StrictClient, address: str) -> int:
    seen: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(portal.database.engine, "before_cursor_execute", count)
    assert client.get(address).status_code == 200
    event.remove(portal.database.engine, "before_cursor_execute", count)
    return len(seen)


def test_the_number_of_queries_does_not_grow_with_the_rows(portal: Runtime, staff: Staff) -> None:
    client = staff("publisher")
    with portal.database.write() as session:
        listing = factories.listing(session, "news")
    client.get(LIST)
    one = queries(portal, client, LIST)
    edit = queries(portal, client, f"/staff/listings/{listing.id}")
    with portal.database.write() as session:
        for _ in range(55):
            factories.listing(session, "news")
    assert queries(portal, client, LIST) == one <= 6
    assert queries(portal, client, f"/staff/listings/{listing.id}") == edit <= 12
    assert "page=2" in client.get(LIST).text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"甲草稿", "乙公开", "丙有修改", "丁撤回"}),
        ("state=draft", {"甲草稿"}),
        ("state=public", {"乙公开", "丙有修改"}),
        ("state=changed", {"丙有修改"}),
        ("state=withdrawn", {"丁撤回"}),
        ("words=乙", {"乙公开"}),
        ("region=140821", {"甲草稿", "乙公开"}),
        ("words=%25", set()),
    ],
)
def test_a_list_is_narrowed_by_state_words_and_region(
    query: str, shown: set[str], portal: Runtime, staff: Staff
) -> None:
    with portal.database.write() as session:
        factories.listing(session, "news", title="甲草稿", publish=False, region="140821")
        factories.listing(session, "news", title="乙公开", region="140821")
        changed = factories.listing(session, "news", title="丙有修改")
        service.save_text(session, changed, "en", Text("Changed"), SYSTEM, None)
        withdrawn = factories.listing(session, "news", title="丁撤回")
        service.withdraw(session, withdrawn, SYSTEM, "old")
    page = staff("viewer").get(f"{LIST}?{query}").text
    found = {
        title for title in ("甲草稿", "乙公开", "丙有修改", "丁撤回") if f"{title}</a>" in page
    }
    assert found == shown


def test_today_says_what_is_not_public_yet(portal: Runtime, staff: Staff) -> None:
    with portal.database.write() as session:
        changed = factories.listing(session, "news", owner="yanhu")
        service.save_text(session, changed, "en", Text("Changed"), SYSTEM, None)
    client = staff("editor", "yanhu")
    page = client.get("/staff/").text
    assert "/staff/listings/news/?state=changed" in page
    client.submit("/staff/listings/guide/new", {"title": "草稿"})
    assert "/staff/listings/guide/?state=draft" in client.get("/staff/").text
