"""An investor finds a hall, asks, and reads the answer: in each language, with and without JavaScript."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, Visitors, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
JOURNEYS = [
    ("zh-hans", True, "盐湖区厂房"),
    ("zh-hans", False, "盐湖区厂房"),
    ("zh-hant", False, "鹽湖區廠房"),
    ("en", True, "factory hall Yanhu"),
    ("en", False, "factory hall Yanhu"),
]
BY_HAND = 2_300  # ms: a form sent within two seconds of its opening counts as sent by a machine
REFERENCE = re.compile(r"YC-\d{4}-[0-9A-Z]{6}")


@pytest.mark.parametrize(("locale", "javascript", "words"), JOURNEYS)
def test_from_the_first_page_to_the_answer(
    visitor: Visitors, site: Site, locale: str, javascript: bool, words: str
) -> None:
    officer = site.staff_member("officer", "yanhu")
    page = visitor(javascript=javascript).open(f"/{locale}/")
    _search(page, words)
    _filter(page, site, locale)
    page.locator("main .row__title a").first.click()
    expect(page.locator("h1")).to_have_count(1)
    title = page.locator("h1").inner_text()
    page.locator("main a[href*='/enquiries/new?listing=']").first.click()
    expect(page.locator("main .row__title")).to_have_text(title)
    reference = _ask(page)
    private = page.url
    _answer(visitor, site, reference, officer)
    page.goto(private)
    expect(page.locator("main")).to_contain_text("可以看厂，请提前一天告诉我们。")
    page.fill("textarea[name=message]", "谢谢，周四到。")
    page.locator("form.enquiry__write button").click()
    expect(page.locator("main")).to_contain_text("谢谢，周四到。")


def test_a_phone_number_alone_is_enough_and_mistakes_keep_what_was_typed(
    visitor: Visitors,
) -> None:
    page = visitor(javascript=False, width=390).open("/en/enquiries/new")
    page.fill("input[name=name]", "Ada")
    page.fill("textarea[name=message]", "Is there a hall of 5,000 m²?")
    page.fill("input[name=phone]", "12")
    page.wait_for_timeout(BY_HAND)
    page.locator("form[data-enquiry] button[type=submit]").click()
    expect(page.locator("[role=alert], .errors, .error-summary").first).to_be_visible()
    expect(page.locator("textarea[name=message]")).to_have_value("Is there a hall of 5,000 m²?")
    expect(page.locator("input[name=phone]")).to_have_attribute("aria-invalid", "true")
    page.fill("input[name=phone]", "13800138000")
    page.check("input[name=consent]")
    page.wait_for_timeout(BY_HAND)  # the answered form was opened anew
    page.locator("form[data-enquiry] button[type=submit]").click()
    expect(page.locator("main")).to_contain_text(REFERENCE)


def test_a_double_click_asks_once(visitor: Visitors, site: Site) -> None:
    page = visitor().open("/zh-hans/enquiries/new")
    officer = sign_in(visitor(), site.staff_member("administrator"))
    _fill(page, "双击测试")
    page.locator("form[data-enquiry] button[type=submit]").dblclick()
    expect(page.locator("main")).to_contain_text(REFERENCE)
    officer.goto(site.url + "/staff/enquiries/?view=all")
    assert officer.locator("main").inner_text().count("双击测试") == 1


def test_the_language_switch_keeps_the_page(visitor: Visitors) -> None:
    page = visitor().open("/en/spaces/?region=140802&area_min=5000")
    page.locator("a[hreflang='zh-Hant'], a[lang='zh-Hant']").first.click()
    expect(page).to_have_url(re.compile(r"/zh-hant/spaces/\?.*region=140802"))
    assert "area_min=5000" in page.url


def test_a_search_that_finds_nothing_helps_on(visitor: Visitors) -> None:
    page = visitor(javascript=False).open("/en/search?q=zeppelin+mooring+mast")
    expect(page.locator("main a[href*='/enquiries/new']").first).to_be_visible()


def _search(page: Page, words: str) -> None:
    page.locator("main input[name=q]").fill(words)
    page.locator("main input[name=q]").press("Enter")
    expect(page.locator("main .row__title a").first).to_be_visible()


def _filter(page: Page, site: Site, locale: str) -> None:
    """By the form itself: Yanhu, from 5,000 m², from 8 m."""
    page.goto(f"{site.url}/{locale}/spaces/")
    page.locator("input[name=region][value='140802']").check()
    page.locator("input[name=area_min]").fill("5000")
    page.locator("input[name=clear_height_min]").fill("8")
    page.locator("input[name=clear_height_min]").press("Enter")
    expect(page).to_have_url(re.compile("clear_height_min=8"))
    assert page.locator("main .row__title").count() >= 2


def _fill(page: Page, message: str) -> None:
    page.fill("textarea[name=message]", message)
    page.fill("input[name=name]", "示例投资人")
    page.fill("input[name=phone]", "13800138000")
    page.check("input[name=consent]")
    page.wait_for_timeout(BY_HAND)


def _ask(page: Page) -> str:
    _fill(page, "请问这栋厂房能看吗？")
    page.locator("form[data-enquiry] button[type=submit]").click()
    expect(page.locator("main")).to_contain_text(REFERENCE)
    found = REFERENCE.search(page.locator("main").inner_text())
    assert found
    return found[0]


def _answer(visitor: Visitors, site: Site, reference: str, officer: str) -> None:
    """The office that the rules chose answers; an administrator may stand in for it."""
    page = sign_in(visitor(), officer)
    page.goto(f"{site.url}/staff/enquiries/?q={reference}&view=organisation")
    if page.locator("main tbody tr", has_text=reference).count() == 0:
        page = sign_in(visitor(), site.staff_member("administrator"))
        page.goto(f"{site.url}/staff/enquiries/?q={reference}&view=all")
    page.locator("main tbody tr", has_text=reference).locator("th a").click()
    page.locator("form[action$='/answer'] textarea").fill("可以看厂，请提前一天告诉我们。")
    page.locator("form[action$='/answer'] button:not([name])").first.click()
    expect(page.locator("main")).to_contain_text("可以看厂")
