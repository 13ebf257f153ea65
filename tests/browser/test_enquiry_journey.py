"""From enquiry to answer, in each language: a question with a file, mails, a talk, a rating."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import enquiring
from tests.browser.conftest import Site, Visitors, sign_in
from tests.support.mailbox import link, words
from tests.support.papers import paper

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
WISHES = {"area": "5200", "when": "quarter", "power": "800", "industry": "汽车零部件"}


@dataclass(frozen=True)
class Investor:
    """Who asks, in which language, and what the portal is to say in it."""

    locale: str
    javascript: bool
    question: str
    first: str  # file that goes with the question
    more: str
    second: str  # file that goes with what is written later
    answer: str
    why: str
    tag: str
    received: str  # subjects of the mails
    answered: str
    rated: str


SIMPLIFIED = Investor(
    "zh-hans", True, "请问这栋厂房三个月内能入驻吗？", "项目说明.pdf", "补充一份设备清单。",
    "设备清单.xlsx", "可以，三月底前交付。", "答复很快，数字清楚。", "zh-Hans",
    "已收到您的咨询", "已答复", "您的评价：满意",
)  # fmt: skip
TRADITIONAL = Investor(
    "zh-hant", True, "請問這棟廠房能裝十噸行車嗎？", "專案說明.docx", "補上現場照片。", "現場.png",
    "可以，行車樑已預留。", "說明得很仔細。", "zh-Hant",
    "已收到您的諮詢", "已答覆", "您的評價：滿意",
)  # fmt: skip
ENGLISH = Investor(
    "en", True, "Can we move into this hall within three months?", "project.xlsx",
    "Here is our equipment list.", "equipment.docx", "Yes, it is ready by the end of March.",
    "A quick answer with the figures we needed.", "en",
    "We have received your enquiry", "has been answered", "You said: Good",
)  # fmt: skip
WITHOUT_SCRIPTS = Investor(
    "en", False, "Is this hall free? We browse without scripts.", "site.png",
    "The layout again, as a document.", "layout.pdf", "It is free.", "Plain and quick.", "en",
    "We have received your enquiry", "has been answered", "You said: Good",
)  # fmt: skip
ALL = {"simplified": SIMPLIFIED, "traditional": TRADITIONAL, "english": ENGLISH,
       "without scripts": WITHOUT_SCRIPTS}  # fmt: skip


@pytest.mark.parametrize("investor", ALL.values(), ids=ALL)
def test_an_investor_asks_with_a_file_gets_mail_talks_and_rates(
    visitor: Visitors, site: Site, tmp_path: Path, investor: Investor
) -> None:
    reader = f"investor-{time.monotonic_ns()}@buyers.example"
    first, second = (paper(tmp_path, name) for name in (investor.first, investor.second))

    asking = visitor(javascript=investor.javascript).open(
        f"/{investor.locale}/spaces/?region=140802"
    )
    reference = _asks_about_a_hall(asking, investor, reader, first)
    _is_told_the_private_link(asking, site, reference)

    mail = site.mail_to(reader, reference)
    assert investor.received in mail["Subject"]
    assert (mail["Content-Language"], mail["To"]) == (investor.tag, reader)
    elsewhere = visitor(javascript=investor.javascript).page  # another device: only the mail leads
    elsewhere.goto(link(mail, f"/{investor.locale}/enquiries/{reference}?key="))
    expect(enquiring.turn(elsewhere, investor.question)).to_contain_text(first.stem)
    enquiring.write_again(elsewhere, investor.more, second)
    sent = enquiring.turn(elsewhere, investor.more).locator(".turn__file a")
    _is_the_same(enquiring.downloaded(elsewhere, sent), second)

    desk = _officer_answers(visitor, site, reference, investor, (first, second))
    told = site.mail_to(reader, investor.answer)
    assert investor.answered in told["Subject"]
    assert reference in told["Subject"]
    assert told["Content-Language"] == investor.tag
    elsewhere.goto(link(told, f"/{investor.locale}/enquiries/{reference}?key="))
    expect(enquiring.turn(elsewhere, investor.answer)).to_be_visible()

    _rates(elsewhere, investor)
    desk.reload()
    expect(desk.locator(".case__side")).to_contain_text(investor.why)
    assert len(site.mailbox.to(reader)) == 2, "one mail for each thing that happened"
    assert investor.more not in words(told), "what the investor wrote is not mailed about"


def _asks_about_a_hall(page: Page, investor: Investor, reader: str, file: Path) -> str:
    page.locator("main .row__title a").first.click()
    title = page.locator("h1").inner_text()
    page.locator("main a[href*='/enquiries/new?listing=']").first.click()
    expect(page.locator(".enquiry__about")).to_contain_text(title)
    enquiring.fill_question(page, investor.question, reader, file, WISHES)
    page.wait_for_timeout(enquiring.BY_HAND)
    return enquiring.sent(page)


def _is_told_the_private_link(page: Page, site: Site, reference: str) -> None:
    shown = page.locator(".enquiry__link a")
    assert (shown.get_attribute("href") or "").startswith(site.url)
    expect(shown).to_contain_text(f"/enquiries/{reference}?key=")
    expect(page.locator(".enquiry__qr svg")).to_be_visible()
    expect(page.locator("main")).to_contain_text("5,200")
    expect(page.locator("main")).to_contain_text("800 kVA")


def _officer_answers(
    visitor: Visitors, site: Site, reference: str, investor: Investor, files: tuple[Path, Path]
) -> Page:
    """In the office that the rules chose; returns the desk's page."""
    desk = sign_in(visitor(), site.staff_member("officer", "yanhu"))
    enquiring.from_inbox(desk, site.url, reference, "organisation")
    for file in files:
        opened = desk.locator(".turn__file a", has_text=file.stem)
        _is_the_same(enquiring.downloaded(desk, opened), file)
    enquiring.answer(desk, investor.answer)
    return desk


def _rates(page: Page, investor: Investor) -> None:
    """One click is enough; why can be said as well."""
    page.locator("button[name=rating][value=good]").click()
    expect(page.locator(".enquiry__deeds")).to_contain_text(investor.rated)
    page.locator(".enquiry__deeds details summary").click()
    page.fill("textarea[name=reason]", investor.why)
    page.locator("button[name=rating][value=good]").click()
    expect(page.locator("textarea[name=reason]")).to_have_value(investor.why)
    expect(page.locator(".enquiry__deeds")).to_contain_text(investor.rated)


def _is_the_same(kept: tuple[str, bytes], file: Path) -> None:
    """A document as it was sent; a picture is kept without what a camera adds, as WebP."""
    name, content = kept
    if file.suffix == ".png":
        assert (name, content[8:12]) == (f"{file.stem}.webp", b"WEBP")
    else:
        assert (name, content) == (file.name, file.read_bytes())
