"""The officer's part: accept, answer with words that are saved and a listing, hand over."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser import enquiring
from tests.browser.conftest import Site, Visitor, Visitors, sign_in
from tests.support.mailbox import link, words

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
SAVED = {
    "zh-hans": "{name}，您好！您的咨询 {reference} 已由{office}受理。",
    "en": "Dear {name}, {office} is glad to hear from you about {reference}.",
}
GREETING = "Dear 王建国 Wang, "
REASON = "这栋厂房归临猗县管理。"


def test_an_officer_accepts_answers_with_saved_words_and_a_card_and_hands_over(
    visitor: Visitors, site: Site
) -> None:
    reader = f"card-{time.monotonic_ns()}@buyers.example"
    officer = site.staff_member("officer", "yanhu")
    private, reference = _asked(visitor(), reader)
    desk = sign_in(visitor(), officer)
    _saves_an_answer(desk, site, title := f"问候 {reference}")

    enquiring.from_inbox(desk, site.url, reference, "unaccepted")
    address = desk.url
    enquiring.accept(desk)
    expect(desk.locator(".case__side")).to_contain_text(officer.partition("@")[0])
    shown = _answers_with_a_card(desk, title)
    expect(desk.locator("li.turn").last.locator(".turn__card a")).to_be_visible()

    mail = site.mail_to(reader, GREETING)
    assert f"about {reference}." in words(mail), "the places are filled in"
    assert link(mail, "/en/spaces/").startswith(f"{site.url}/en/spaces/{shown}-")
    private.reload()
    answer = private.locator("li.turn").last
    expect(answer).to_contain_text(GREETING)
    answer.locator(".turn__card a").click()
    expect(private).to_have_url(re.compile(rf"/en/spaces/{shown}-"))
    private.go_back()

    _hands_over(desk, "临猗县", REASON)
    told = site.mail_to(reader, "now looks after your enquiry")
    assert "Linyi" in words(told)
    assert REASON not in words(told), "the reason is for staff"
    private.reload()
    expect(private.locator(".enquiry__side")).to_contain_text("Linyi")
    state = private.locator("[role=status].lead")
    expect(state).to_contain_text(re.compile("Yanhu.*has answered"))
    expect(private.locator("main")).not_to_contain_text(REASON)
    enquiring.write_again(private, "Who shows us around?")
    expect(state).to_contain_text(re.compile("Linyi.*will answer by"))

    refused = desk.goto(address)
    assert refused is not None
    assert refused.status == 403, "who handed it over no longer reads it"
    desk.goto(f"{site.url}/staff/enquiries/?q={reference}")
    expect(desk.locator("main tbody tr")).to_have_count(0)
    there = sign_in(visitor(), site.staff_member("officer", "linyi"))
    enquiring.from_inbox(there, site.url, reference, "organisation")
    expect(there.locator(".case__events")).to_contain_text(REASON)
    expect(enquiring.turn(there, "Who shows us around?")).to_be_visible()
    enquiring.accept(there)


def _asked(investor: Visitor, reader: str) -> tuple[Page, str]:
    """A question in English about a hall in Yanhu; the private page and the reference."""
    page = investor.open("/en/spaces/?region=140802")
    page.locator("main .row__title a").first.click()
    page.locator("main a[href*='/enquiries/new?listing=']").first.click()
    enquiring.fill_question(page, "Is there a hall with a crane?", reader)
    page.wait_for_timeout(enquiring.BY_HAND)
    return page, enquiring.sent(page)


def _saves_an_answer(desk: Page, site: Site, title: str) -> None:
    desk.goto(f"{site.url}/staff/saved-answers/new")
    desk.fill("[name=title]", title)
    for locale, text in SAVED.items():
        desk.fill(f"[name=text_{locale.replace('-', '_')}]", text)
    desk.locator("main form button[type=submit]").click()
    expect(desk.locator("main")).to_contain_text(title)


def _answers_with_a_card(desk: Page, title: str) -> str:
    """Returns the number of the listing that goes along."""
    form = desk.locator("form.case__answer")
    form.locator("[name=answer-saved]").select_option(label=title)
    expect(form.locator("[name=answer-text]")).to_have_value(re.compile(f"^{GREETING}"))
    form.locator("[name=answer-find]").fill("厂房")
    form.locator("button[name=do][value=find]:visible").last.click()
    found = form.locator("input[name=answer-listings]").first
    found.check()
    expect(form.locator("[name=answer-text]")).to_have_value(re.compile(f"^{GREETING}"))
    number = found.get_attribute("value")
    form.locator("button:not([name])").click()
    expect(enquiring.turn(desk, GREETING)).to_be_visible()
    assert number
    return number


def _hands_over(desk: Page, office: str, reason: str) -> None:
    form = desk.locator("form[action$='/hand-over']")
    desk.locator("details:has(form[action$='/hand-over']) > summary").click()
    offices = form.locator("[name=hand_over-to] option[value^='office-']").all()
    wanted = next(o for o in offices if office in (o.text_content() or ""))
    form.locator("[name=hand_over-to]").select_option(wanted.get_attribute("value"))
    form.locator("[name=hand_over-reason]").fill(reason)
    form.locator("button[type=submit]").click()
    desk.wait_for_url("**/staff/enquiries/")
