"""The read side of the API: the same listings and filters as the site, in canonical units."""

from __future__ import annotations

import pytest

from portal.runtime import Runtime
from tests.support import factories
from tests.support.client import StrictClient


@pytest.fixture
def halls(portal: Runtime) -> dict[str, int]:
    """Three halls: a high one in Yanhu, a low one in Yanhu, a big one in Linyi."""
    unit = factories.UNIT
    with portal.database.write() as session:
        return {
            "high": factories.space(session, title="示例高厂房", source_id="high").id,
            "low": factories.space(
                session,
                title="示例低厂房",
                units=[{**unit, "clear_height": 5}, {**unit, "area": 800}],
            ).id,
            "linyi": factories.space(
                session,
                title="示例临猗",
                region="140821",
                units=[{**unit, "area": 12000}],
                kind="warehouse",
            ).id,
        }


def ids(client: StrictClient, query: str) -> set[int]:
    answer = client.get(f"/api/v1/listings/spaces?{query}")
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["total"] == len(answer.json["items"])
    return {item["id"] for item in answer.json["items"]}


def test_facets_and_ranges_narrow_the_list(halls: dict[str, int], client: StrictClient) -> None:
    assert ids(client, "") == set(halls.values())
    assert ids(client, "region=140802") == {halls["high"], halls["low"]}
    assert ids(client, "region=140800") == set(halls.values()), "the city means its counties"
    assert ids(client, "region=140802&region=140821") == set(halls.values())
    assert ids(client, "kind=warehouse") == {halls["linyi"]}
    assert ids(client, "area_min=10000") == {halls["linyi"]}
    assert ids(client, "area_max=1000") == {halls["low"]}


def test_ranges_over_units_hold_for_one_and_the_same_unit(
    halls: dict[str, int], client: StrictClient
) -> None:
    """The low hall has a unit of 5,200 m² and one of 9 m, but none with both."""
    assert ids(client, "area_min=5000&clear_height_min=8") == {halls["high"], halls["linyi"]}


def test_a_rent_by_the_day_is_compared_by_the_month(portal: Runtime, client: StrictClient) -> None:
    unit = {**factories.UNIT, "rent_quoted": 0.4, "rent_unit": "day"}
    with portal.database.write() as session:
        hall = factories.space(session, units=[unit]).id
    assert ids(client, "rent_min=12&rent_max=12.5") == {hall}
    found = client.get(f"/api/v1/listings/spaces/{hall}").json
    assert found is not None
    assert found["units"][0]["rent"] == pytest.approx(0.4 * 365 / 12, abs=1e-3)
    assert found["units"][0]["rent_unit"] == "day"


def test_one_listing_says_everything(halls: dict[str, int], client: StrictClient) -> None:
    found = client.get(f"/api/v1/listings/spaces/{halls['high']}?locale=en").json
    assert found is not None
    assert found["source_id"] == "high"
    assert found["locale"] == "en"
    assert found["area"] == 5200
    assert found["region"] == "140802"
    assert found["units"][0]["crane"] == 10
    assert found["url"].startswith("http://localhost/en/spaces/")


def test_pages_do_not_overlap(portal: Runtime, client: StrictClient) -> None:
    with portal.database.write() as session:
        made = {factories.space(session).id for _ in range(7)}
    seen: list[int] = []
    for page in (1, 2, 3):
        answer = client.get(f"/api/v1/listings/spaces?per_page=3&page={page}").json
        assert answer is not None
        assert answer["total"] == 7
        seen += [item["id"] for item in answer["items"]]
    assert len(seen) == 7
    assert set(seen) == made


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("area_min=big", "area_min"),
        ("area_min=nan", "area_min"),
        ("area_max=1e400", "area_max"),
        ("region=999999", "region"),
        ("kind=<script>", "kind"),
        ("sort=secret", "sort"),
        ("page=0", "page"),
        ("page=99999999999999999999", "page"),
        ("per_page=101", "per_page"),
        ("locale=xx", "locale"),
    ],
)
def test_a_bad_parameter_is_a_problem_at_that_field(
    client: StrictClient, query: str, field: str
) -> None:
    answer = client.get(f"/api/v1/listings/spaces?{query}")
    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"
    assert answer.json is not None
    assert [error["field"] for error in answer.json["errors"]] == [field]


@pytest.mark.parametrize(
    "path", ["/api/v1/listings/castles", "/api/v1/listings/spaces/1", "/api/v1/nothing",
             "/api/v1/listings/spaces/99999999999999999999", "/api/v1/listings/spaces/%00"]
)  # fmt: skip
def test_what_is_not_there_is_a_404_problem(client: StrictClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"


def test_drafts_are_not_in_the_api(portal: Runtime, client: StrictClient) -> None:
    with portal.database.write() as session:
        draft = factories.listing(session, "space", publish=False).id
    assert ids(client, "") == set()
    assert client.get(f"/api/v1/listings/spaces/{draft}").status_code == 404


def test_the_description_names_every_filter(client: StrictClient) -> None:
    described = client.get("/api/v1/openapi.json").json
    assert described is not None
    assert described["openapi"].startswith("3.1")
    named = {p["name"] for p in described["paths"]["/listings/spaces"]["get"]["parameters"]}
    assert {"region", "area_min", "clear_height_max", "rent_max", "page", "locale"} <= named


def test_answers_can_be_revalidated(halls: dict[str, int], client: StrictClient) -> None:
    first = client.get("/api/v1/listings/spaces")
    again = client.get("/api/v1/listings/spaces", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)
    assert "Set-Cookie" not in first.headers
