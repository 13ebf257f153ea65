"""The main pages as a browser meets them: accessible, calm at every width, in every language."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import Site, Visitors, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
LOCALES = ("zh-hans", "zh-hant", "en")
PUBLIC = (
    "/{l}/", "/{l}/spaces/", "/{l}/parks/", "/{l}/policies/", "/{l}/talent/", "/{l}/projects/",
    "/{l}/enterprises/", "/{l}/news/", "/{l}/guide/", "/{l}/search?q=%E5%8E%82%E6%88%BF",
    "/{l}/search?q=zzzz", "/{l}/enquiries/new", "/{l}/enquiries/track", "/{l}/about", "/{l}/contact",
    "/{l}/privacy", "/{l}/accessibility", "/{l}/sitemap",
)  # fmt: skip
SEGMENTS = ("spaces", "parks", "policies", "talent", "projects", "enterprises", "news", "guide")
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Text on the page that no element marks as Chinese.
UNMARKED = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const holder = node.parentElement.closest('[lang]');
    if (['SCRIPT', 'STYLE'].includes(node.parentElement.tagName)) continue;
    if (holder && holder.lang.startsWith('zh')) continue;
    found.push(node.textContent);
  }
  return found.join('\\n');
}"""


def first_details(visitors: Visitors, locale: str) -> list[str]:
    """The address of the first listing of each type."""
    page = visitors().page
    paths = []
    for segment in SEGMENTS:
        page.goto(f"{visitors._site.url}/{locale}/{segment}/")
        link = page.locator(f"main a[href*='/{locale}/{segment}/']").filter(
            has_not=page.locator("[data-skip]")
        )
        hrefs = [link.nth(i).get_attribute("href") or "" for i in range(link.count())]
        paths.append(next(h for h in hrefs if re.search(rf"/{segment}/\d+-", h)))
    return paths


@pytest.mark.parametrize("locale", LOCALES)
def test_axe_finds_nothing_on_public_pages(visitor: Visitors, locale: str) -> None:
    page = visitor().page
    problems = {}
    for path in [*(p.format(l=locale) for p in PUBLIC), *first_details(visitor, locale)]:
        page.goto(visitor._site.url + path)
        found = Axe().run(page, options=AXE).response["violations"]
        if found:
            problems[path] = [(v["id"], v["nodes"][0]["html"][:160]) for v in found]
    assert problems == {}


@pytest.mark.parametrize("width", [320, 390, 1280, 1920])
def test_no_page_scrolls_sideways(visitor: Visitors, width: int) -> None:
    window = visitor(width=width)
    wide = {}
    for path in [*(p.format(l="en") for p in PUBLIC), *first_details(visitor, "en")]:
        window.page.goto(window.site.url + path)
        over = window.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if over > 0:
            wide[path] = over
    assert wide == {}


def test_an_english_page_holds_no_unmarked_chinese(visitor: Visitors) -> None:
    page = visitor(locale="en-GB").page
    found = {}
    for path in [*(p.format(l="en") for p in PUBLIC), *first_details(visitor, "en")]:
        page.goto(visitor._site.url + path)
        text = page.evaluate(UNMARKED)
        if CHINESE.search(text):
            found[path] = CHINESE.findall(text)[:20]
    assert found == {}


def test_the_first_page_is_light(visitor: Visitors) -> None:
    """Under 150 KB in all, as transferred."""
    page = visitor().page
    sizes: list[int] = []
    page.on("requestfinished", lambda r: sizes.append(r.sizes()["responseBodySize"]))
    page.goto(visitor._site.url + "/zh-hans/")
    page.wait_for_load_state("networkidle")
    assert sum(sizes) < 150_000


def test_axe_finds_nothing_on_the_desk(visitor: Visitors, site: Site) -> None:
    page = sign_in(visitor(), site.staff_member("administrator"))
    problems = {}
    paths = ["/staff/", "/staff/listings/spaces/", "/staff/listings/spaces/new", "/staff/listings/news/new",
             "/staff/enquiries/", "/staff/rules/", "/staff/people/", "/staff/organisations/", "/staff/audit/",
             "/staff/media/", "/staff/exchange/", "/staff/account/"]  # fmt: skip
    for path in paths:
        answer = page.goto(site.url + path)
        assert answer is not None
        assert answer.status == 200, path
        found = Axe().run(page, options=AXE).response["violations"]
        if found:
            problems[path] = [(v["id"], v["nodes"][0]["html"][:160]) for v in found]
    assert problems == {}
