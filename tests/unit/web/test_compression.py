"""What leaves the house compressed, and what does not."""

from __future__ import annotations

import gzip

import brotli
import pytest

from tests.support.client import StrictClient


def test_a_stylesheet_comes_as_the_browser_likes_it(client: StrictClient) -> None:
    plain = client.get("/static/css/site.css")
    assert "Content-Encoding" not in plain.headers
    for encoding, unpack in (("br", brotli.decompress), ("gzip", gzip.decompress)):
        packed = client.get("/static/css/site.css", headers={"Accept-Encoding": encoding})
        assert packed.headers["Content-Encoding"] == encoding
        assert packed.headers["Vary"] == "Accept-Encoding"
        assert len(packed.data) == int(packed.headers["Content-Length"]) < len(plain.data)
        assert unpack(packed.data) == plain.data


@pytest.mark.parametrize("path", ["/static/css/site.css", "/api/v1/openapi.json"])
def test_who_has_it_already_is_told_so(client: StrictClient, path: str) -> None:
    first = client.get(path, headers={"Accept-Encoding": "br"})
    assert first.headers["Content-Encoding"] == "br"
    known = first.headers.get("ETag")
    if known is not None:
        again = client.get(path, headers={"Accept-Encoding": "br", "If-None-Match": known})
        assert (again.status_code, again.data) == (304, b"")


def test_pages_of_the_desk_stay_plain(client: StrictClient) -> None:
    page = client.get("/staff/sign-in", headers={"Accept-Encoding": "br, gzip"})
    assert "Content-Encoding" not in page.headers
