"""The desk in a browser: an editor publishes, an officer answers and hands over."""

from __future__ import annotations

import io
import re
import time
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, Visitors, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
SECONDS = 15  # until the search knows
SAVE = ".action-bar button:has-text('保存')"  # the one that is seen; Enter presses a hidden one
PUBLISH = ".action-bar button[formaction*='/publish']"
A_PERSON_TAKES = 2300  # ms for a form: what is sent quicker is taken for a robot's


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    file = tmp_path / "厂区.png"
    image = Image.new("RGB", (2400, 1600), (15, 94, 99))
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    file.write_bytes(buffer.getvalue())
    return file


def test_an_editor_publishes_news_with_a_picture(
    visitor: Visitors, site: Site, picture: Path
) -> None:
    page = sign_in(visitor(), site.staff_member("editor", "yanhu"))
    page.goto(site.url + "/staff/listings/news/new")
    page.fill("[name=title]", "示例：新闻配图发布")
    page.fill("[name=summary]", "一条带图片的示例新闻。")
    page.fill("[name=body]", "## 小标题\n\n这是正文。")
    page.select_option("select[name=column]", "activity")
    page.select_option("select[name=region]", "140802")
    _upload(page, picture)
    _publish(page)
    reader = visitor().open("/zh-hans/news/")
    expect(reader.locator("main")).to_contain_text("示例：新闻配图发布")
    reader.locator("main a:has-text('示例：新闻配图发布')").first.click()
    image = reader.locator("main img[alt='盐湖厂区全景']").first
    expect(image).to_be_visible()
    assert image.evaluate("i => i.complete && i.naturalWidth > 0")
    _searched(visitor, site, "新闻配图发布")


def test_an_editor_publishes_a_building_with_units(visitor: Visitors, site: Site) -> None:
    page = sign_in(visitor(javascript=False), site.staff_member("editor", "yanhu"))
    page.goto(site.url + "/staff/listings/spaces/new")
    page.fill("[name=title]", "示例：双单元厂房")
    page.fill("[name=summary]", "两个单元的示例厂房。")
    page.select_option("select[name=kind]", "hall")
    page.check("input[name=tenure][value=rent]")
    page.select_option("select[name=region]", "140802")
    page.fill("[name='units-0-code']", "A1")
    page.fill("[name='units-0-area']", "8 亩")
    page.fill("[name='units-0-clear_height']", "9.5")
    page.locator("button[name=_add][value=units]").click()
    page.fill("[name='units-1-code']", "A2")
    page.fill("[name='units-1-area']", "3200")
    _publish(page)
    reader = visitor().open("/zh-hans/spaces/?area_min=5000&clear_height_min=9.5&region=140802")
    reader.locator("main a:has-text('示例：双单元厂房')").first.click()
    expect(reader.locator("main")).to_contain_text("A1")
    expect(reader.locator("main")).to_contain_text("A2")
    expect(reader.locator("main svg[role=img]").first).to_be_visible()
    _searched(visitor, site, "双单元厂房")


def test_a_missing_figure_is_said_at_its_field_and_nothing_is_lost(
    visitor: Visitors, site: Site
) -> None:
    page = sign_in(visitor(javascript=False), site.staff_member("editor", "yanhu"))
    page.goto(site.url + "/staff/listings/spaces/new")
    page.fill("[name=title]", "示例：不完整")
    page.fill("[name='units-0-code']", "B1")
    page.fill("[name='units-0-area']", "很大")
    page.locator(SAVE).click()
    expect(page.locator("[name='units-0-area']")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("[name='units-0-area']")).to_have_value("很大")
    expect(page.locator("[name=title]")).to_have_value("示例：不完整")


def test_an_officer_receives_answers_and_hands_over(visitor: Visitors, site: Site) -> None:
    officer_address = site.staff_member("officer", "yanhu")
    reader = visitor().open("/zh-hans/spaces/?region=140802")
    reader.locator("main .row__title a").first.click()
    reader.locator("main a[href*='/enquiries/new?listing=']").first.click()
    reader.fill("textarea[name=message]", "请转给临猗的同事。")
    reader.fill("input[name=name]", "转办测试")
    reader.fill("input[name=email]", "investor@invest.example")
    reader.check("input[name=consent]")
    reader.wait_for_timeout(A_PERSON_TAKES)
    reader.locator("form[data-enquiry] button[type=submit]").click()
    reference = re.search(r"YC-\d{4}-[0-9A-Z]{6}", reader.locator("main").inner_text())
    assert reference
    assert reference[0] in site.mail_to("investor@invest.example", reference[0]).as_string()
    desk = sign_in(visitor(), site.staff_member("administrator"))
    desk.goto(f"{site.url}/staff/enquiries/?view=all&q={reference[0]}")
    desk.locator(f"main tr:has-text('{reference[0]}') a").first.click()
    address = desk.url
    form = desk.locator("form[action$='/hand-over']")
    if not form.is_visible():
        desk.locator("details:has(form[action$='/hand-over']) > summary").click()
    options = form.locator("select").first.locator("option")
    linyi = next(o for o in options.all() if "临猗县" in (o.text_content() or ""))
    form.locator("select").first.select_option(linyi.get_attribute("value"))
    form.locator("textarea, input[name=reason]").first.fill("厂房在临猗")
    form.locator("button[type=submit]").click()
    expect(desk.locator("main")).to_contain_text("临猗")
    former = sign_in(visitor(), officer_address)
    answer = former.goto(address)
    assert answer is not None
    assert answer.status == 403, "who handed over no longer reads it"


def _upload(page: Page, picture: Path) -> None:
    """The form's own upload, with the text that says what the picture shows."""
    details = page.locator("details:has(input[type=file])")
    if details.count() and not page.locator("input[type=file]").first.is_visible():
        details.first.locator("summary").first.click()
    page.locator("input[type=file]").first.set_input_files(picture)
    for field in page.locator("input[name*=alt]").all():
        if "zh-hans" in (field.get_attribute("name") or ""):
            field.fill("盐湖厂区全景")


def _publish(page: Page) -> None:
    page.locator(SAVE).click()
    page.locator(PUBLISH).click()
    expect(page.locator("[role=status]").first).to_contain_text(re.compile("已发布|Published"))


def _searched(visitor: Visitors, site: Site, words: str) -> None:
    """The search finds it within seconds."""
    page = visitor(javascript=False).page
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        page.goto(f"{site.url}/zh-hans/search?q={words}")
        if words in page.locator("main").inner_text().split("\n", 3)[-1]:
            return
        time.sleep(0.5)
    raise AssertionError(f"the search does not find {words}")
