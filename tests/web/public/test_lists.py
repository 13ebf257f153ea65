"""The list of a type: filters without JavaScript, one address a choice, bad input told at its field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from portal.runtime import Runtime
from tests.support.client import StrictClient
from tests.web.public import records

UNIT = {"code": "1", "area": 5200, "clear_height": 9, "floor_load": 20, "status": "available"}
MOST_QUERIES = 8


@contextmanager
def counted(portal: Runtime) -> Iterator[list[str]]:
    """The statements that are run inside the block."""
    seen: list[str] = []

    def note(_c: object, _cur: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")):
            seen.append(statement)

    event.listen(portal.database.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(portal.database.engine, "before_cursor_execute", note)


def spaces(portal: Runtime) -> None:
    with portal.database.write() as session:
        records.hall(session, "Tall hall", region="140802", units=[UNIT])
        records.hall(session, "Low hall", region="140821",
                        units=[{**UNIT, "area": 900, "clear_height": 5}])  # fmt: skip
        records.hall(session, "Office tower", kind="office", region="140802",
                        units=[{"code": "8F", "area": 300}])  # fmt: skip


def test_the_list_shows_every_hall_with_its_figures(client: StrictClient, portal: Runtime) -> None:
    spaces(portal)
    page = client.get("/en/spaces/").text
    assert "3 results" in page
    assert "Tall hall" in page
    assert "Low hall" in page
    assert "5,200" in page


def test_a_range_and_a_choice_narrow_the_list(client: StrictClient, portal: Runtime) -> None:
    spaces(portal)
    page = client.get("/en/spaces/?kind=hall&clear_height_min=8").text
    assert "Tall hall" in page
    assert "Low hall" not in page
    assert "Office tower" not in page
    assert "Clear height from 8" in page, "the condition stands as a chip"


def test_two_values_of_one_facet_are_alternatives(client: StrictClient, portal: Runtime) -> None:
    spaces(portal)
    page = client.get("/en/spaces/?region=140802&region=140821").text
    assert "Tall hall" in page
    assert "Low hall" in page


def test_what_was_typed_in_other_units_is_understood(client: StrictClient, portal: Runtime) -> None:
    spaces(portal)
    page = client.get("/en/spaces/", query_string={"floor_load_min": "2 t/m²"}).text
    assert "Tall hall" in page


def test_a_range_the_wrong_way_round_means_the_same(client: StrictClient, portal: Runtime) -> None:
    spaces(portal)
    page = client.get("/en/spaces/?clear_height_min=6&clear_height_max=4").text
    assert "Low hall" in page
    assert "Tall hall" not in page


def test_a_bad_figure_is_told_at_its_field_and_kept(client: StrictClient, portal: Runtime) -> None:
    spaces(portal)
    answer = client.get("/en/spaces/?area_min=many&kind=hall")
    assert answer.status_code == 400
    assert 'value="many"' in answer.text
    assert re.search(r'id="area_min"[^>]*aria-invalid="true"', answer.text)
    assert "Tall hall" in answer.text, "what was understood still answers"


@pytest.mark.parametrize(
    "query",
    ["kind=castle", "park=x", "park=99999999999999999999", "sort=price", "page=0", "page=x",
     "per_page=1000000", "area_min=1e999", "area_min=%00", "clear_height_min=-5",
     "region=%ED%A0%80", "kind=%00"],
)  # fmt: skip
def test_bad_parameters_never_break_the_page(
    client: StrictClient, portal: Runtime, query: str
) -> None:
    spaces(portal)
    assert client.get(f"/en/spaces/?{query}").status_code in (200, 302, 400)


def test_empty_fields_of_the_form_stay_out_of_the_address(
    client: StrictClient, portal: Runtime
) -> None:
    answer = client.get("/en/spaces/?kind=hall&area_min=&area_max=&page=")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/en/spaces/?kind=hall"


def test_the_canonical_address_holds_known_parameters_in_fixed_order(
    client: StrictClient, portal: Runtime
) -> None:
    spaces(portal)
    page = client.get("/en/spaces/?area_min=100&utm_source=x&kind=hall").text
    assert (
        '<link rel="canonical" href="http://localhost/en/spaces/?kind=hall&amp;area_min=100">'
        in page
    )
    assert (
        'hreflang="zh-Hant" href="http://localhost/zh-hant/spaces/?kind=hall&amp;area_min=100"'
        in page
    )


def test_nothing_found_offers_to_drop_a_condition(client: StrictClient, portal: Runtime) -> None:
    spaces(portal)
    page = client.get("/en/spaces/?kind=warehouse").text
    assert "Nothing meets all these conditions." in page
    assert 'href="/en/spaces/"' in page


def test_a_page_after_the_last_leads_to_the_last(client: StrictClient, portal: Runtime) -> None:
    spaces(portal)
    answer = client.get("/en/spaces/?page=9")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/en/spaces/")


def test_an_unknown_segment_is_no_page(client: StrictClient) -> None:
    assert client.get("/en/castles/").status_code == 404
    assert client.get("/fr/spaces/").status_code == 404


@pytest.mark.parametrize("number", [1, 40])
def test_a_list_costs_few_queries_however_long(
    client: StrictClient, portal: Runtime, number: int
) -> None:
    with portal.database.write() as session:
        park = records.entry(session, "park", "Park one")
        for i in range(number):
            records.hall(session, f"Hall {i}", park=park.id)
    with counted(portal) as seen:
        page = client.get("/en/spaces/?per_page=100").text
    assert f"Hall {number - 1}" in page
    assert "Park one" in page, "the park facet bears the park's name"
    assert len(seen) <= MOST_QUERIES
