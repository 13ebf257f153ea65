"""The way in, the first page, texts about the site, feeds and files for robots."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

import pytest

from portal.runtime import Runtime
from tests.support.client import StrictClient
from tests.web.public import records

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [("zh-CN,zh;q=0.9", "/zh-hans/"), ("zh-TW", "/zh-hant/"), ("en-GB", "/en/"), ("fr", "/en/"), ("", "/zh-hans/")],
)  # fmt: skip
def test_the_root_leads_to_the_readers_language(
    client: StrictClient, accepted: str, expected: str
) -> None:
    answer = client.get("/", headers={"Accept-Language": accepted})
    assert (answer.status_code, answer.headers["Location"]) == (302, expected)
    assert "Accept-Language" in answer.headers["Vary"]


def test_the_first_page_counts_what_there_is(client: StrictClient, portal: Runtime) -> None:
    with portal.database.write() as session:
        records.hall(session, "Hall A", region="140802")
    page = client.get("/en/").text
    assert 'aria-label="Yanhu District: 1"' in page
    assert "Hall A" in page
    assert page.count("<h1") == 1


@pytest.mark.parametrize("locale", ["zh-hans", "zh-hant", "en"])
@pytest.mark.parametrize(
    "name", ["", "about", "contact", "privacy", "accessibility", "sitemap", "search"]
)
def test_every_page_about_the_site_is_there_in_every_language(
    client: StrictClient, locale: str, name: str
) -> None:
    answer = client.get(f"/{locale}/{name}")
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers


def test_the_language_switch_keeps_page_and_question(client: StrictClient) -> None:
    page = client.get("/en/search?q=hall").text
    assert 'href="/zh-hant/search?q=hall"' in page


def test_the_feed_is_atom_with_what_is_new(client: StrictClient, portal: Runtime) -> None:
    with portal.database.write() as session:
        records.entry(session, "news", "Fair & square")
        records.hall(session, "Hall A")
    root = ElementTree.fromstring(client.get("/en/feed.xml").data)
    titles = {entry.findtext(f"{ATOM}title") for entry in root.iter(f"{ATOM}entry")}
    assert titles == {"Fair & square", "Hall A"}
    of_news = ElementTree.fromstring(client.get("/en/news/feed.xml").data)
    assert [e.findtext(f"{ATOM}title") for e in of_news.iter(f"{ATOM}entry")] == ["Fair & square"]


def test_the_sitemap_names_full_addresses_of_every_language(
    client: StrictClient, portal: Runtime
) -> None:
    with portal.database.write() as session:
        found = records.hall(session, "Hall A")
    root = ElementTree.fromstring(client.get("/sitemap.xml").data)
    addresses = {element.text for element in root.iter(f"{SITEMAP}loc")}
    assert f"http://localhost/en/spaces/{found.id}-hall-a" in addresses
    assert "http://localhost/zh-hant/" in addresses


def test_robots_are_told_where_not_to_go(client: StrictClient) -> None:
    text = client.get("/robots.txt").text
    assert "Disallow: /staff/" in text
    assert "Sitemap: http://localhost/sitemap.xml" in text


def test_the_first_page_is_light(client: StrictClient, portal: Runtime) -> None:
    """Everything a first visit loads, as it goes over the line."""
    packed = {"Accept-Encoding": "br"}
    page = client.get("/en/").text
    linked = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', page))
    sizes = {path: len(client.get(path, headers=packed).data) for path in linked}
    assert len(linked) >= 5
    assert sum(sizes.values()) + len(client.get("/en/", headers=packed).data) < 60_000


def test_nothing_is_loaded_from_elsewhere(client: StrictClient) -> None:
    page = client.get("/en/").text
    loaded = re.findall(
        r'<(?:script|img|link rel="stylesheet"|use)[^>]*(?:src|href)="([^"]+)"', page
    )
    assert loaded
    assert all(address.startswith("/static/") for address in loaded)
