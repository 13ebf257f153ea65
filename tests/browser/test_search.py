"""Searching as an investor does: suggestions by keyboard, chips, filters; and all of it without JavaScript."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitors

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
FIELDS = [("/zh-hans/", "#home-q"), ("/zh-hans/", "#head-q"), ("/zh-hans/search?q=厂房", "#page-q")]


def suggestions(page: Page, field: str) -> Page:
    expect(page.locator(f"{field}-list [role=option]").first).to_be_visible()
    return page


@pytest.mark.parametrize(("path", "field"), FIELDS)
def test_suggestions_by_keyboard(visitor: Visitors, path: str, field: str) -> None:
    page = visitor().open(path)
    entry = page.locator(field)
    entry.fill("")
    entry.press_sequentially("盐湖")
    suggestions(page, field)
    expect(entry).to_have_attribute("aria-expanded", "true")
    expect(entry).to_have_attribute("aria-controls", f"{field[1:]}-list")
    entry.press("ArrowDown")
    first = page.locator(f"{field}-list [role=option]").first
    expect(first).to_have_attribute("aria-selected", "true")
    expect(entry).to_have_attribute("aria-activedescendant", f"{field[1:]}-list-0")
    entry.press("ArrowUp")
    expect(first).to_have_attribute("aria-selected", "false")
    entry.press("Escape")
    expect(page.locator(f"{field}-list")).to_be_hidden()
    expect(entry).to_have_value("盐湖")
    entry.press("ArrowDown")
    suggestions(page, field)
    entry.press("ArrowDown")
    entry.press("Enter")
    expect(page).to_have_url(re.compile(r"/zh-hans/(search\?q=|[a-z]+/\d+)"))


def test_the_number_of_suggestions_is_announced(visitor: Visitors) -> None:
    page = visitor().open("/en/")
    page.locator("#home-q").press_sequentially("yan")
    suggestions(page, "#home-q")
    expect(page.locator(".hero [role=status]")).to_have_text(
        re.compile(r"\d suggestions|One suggestion")
    )
    page.locator("#home-q").fill("zzzzzz")
    expect(page.locator(".hero [role=status]")).to_have_text("No suggestions")
    expect(page.locator("#home-q-list")).to_be_hidden()


def test_pinyin_is_suggested_as_chinese(visitor: Visitors) -> None:
    page = visitor().open("/zh-hans/")
    page.locator("#home-q").press_sequentially("yanhuq")
    option = page.locator("#home-q-list [role=option]", has_text="盐湖区").first
    option.click()
    expect(page).to_have_url(re.compile(r"/zh-hans/search\?q="))
    expect(page.locator("main .row__title").first).to_be_visible()


def test_nothing_is_suggested_while_characters_are_composed(visitor: Visitors) -> None:
    page = visitor().open("/zh-hans/")
    asked: list[str] = []
    page.on(
        "request", lambda request: asked.append(request.url) if "suggest?" in request.url else None
    )
    entry = page.locator("#home-q")
    entry.focus()
    entry.dispatch_event("compositionstart")
    page.evaluate("document.querySelector('#home-q').value = 'yan'")
    entry.dispatch_event("input")
    page.wait_for_timeout(400)
    assert asked == []
    page.evaluate("document.querySelector('#home-q').value = '盐'")
    entry.dispatch_event("compositionend")
    suggestions(page, "#home-q")
    assert len(asked) == 1


def test_enter_without_a_choice_searches_what_was_typed(visitor: Visitors) -> None:
    page = visitor().open("/en/")
    page.locator("#home-q").press_sequentially("hall yanhu")
    suggestions(page, "#home-q")
    page.locator("#home-q").press("Enter")
    expect(page).to_have_url(re.compile(r"/en/search\?q=hall\+yanhu$"))


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("width", [390, 1280])
def test_chips_take_back_what_was_understood(
    visitor: Visitors, javascript: bool, width: int
) -> None:
    page = visitor(javascript=javascript, width=width).open(
        "/zh-hans/search?q=盐湖区 厂房 层高8米以上"
    )
    chips = page.locator("main .chip")
    expect(chips).to_have_count(3)
    before = page.locator("main .row__title").count()
    chips.last.click()
    expect(chips).to_have_count(2)
    assert page.locator("main .row__title").count() >= before
    page.locator("main .found__words a").first.click()
    expect(chips).to_have_count(1)
    expect(page.locator("#page-q")).to_have_value("盐湖区 厂房")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_range_is_typed_or_chosen_by_its_bar(visitor: Visitors, javascript: bool) -> None:
    page = visitor(javascript=javascript).open("/en/search?q=hall")
    page.locator("#area_min").fill("5000")
    page.locator("#area_min").press("Enter")
    expect(page).to_have_url(re.compile(r"area_min=5000"))
    assert "area_max" not in page.url
    page.locator("main svg.bars a").first.press("Enter")
    expect(page.locator("main .chip").last).to_be_visible()


def test_on_a_phone_the_first_answer_stands_on_the_first_screen(visitor: Visitors) -> None:
    for locale in ("zh-hans", "zh-hant", "en"):
        page = visitor(width=390).open(f"/{locale}/search?q=盐湖区 厂房 层高8米以上")
        box = page.locator("main .row__title").first.bounding_box()
        assert box
        assert box["y"] < 480, locale
        page.locator("a.found__toggle").click()
        expect(page.locator("#filters")).to_be_visible()
        page.locator("#filters .filters__close").click()
        expect(page.locator("#filters")).to_be_hidden()


def test_an_opened_answer_is_counted_and_nothing_else_is_told(visitor: Visitors) -> None:
    window = visitor()
    page = window.open("/zh-hans/search?q=厂房")
    with page.expect_request("**/search/clicked") as told:
        page.locator("main .row__title a").first.click()
    body = told.value.post_data or ""
    assert re.fullmatch(r"q=[^&]+&listing=\d+", body)
    assert "cookie" not in told.value.headers
