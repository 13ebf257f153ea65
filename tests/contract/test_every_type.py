"""What every listing type promises, checked for each one that is registered."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.listings.kit import ListingType
from portal.listings.registry import registry
from portal.runtime import Runtime
from tests.conftest import Staff
from tests.support import factories
from tests.support.client import StrictClient

TYPES = tuple(registry().values())
every_type = pytest.mark.parametrize("listing_type", TYPES, ids=lambda found: found.key)
LOCALES = ("zh-hans", "zh-hant", "en")


@pytest.fixture
def published(portal: Runtime, work: Callable[[], None]) -> Callable[[ListingType], int]:
    def publish(listing_type: ListingType) -> int:
        with portal.database.write() as session:
            made = factories.listing(
                session,
                listing_type.key,
                title=f"示例{listing_type.key}盐湖",
                source_id="contract-1",
            )
            made_id = made.id
        work()
        return made_id

    return publish


@every_type
def test_a_declaration_fits_its_model(listing_type: ListingType) -> None:
    listing_type.check()
    assert listing_type.segment
    assert listing_type.segment == listing_type.segment.lower()


@every_type
def test_it_stands_in_its_list_in_every_language(
    listing_type: ListingType, published: Callable[[ListingType], int], client: StrictClient
) -> None:
    listing_id = published(listing_type)
    for locale in LOCALES:
        page = client.get(f"/{locale}/{listing_type.segment}/")
        assert page.status_code == 200
        assert f"/{locale}/{listing_type.segment}/{listing_id}-" in page.text


@every_type
def test_its_page_opens_in_every_language_and_leads_to_an_enquiry(
    listing_type: ListingType, published: Callable[[ListingType], int], client: StrictClient
) -> None:
    listing_id = published(listing_type)
    for locale in LOCALES:
        address = f"/{locale}/{listing_type.segment}/{listing_id}"
        page = client.get(address, follow_redirects=True)
        assert page.status_code == 200
        assert f"/{locale}/enquiries/new?listing={listing_id}" in page.text
        assert "Set-Cookie" not in page.headers
        assert page.headers["ETag"]


@every_type
def test_search_and_api_know_it(
    listing_type: ListingType, published: Callable[[ListingType], int], client: StrictClient
) -> None:
    listing_id = published(listing_type)
    found = client.get("/api/v1/search", query_string={"q": "盐湖", "type": listing_type.key}).json
    assert found is not None
    assert [hit["id"] for hit in found["hits"]] == [listing_id]
    assert found["hits"][0]["source_id"] == "contract-1"
    one = client.get(f"/api/v1/listings/{listing_type.segment}/{listing_id}").json
    assert one is not None
    assert one["title"].startswith("示例")
    declared = {f.name for f in listing_type.fields} | {part.name for part in listing_type.parts}
    assert declared <= set(one)


@every_type
def test_each_facet_value_counts_what_its_filter_finds(
    listing_type: ListingType, portal: Runtime, client: StrictClient
) -> None:
    from portal.core.locales import DEFAULT
    from portal.listings import criteria, queries

    with portal.database.write() as session:
        for region in ("140802", "140802", "140821"):
            factories.listing(session, listing_type.key, region=region)
    with portal.database.read() as session:
        everything = queries.list_page(session, listing_type, criteria.Criteria(), DEFAULT)
        assert everything.counts["region"]
        for name, counts in everything.counts.items():
            for count in counts:
                chosen = criteria.Criteria(facets={name: (count.value,)})
                page = queries.list_page(session, listing_type, chosen, DEFAULT)
                assert page.total == count.count, (name, count)


@every_type
def test_a_withdrawn_page_is_gone_and_shows_what_is_like_it(
    listing_type: ListingType,
    published: Callable[[ListingType], int],
    portal: Runtime,
    client: StrictClient,
    work: Callable[[], None],
) -> None:
    from portal.core.audit import SYSTEM
    from portal.editorial import service as editorial
    from portal.listings.models import Listing

    listing_id = published(listing_type)
    with portal.database.write() as session:
        alike = factories.listing(session, listing_type.key, title="示例同类").id
        editorial.withdraw(session, session.get_one(Listing, listing_id), SYSTEM, "let")
    work()
    page = client.get(f"/zh-hans/{listing_type.segment}/{listing_id}-anything")
    assert page.status_code == 410
    assert f"/{listing_type.segment}/{alike}-" in page.text
    hits = client.get("/api/v1/search", query_string={"q": "盐湖", "type": listing_type.key}).json
    assert hits is not None
    assert listing_id not in [hit["id"] for hit in hits["hits"]]


@every_type
@pytest.mark.parametrize(
    "query", ["region=mars", "page=0", "page=x", "per_page=1000", "sort=secret", "chains=<script>x"]
)
def test_nonsense_in_a_filter_is_answered_at_the_filter(
    listing_type: ListingType, client: StrictClient, query: str
) -> None:
    page = client.get(f"/en/{listing_type.segment}/?{query}")
    assert page.status_code == 400
    assert "<script>x" not in page.text
    name = query.partition("=")[0]
    if name not in ("page", "per_page", "sort"):
        assert (
            'aria-invalid="true"' in page.text
            or f'id="{name}-error"' in page.text
            or "error" in page.text
        )


@every_type
def test_the_desk_can_make_one(listing_type: ListingType, staff: Staff) -> None:
    editor = staff("editor")
    page = editor.get(f"/staff/listings/{listing_type.segment}/new")
    assert page.status_code == 200
