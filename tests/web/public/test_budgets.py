"""What a page asks of the database when nothing is cached: little, however much there is."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.listings.models import Listing
from portal.listings.registry import registry
from portal.media.checks import Upload
from portal.media.service import store_image
from portal.runtime import Runtime
from tests.support import factories
from tests.support.client import StrictClient
from tests.web.public import records
from tests.web.public.test_lists import MOST_QUERIES, counted

UNITS = [{**factories.UNIT, "code": f"A{n}"} for n in range(40)]
PARTS = {"space": {"units": UNITS}, "policy": {"support": [{"kind": "reward", "cap": 5e5}] * 8}}


def fill(session: Session, portal: Runtime, rows: int) -> dict[str, int]:
    """Each type with `rows` listings that are all kin, with a picture and many parts; newest ids."""
    picture = store_image(
        session, portal.store, Upload("a.png", _png()), {"zh-hans": "图", "en": "A"}, None
    )
    facts = {"images": [picture.id], "chains": ["aluminium"], "industry": "C32"}
    park = records.entry(session, "park", "A park", **facts).id
    for listing_type in registry().values():
        own = facts | PARTS.get(listing_type.key, {})
        own |= {"park": park} if any(f.name == "park" for f in listing_type.fields) else {}
        for n in range(rows if listing_type.key == "space" else min(rows, 21)):
            records.entry(session, listing_type.key, f"Number {n}", **own)
    return dict(session.execute(select(Listing.type, Listing.id).order_by(Listing.id)).all())


@pytest.mark.parametrize("rows", [1, 200])
def test_every_list_and_page_keeps_its_budget(
    client: StrictClient, portal: Runtime, rows: int
) -> None:
    with portal.database.write() as session:
        newest = fill(session, portal, rows)
    over = []
    for key, listing_type in registry().items():
        page = client.get(f"/en/{listing_type.segment}/{newest[key]}").headers["Location"]
        facet = f"?region=140802&sort=newest&per_page={min(rows, 100)}"
        for address in (f"/en/{listing_type.segment}/{facet}", page):
            with counted(portal) as seen:
                answer = client.get(address)
            assert answer.status_code == 200
            if len(seen) > MOST_QUERIES:
                over.append((address, len(seen)))
    assert over == []


def _png() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), (15, 94, 99)).save(buffer, "PNG")
    return buffer.getvalue()
