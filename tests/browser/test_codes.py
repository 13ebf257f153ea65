"""The QR codes on pages, read from the screen as a telephone's camera does."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Locator, expect

from tests.browser import enquiring
from tests.browser.conftest import Site, Visitors, sign_in
from tests.support import codes

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
CODE = "img.origin__qr"


def picture(image: Locator) -> bytes:
    """What is seen of an image, once it has come."""
    expect(image).to_be_visible()
    expect(image).to_have_js_property("complete", True)
    return image.screenshot()


def test_the_code_of_ones_own_link_is_the_link_on_the_page_and_as_a_file(
    visitor: Visitors, site: Site
) -> None:
    desk = sign_in(visitor(), site.staff_member("officer", "yanhu"))
    desk.goto(f"{site.url}/staff/origins/")
    desk.locator("form[action$='/origins/mine'] button").click()
    address = desk.locator("a.break").inner_text()
    assert address.startswith(f"{site.url}/r/")
    assert codes.read(picture(desk.locator(CODE))) == [address]
    name, drawing = enquiring.downloaded(desk, desk.locator("a[href$='/qr.svg']"))
    assert name == f"{address.rsplit('/', 1)[1]}.svg"
    desk.set_content(drawing.decode())
    assert codes.read(desk.locator("svg").screenshot()) == [address]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_acknowledgement_takes_the_private_link_to_a_telephone(
    visitor: Visitors, scheme: str
) -> None:
    page = visitor(width=390).page
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    asker = visitor()
    asker.page = page
    asker.open("/en/enquiries/new")
    question = f"Which code leads back here, {scheme}, {time.monotonic_ns()}?"
    enquiring.fill_question(page, question, "reader@buyers.example")
    page.wait_for_timeout(enquiring.BY_HAND)
    enquiring.sent(page)
    link = page.locator(".enquiry__link a").get_attribute("href")
    (scanned,) = codes.read(page.locator(".enquiry__qr svg").screenshot())
    assert scanned == link
    telephone = visitor(width=390).page
    telephone.goto(scanned)
    expect(enquiring.turn(telephone, question)).to_be_visible()


def test_the_code_of_a_hall_leads_to_its_page(visitor: Visitors, site: Site) -> None:
    page = visitor().open("/en/spaces/")
    page.locator("main .row__title a").first.click()
    title = page.locator("h1").inner_text()
    page.locator("details.share:has(img.qr) summary").click()
    (scanned,) = codes.read(picture(page.locator("img.qr")))
    assert scanned.startswith(f"{site.url}/en/spaces/")
    page.goto(scanned)
    expect(page.locator("h1")).to_have_text(title)
