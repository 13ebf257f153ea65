"""Who finds nothing is not left alone: the nearest, fewer words, a person."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape

from portal.core.audit import SYSTEM
from portal.runtime import Runtime
from portal.search import curation
from portal.search.curation import PinFacts
from tests.support.client import StrictClient
from tests.web.public import records


def test_the_nearest_is_offered_one_condition_less_at_a_time(
    client: StrictClient, portal: Runtime, work: Callable[[], None]
) -> None:
    with portal.database.write() as session:
        records.hall(session, "Tall hall", region="140802")
    work()
    page = unescape(client.get("/zh-hans/search?q=盐湖区厂房层高50米以上").text)
    assert "净高\N{NO-BREAK SPACE}≥\N{NO-BREAK SPACE}50\N{NO-BREAK SPACE}m" in page
    assert 'class="nearest__count">1<' in page
    english = unescape(client.get("/en/search?type=space&clear_height_min=50").text)
    assert (
        "without “Clear height\N{NO-BREAK SPACE}≥\N{NO-BREAK SPACE}50\N{NO-BREAK SPACE}m”"
        in english
    )
    assert 'href="/en/search?type=space"' in english


def test_nothing_found_helps_on(client: StrictClient) -> None:
    page = client.get("/en/search?q=xyzzy+plugh").text
    assert "Nothing was found for “xyzzy plugh”." in page
    assert "/en/search?q=plugh" in page
    assert "/en/enquiries/new" in page
    assert "A person answers within" in page


def test_what_staff_pinned_says_so(
    client: StrictClient, portal: Runtime, work: Callable[[], None]
) -> None:
    with portal.database.write() as session:
        pinned = records.entry(session, "policy", "Rent relief").id
        records.entry(session, "news", "Money matters")
        curation.add_pin(session, SYSTEM, PinFacts("money", (pinned,)))
    work()
    page = client.get("/en/search?q=money").text
    assert page.index("Rent relief") < page.index("matters")
    assert page.count("Recommended by the agency") == 1
