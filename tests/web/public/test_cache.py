"""Public pages are kept, revalidated and dropped when something public changes."""

from __future__ import annotations

import gzip

import brotli

from portal.runtime import Runtime
from tests.support.client import StrictClient
from tests.web.public import records
from tests.web.public.test_lists import counted


def test_a_second_visit_costs_one_query(client: StrictClient, portal: Runtime) -> None:
    client.get("/en/spaces/")
    with counted(portal) as seen:
        client.get("/en/spaces/")
    assert len(seen) == 1, "only what tells whether something changed"


def test_unknown_parameters_share_the_page(client: StrictClient, portal: Runtime) -> None:
    client.get("/en/spaces/")
    with counted(portal) as seen:
        client.get("/en/spaces/?utm_source=wechat")
    assert len(seen) == 1


def test_who_has_the_page_is_told_so(client: StrictClient) -> None:
    first = client.get("/en/")
    assert first.headers["Cache-Control"] == "public, max-age=60"
    again = client.get("/en/", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_change_is_seen_at_once(client: StrictClient, portal: Runtime) -> None:
    assert "Hall A" not in client.get("/en/spaces/").text
    with portal.database.write() as session:
        records.hall(session, "Hall A")
    assert "Hall A" in client.get("/en/spaces/").text


def test_languages_do_not_share_pages(client: StrictClient) -> None:
    assert 'lang="en"' in client.get("/en/").text
    assert 'lang="zh-Hant"' in client.get("/zh-hant/").text


def test_each_reader_gets_an_encoding_that_is_understood(client: StrictClient) -> None:
    plain = client.get("/en/").data
    packed = client.get("/en/", headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "br"
    assert brotli.decompress(packed.data) == plain
    older = client.get("/en/", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(older.data) == plain
    refused = client.get("/en/", headers={"Accept-Encoding": "br;q=0, gzip;q=0"})
    assert "Content-Encoding" not in refused.headers
    assert {plain_etag(packed), plain_etag(older)} & {plain_etag(refused)} == set()


def plain_etag(answer: object) -> str:
    return str(answer.headers["ETag"])  # type: ignore[attr-defined]


def test_no_public_page_sets_a_cookie_or_names_a_session(
    client: StrictClient, portal: Runtime
) -> None:
    with portal.database.write() as session:
        found = records.hall(session, "Hall A")
    for path in (
        "/en/",
        "/en/spaces/",
        f"/en/spaces/{found.id}-hall-a",
        "/en/search?q=hall",
        "/en/feed.xml",
    ):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert "ETag" in answer.headers


def test_the_same_address_asked_for_headers_alone_has_no_body(client: StrictClient) -> None:
    answer = client.head("/en/spaces/")
    assert (answer.status_code, answer.data) == (200, b"")
