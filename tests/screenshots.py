"""`make screenshots`: pictures of the main pages into build/screenshots/, README's into docs/images/."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.bench.pages import served
from tests.bench.running import Portal
from tests.support.factories import PASSWORD

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "build" / "screenshots"
WIDTHS = {"phone": 390, "desktop": 1280, "big-screen": 1920}
PAGES = {
    "home": "/{l}/",
    "spaces": "/{l}/spaces/",
    "filtered": "/{l}/spaces/?region=140802&area_min=5000&clear_height_min=8",
    "nothing": "/{l}/spaces/?area_min=900000000",
    "search": "/{l}/search?q=%E5%8E%82%E6%88%BF",
    "search-nothing": "/{l}/search?q=zzzz",
    "ask": "/{l}/enquiries/new",
    "track": "/{l}/enquiries/track",
    "about": "/{l}/about",
    "sitemap": "/{l}/sitemap",
}
SEGMENTS = ("parks", "spaces", "policies", "talent", "projects", "enterprises", "news", "guide")
DESK = {
    "desk": "/staff/", "desk-list": "/staff/listings/spaces/", "desk-new": "/staff/listings/spaces/new",
    "desk-enquiries": "/staff/enquiries/", "desk-rules": "/staff/rules/", "desk-people": "/staff/people/",
    "desk-media": "/staff/media/", "desk-exchange": "/staff/exchange/", "desk-audit": "/staff/audit/",
}  # fmt: skip
README = {"home": "home-en-desktop", "search": "search-en-desktop", "hall": "hall-en-desktop",
          "phone": "hall-zh-hans-phone", "desk": "desk-list-desktop"}  # fmt: skip


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        environ = os.environ | {"PORTAL_DATA_DIR": folder, "PYTHONWARNINGS": "ignore"}
        command = [sys.executable, "-m", "portal.cli"]
        subprocess.run([*command, "init"], env=environ, check=True, stdout=subprocess.DEVNULL)
        subprocess.run(
            [*command, "user", "add", "desk@invest.example", "--role", "administrator"],
            env=environ, check=True, input=PASSWORD + "\n", text=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        with (
            served("portal:create_app()", Portal(Path(folder))) as base,
            sync_playwright() as playwright,
        ):
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
            )
            _public(browser, base)
            _desk(browser, base)
    for name, source in README.items():
        shutil.copy(TARGET / f"{source}.png", ROOT / "docs" / "images" / f"{name}.png")
    print(f"{len(list(TARGET.glob('*.png')))} pictures in {TARGET}")


def _public(browser: Browser, base: str) -> None:
    for device, width in WIDTHS.items():
        page = browser.new_page(viewport={"width": width, "height": 900})
        for locale in ("zh-hans", "zh-hant", "en"):
            for name, path in PAGES.items():
                page.goto(base + path.format(l=locale))
                _keep(page, f"{name}-{locale}-{device}")
            for segment in SEGMENTS:
                page.goto(f"{base}/{locale}/{segment}/")
                _keep(page, f"list-{segment}-{locale}-{device}")
                page.goto(base + _first(page, segment))
                _keep(page, f"detail-{segment}-{locale}-{device}")
            page.goto(f"{base}/{locale}/spaces/?kind=hall&region=140802&crane_min=20")
            page.goto(base + _first(page, "spaces"))
            _keep(page, f"hall-{locale}-{device}")
        page.close()


def _desk(browser: Browser, base: str) -> None:
    for device, width in WIDTHS.items():
        page = browser.new_page(viewport={"width": width, "height": 900})
        page.goto(base + "/staff/sign-in")
        page.fill("input[name=email]", "desk@invest.example")
        page.fill("input[name=password]", PASSWORD)
        page.click("main form button[type=submit]")
        for name, path in DESK.items():
            page.goto(base + path)
            _keep(page, f"{name}-{device}")
        page.close()


def _first(page: Page, segment: str) -> str:
    """The address of the first listing on a list."""
    hrefs = page.eval_on_selector_all("main a", "links => links.map(a => a.getAttribute('href'))")
    return str(next(href for href in hrefs if href and re.search(rf"/{segment}/\d+-", href)))


def _keep(page: Page, name: str) -> None:
    page.screenshot(path=TARGET / f"{name}.png", full_page=name.startswith(("detail", "list")))


if __name__ == "__main__":
    main()
