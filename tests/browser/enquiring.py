"""What investors and officers do with an enquiry, on the pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

BY_HAND = 2_300  # ms: a form sent within two seconds of its opening counts as sent by a machine
REFERENCE = re.compile(r"YC-\d{4}-[0-9A-Z]{6}")
SEND = "form[data-enquiry] button[type=submit]"


def fill_question(
    page: Page, message: str, email: str, paper: Path | None = None, wishes: Mapping[str, str] = {}
) -> None:
    """Everything but the button."""
    page.fill("textarea[name=message]", message)
    for name, value in wishes.items():
        entry = page.locator(f"[name=wish_{name}]")
        if entry.evaluate("e => e.tagName") == "SELECT":
            entry.select_option(value)
        else:
            entry.fill(value)
    page.fill("input[name=name]", "王建国 Wang")
    page.fill("input[name=email]", email)
    if paper is not None:
        page.set_input_files("input[name=files]", paper)
    page.check("input[name=consent]")


def sent(page: Page) -> str:
    """Press the button; returns the reference that the acknowledgement tells."""
    page.locator(SEND).click()
    expect(page.locator(".enquiry__reference")).to_contain_text(REFERENCE)
    found = REFERENCE.search(page.locator(".enquiry__reference").inner_text())
    assert found
    return found[0]


def write_again(page: Page, message: str, paper: Path | None = None) -> None:
    """On the private page."""
    page.fill("form.enquiry__write textarea[name=message]", message)
    if paper is not None:
        page.set_input_files("form.enquiry__write input[name=files]", paper)
    page.locator("form.enquiry__write button[type=submit]").click()
    expect(turn(page, message)).to_be_visible()


def turn(page: Page, words: str) -> Locator:
    """The message of the conversation with these words."""
    return page.locator("li.turn", has=page.locator(".turn__text", has_text=words))


def from_inbox(desk: Page, site_url: str, reference: str, view: str) -> None:
    """Find the enquiry in a view of the inbox, as whoever is signed in, and open it."""
    desk.goto(f"{site_url}/staff/enquiries/?view={view}")
    row = desk.locator("main tbody tr", has_text=reference)
    expect(row).to_have_count(1)
    row.locator("th a").click()
    expect(desk.locator("form.case__answer")).to_be_visible()


def accept(desk: Page) -> None:
    desk.locator("form.case__accept button[type=submit]").click()
    expect(desk.locator("form.case__accept")).to_have_count(0)


def answer(desk: Page, words: str) -> None:
    desk.fill("[name=answer-text]", words)
    desk.locator("form.case__answer button:not([name])").click()
    expect(turn(desk, words)).to_be_visible()


def downloaded(page: Page, link: Locator) -> tuple[str, bytes]:
    """The name and the bytes of a file that a link hands out."""
    with page.expect_download() as waiting:
        link.click()
    return waiting.value.suggested_filename, waiting.value.path().read_bytes()
