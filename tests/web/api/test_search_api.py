"""Search through the API: Chinese as people write it, facets that count, snippets that show."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import Any

import pytest

from portal.runtime import Runtime
from tests.support import factories
from tests.support.client import StrictClient


@pytest.fixture
def hall(portal: Runtime, work: Callable[[], None]) -> int:
    with portal.database.write() as session:
        made = factories.space(session, title="示例一号标准化厂房").id
        factories.listing(session, "policy", title="示例新能源补贴办法", region="140821")
    work()
    return made


def ask(client: StrictClient, q: str, **parameters: str) -> dict[str, Any]:
    answer = client.get("/api/v1/search", query_string={"q": q, **parameters})
    assert answer.status_code == 200, answer.text
    assert answer.json is not None
    return dict(answer.json)


@pytest.mark.parametrize(
    "q",
    [
        "厂房",
        "标准化厂房",
        "标准厂房",
        "廠房",
        "盐湖区厂房",
        "鹽湖區廠房",
        "厂",
        "示例 厂房",
        "factory hall",
        "Yanhu",
    ],
)
def test_a_hall_is_found_however_it_is_asked_for(client: StrictClient, hall: int, q: str) -> None:
    found = ask(client, q)
    assert hall in [hit["id"] for hit in found["hits"]], q


def test_facets_count_and_filters_narrow(client: StrictClient, hall: int) -> None:
    found = ask(client, "示例")
    assert found["total"] == 2
    counted = {f["value"]: f["count"] for f in found["facets"]["type"]}
    assert counted == {"space": 1, "policy": 1}
    assert ask(client, "示例", type="policy")["total"] == 1
    assert ask(client, "示例", region="140802")["total"] == 1


def test_an_answer_has_the_shape_that_was_promised(client: StrictClient, hall: int) -> None:
    found = ask(client, "厂房", locale="en")
    assert set(found) == {"query", "total", "hits", "facets", "took_ms"}
    assert found["query"]["understood"] == [
        {"field": "type", "op": "eq", "value": "space", "unit": None}
    ]
    hit = found["hits"][0]
    assert set(hit) == {"id", "source_id", "type", "title", "url", "snippet", "score"}
    assert hit["url"].startswith("http://localhost/en/spaces/")


@pytest.mark.parametrize(
    "hostile",
    ["*a*", "?*?*?*?*", "[a TO zz]", '"' * 5000, "NOT " * 200, "a AND " * 2000, "' OR 1=1 --", "\x00", "🙂" * 300,
     "\u202e厂房", " " * 10_000, "厂" * 10_000, "../../etc/passwd", "<script>alert(1)</script>", "\ud800"],
)  # fmt: skip
def test_hostile_questions_are_answered(client: StrictClient, hall: int, hostile: str) -> None:
    answer = client.get(
        "/api/v1/search", query_string={"q": hostile.encode(errors="surrogatepass")}
    )
    assert answer.status_code in (200, 422)


@pytest.mark.parametrize(
    ("name", "value"),
    [("type", "castle"), ("sort", "x"), ("page", "-1"), ("per_page", "1000"), ("area_min", "wide"),
     ("rent_max", "5 kg"), ("pay_min", "1e400")],
)  # fmt: skip
def test_bad_parameters_are_named(client: StrictClient, name: str, value: str) -> None:
    answer = client.get("/api/v1/search", query_string={"q": "厂房", name: value})
    assert answer.status_code == 422
    assert answer.json is not None
    assert answer.json["errors"][0]["field"] == name


def test_conditions_are_told_in_canonical_units(client: StrictClient, hall: int) -> None:
    found = ask(client, "盐湖区 厂房 5000-8000平 层高8米以上")
    told = [(c["field"], c["op"], c["value"], c["unit"]) for c in found["query"]["understood"]]
    assert told == [
        ("region", "eq", "140802", None),
        ("type", "eq", "space", None),
        ("area", "ge", 5000, "m²"),
        ("area", "le", 8000, "m²"),
        ("clear_height", "ge", 8, "m"),
    ]
    assert [hit["id"] for hit in found["hits"]] == [hall]


def test_a_phrase_can_stay_words(client: StrictClient, hall: int) -> None:
    found = ask(client, "盐湖区 厂房", words="盐湖区")
    assert [c["field"] for c in found["query"]["understood"]] == ["type"]
    assert "盐湖区" in found["query"]["text"]


def test_ranges_and_order_are_parameters_too(client: StrictClient, hall: int) -> None:
    assert ask(client, "", type="space", area_min="5000", area_max="6000")["total"] == 1
    assert ask(client, "", type="space", area_min="6000")["total"] == 0
    assert ask(client, "", type="space", area_min="0.5 ha")["total"] == 1
    assert ask(client, "", sort="-area")["hits"][0]["id"] == hall


def test_a_corrected_line_is_told(client: StrictClient, hall: int) -> None:
    found = ask(client, "yanhuqu")
    assert found["corrected"] == "盐湖区"
    assert hall in [hit["id"] for hit in found["hits"]]


def test_without_an_index_titles_answer_and_the_answer_says_so(
    client: StrictClient, portal: Runtime, hall: int
) -> None:
    shutil.rmtree(portal.settings.data_dir / "index")
    found = ask(client, "标准化")
    assert found["degraded"] is True
    assert [hit["id"] for hit in found["hits"]] == [hall]
