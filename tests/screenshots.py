"""`make screenshots`: pictures of the main pages into build/screenshots/, the documents' into docs/images/.

`python -m tests.screenshots guide` makes only those of the officers' guide.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import structlog
import time_machine
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, BrowserType, Page, sync_playwright
from sqlalchemy import update
from werkzeug.serving import make_server

from portal import create_app
from portal.accounts.models import User
from portal.config import read_settings
from portal.runtime import build_runtime
from tests.bench.pages import served
from tests.bench.running import Portal
from tests.browser.moved import Quiet
from tests.support.clock import city
from tests.support.factories import PASSWORD
from tests.support.mailbox import free_port
from tests.support.sample_office import TODAY, YANHU, Sample, furnish

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "build" / "screenshots"
IMAGES = ROOT / "docs" / "images"
PORTAL = [sys.executable, "-m", "portal.cli"]
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
CHROMIUM = shutil.which("chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu"]
OFFICE = "http://invest.example"
"""Where the officers' guide takes place: stands in its links and QR codes."""
TALLEST, LEAST, ROOM = (
    1800,
    400,
    24,
)  # pixels of a picture in the guide, and around a part of a page
COLOURS = 128  # of a picture in the documents: its file stays small


GUIDE = {"zh-hans": "", "en": ".en"}
"""Languages of the officers' guide, with the ending of its pictures' names."""


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        if sys.argv[1:] != ["guide"]:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            _pages(browser)
            browser.close()
        _guide(playwright.chromium)
    print(f"{len(list(TARGET.glob('*.png')))} pictures in {TARGET}")


def _pages(browser: Browser) -> None:
    """The main pages in every language and width."""
    with tempfile.TemporaryDirectory() as folder:
        _init(folder)
        subprocess.run(
            [*PORTAL, "user", "add", "desk@invest.example", "--role", "administrator"],
            env=_environ(folder), check=True, input=PASSWORD + "\n", text=True,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        with served("portal:create_app()", Portal(Path(folder))) as base:
            _public(browser, base)
            _desk(browser, base)
    for name, source in README.items():
        _small(TARGET / f"{source}.png", IMAGES / f"{name}.png")


def _init(folder: str) -> None:
    command = [*PORTAL, "init"]
    subprocess.run(command, env=_environ(folder), check=True, stdout=subprocess.DEVNULL)


def _environ(folder: str) -> dict[str, str]:
    return os.environ | {"PORTAL_DATA_DIR": folder, "PYTHONWARNINGS": "ignore"}


def _small(source: Path, target: Path) -> None:
    """Fewer colours, for a document."""
    with Image.open(source) as picture:
        few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(target, optimize=True)
    target.chmod(0o644)


def _guide(chromium: BrowserType) -> None:
    """A made-up office on a fixed day, in each language of the guide."""
    with tempfile.TemporaryDirectory() as folder:
        _init(folder)
        settings = read_settings({"PORTAL_DATA_DIR": folder, "PORTAL_BASE_URL": OFFICE})
        runtime = build_runtime(settings)
        with time_machine.travel(city(TODAY), tick=True) as clock:
            sample = furnish(runtime, clock)
            with _serving(create_app(runtime=runtime)) as port:
                browser = chromium.launch(
                    executable_path=CHROMIUM,
                    args=[*ARGUMENTS, f"--host-resolver-rules=MAP * 127.0.0.1:{port}"],
                )
                for language, ending in GUIDE.items():
                    with runtime.database.write() as session:
                        session.execute(update(User).values(locale=language))
                    _guide_desk(browser, sample, ending)
                    page = browser.new_page(viewport={"width": WIDTHS["phone"], "height": LEAST})
                    page.goto(sample.private[language])
                    _guide_keep(page, "private", ending, ends="form.enquiry__write")
                    page.close()
                browser.close()
        runtime.database.engine.dispose()


@contextmanager
def _serving(app: Flask) -> Iterator[int]:
    """Serve in this process, so that it keeps the moved clock; tells the port."""
    quiet = structlog.make_filtering_bound_logger(logging.WARNING)
    structlog.configure(wrapper_class=quiet)
    port = free_port()
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=Quiet)
    serving = Thread(target=server.serve_forever, daemon=True)
    serving.start()
    try:
        yield port
    finally:
        server.shutdown()
        serving.join()
        server.server_close()


def _guide_desk(browser: Browser, sample: Sample, ending: str) -> None:
    page = browser.new_page(viewport={"width": WIDTHS["desktop"], "height": LEAST})
    _sign_in(page, OFFICE, sample.officer)
    for name, path in {
        "today": "/staff/", "inbox": "/staff/enquiries/?view=organisation", "code": sample.origin,
        "absence": sample.away, "figures": "/staff/figures/?by=month",
    }.items():  # fmt: skip
        page.goto(OFFICE + path)
        _guide_keep(page, name, ending)
    page.goto(OFFICE + sample.case)
    page.select_option("select[data-saved]", index=1)
    page.click("button[name=do][value=insert]")
    page.wait_for_function("document.querySelector('.case__answer textarea').value")
    _guide_keep(page, "case", ending)
    page.context.clear_cookies()
    _sign_in(page, OFFICE, sample.administrator)
    page.goto(f"{OFFICE}/staff/rules/?kind=hall&region={YANHU}&area=3000&locale=zh-hans#try")
    page.click("details.rules__why summary")
    _guide_keep(page, "rules", ending, begins="section.rules__try")
    page.close()


def _guide_keep(page: Page, name: str, ending: str, begins: str = "", ends: str = "") -> None:
    """The page as high as it is, at most `TALLEST`; or from or to a part of it, with some room."""
    file = TARGET / f"enquiry-{name}{ending}.png"
    width = page.evaluate("innerWidth")
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": height})
    box = page.locator(begins or ends or "body").bounding_box()
    assert box is not None
    end = round(box["y"] + box["height"])
    bottom = end if ends else end + ROOM if begins else min(height, TALLEST)
    top = max(round(box["y"]) - ROOM, 0) if begins else 0
    left = max(round(box["x"]) - ROOM, 0) if begins else 0
    clip = {"x": left, "y": top, "width": width - left, "height": bottom - top}
    page.mouse.move(0, 0)
    page.screenshot(path=file, clip=clip, animations="disabled")  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": LEAST})
    _small(file, IMAGES / file.name)
    if file.stem == "enquiry-private.en":
        _small(file, IMAGES / "private.png")


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
        _sign_in(page, base, "desk@invest.example")
        for name, path in DESK.items():
            page.goto(base + path)
            _keep(page, f"{name}-{device}")
        page.close()


def _sign_in(page: Page, base: str, address: str) -> None:
    page.goto(base + "/staff/sign-in")
    page.fill("input[name=email]", address)
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button[type=submit]")


def _first(page: Page, segment: str) -> str:
    """The address of the first listing on a list."""
    hrefs = page.eval_on_selector_all("main a", "links => links.map(a => a.getAttribute('href'))")
    return str(next(href for href in hrefs if href and re.search(rf"/{segment}/\d+-", href)))


def _keep(page: Page, name: str) -> None:
    page.screenshot(path=TARGET / f"{name}.png", full_page=name.startswith(("detail", "list")))


if __name__ == "__main__":
    main()
