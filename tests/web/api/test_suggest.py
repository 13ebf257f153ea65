"""Suggestions while typing: words and titles, in any script and in pinyin."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.runtime import Runtime
from tests.support import factories
from tests.support.client import StrictClient


@pytest.fixture(autouse=True)
def listings(portal: Runtime, work: Callable[[], None]) -> None:
    with portal.database.write() as session:
        factories.space(session, title="盐湖一号标准化厂房")
        factories.listing(session, "policy", title="新能源设备补贴办法", region="140821")
    work()


def ask(client: StrictClient, typed: str, locale: str = "zh-Hans") -> dict[str, tuple[str, str]]:
    """Text → type and address."""
    answer = client.get("/api/v1/suggest", query_string={"q": typed, "locale": locale})
    assert answer.json is not None
    return {one["text"]: (one["type"], one["url"]) for one in answer.json["suggestions"]}


@pytest.mark.parametrize(
    "typed", ["标准", "標準", "盐湖一号", "biaozhunhua", "bzhcf", "yanhuyihao"]
)
def test_a_title_is_found_however_it_is_typed(client: StrictClient, typed: str) -> None:
    found = ask(client, typed)
    assert found["盐湖一号标准化厂房"][0] == "space"
    assert "/zh-hans/spaces/" in found["盐湖一号标准化厂房"][1]


@pytest.mark.parametrize("typed", ["盐", "yanhuq", "yhq"])
def test_a_place_is_a_search(client: StrictClient, typed: str) -> None:
    kind, way = ask(client, typed)["盐湖区"]
    assert kind == "region"
    assert way.startswith("http://localhost/zh-hans/search?q=%E7%9B%90")


def test_names_are_in_the_readers_language(client: StrictClient) -> None:
    assert "鹽湖區" in ask(client, "yanhu", "zh-Hant")
    assert "Yanhu District" in ask(client, "yan", "en")


def test_a_word_that_finds_nothing_is_not_suggested(client: StrictClient) -> None:
    assert "垣曲县" not in ask(client, "垣曲")


@pytest.mark.parametrize(
    "typed", ["", "   ", "%", "厂" * 5000, "a" * 5000, "\x00", "'\"<>", "🙂", "x y z " * 50]
)
def test_odd_typing_is_answered_with_little(client: StrictClient, typed: str) -> None:
    assert len(ask(client, typed)) <= 8
