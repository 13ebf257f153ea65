"""A real portal (server and worker) with its sample content, and a real Chromium."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.support.databases import PostgresDatabases, SqliteDatabases
from tests.support.factories import PASSWORD
from tests.support.mailbox import Mailbox, free_port, mailbox

STARTS_WITHIN = 60  # seconds, on a busy machine
PATIENCE = 20_000  # ms for anything to be seen or pressed, on a busy machine
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-quic",
]


@dataclass(frozen=True)
class Site:
    url: str
    data_dir: Path
    environ: dict[str, str]
    mailbox: Mailbox

    def command(self, *words: str, given: str = "") -> str:
        """Run the `portal` command against this site."""
        done = subprocess.run(
            [sys.executable, "-m", "portal.cli", *words],
            env=self.environ, input=given, capture_output=True, text=True, check=True,
        )  # fmt: skip
        return done.stdout

    def staff_member(self, role: str, organisation: str = "agency") -> str:
        """Make a member of staff with the tests' password; returns the mail address."""
        address = f"{role}-{organisation}-{time.monotonic_ns()}@invest.example"
        self.command(
            "user", "add", address, "--role", role, "--org", organisation, given=PASSWORD + "\n"
        )
        return address

    def mail_to(self, address: str, containing: str = "") -> EmailMessage:
        """The newest mail to an address; waits for the worker."""
        return self.mailbox.wait_for(address, containing)


@pytest.fixture(scope="session")
def site(
    all_databases: SqliteDatabases | PostgresDatabases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """`portal init` and `portal run`, as an operator would start them, and a real mail server."""
    folder = tmp_path_factory.mktemp("site")
    port = free_port()
    with all_databases.fresh(folder) as database_url, mailbox() as mails:
        environ = os.environ | {
            "PORTAL_DATA_DIR": str(folder / "data"),
            "PORTAL_DATABASE_URL": database_url,
            "PORTAL_BASE_URL": f"http://127.0.0.1:{port}",
            "PORTAL_MAIL_URL": mails.url,
            "PYTHONWARNINGS": "ignore",
        }
        made = Site(f"http://127.0.0.1:{port}", folder / "data", environ, mails)
        made.command("init")
        log = (folder / "server.log").open("wb")
        server = subprocess.Popen(
            [sys.executable, "-m", "portal.cli", "run", "--port", str(port)],
            env=environ, stdout=log, stderr=log,
        )  # fmt: skip
        try:
            _wait_until_ready(made.url, folder / "server.log")
            yield made
        finally:
            server.terminate()
            server.wait(timeout=30)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    assert executable, "Chromium is needed: deploy/system-packages.sh chromium"
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_ARGS)
        yield started
        started.close()


@dataclass
class Visitor:
    """A browser window whose every request and complaint is watched."""

    page: Page
    site: Site

    def open(self, path: str) -> Page:
        answer = self.page.goto(self.site.url + path)
        assert answer is not None
        assert answer.status < 400, f"{path}: {answer.status}"
        return self.page


class Visitors:
    def __init__(self, browser: Browser, site: Site) -> None:
        self._browser, self._site = browser, site
        self._contexts: list[BrowserContext] = []
        self.complaints: list[str] = []

    def __call__(
        self, *, javascript: bool = True, width: int = 1280, locale: str = "zh-CN"
    ) -> Visitor:
        context = self._browser.new_context(
            java_script_enabled=javascript,
            viewport={"width": width, "height": 900},
            locale=locale,
        )
        context.set_default_timeout(PATIENCE)
        self._contexts.append(context)
        page = context.new_page()
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self._request(request.url))
        return Visitor(page, self._site)

    def close(self) -> None:
        for context in self._contexts:
            context.close()

    def _console(self, message: object) -> None:
        kind, text = getattr(message, "type", ""), getattr(message, "text", "")
        if kind == "error" and "status of 4" not in text:
            self.complaints.append(text)

    def _request(self, url: str) -> None:
        if not url.startswith((self._site.url, "data:", "blob:")):
            self.complaints.append(f"request to another host: {url}")


@pytest.fixture
def visitor(browser: Browser, site: Site) -> Iterator[Visitors]:
    """Opens windows; at the end nothing may have complained or asked another host."""
    visitors = Visitors(browser, site)
    yield visitors
    visitors.close()
    assert visitors.complaints == []


def sign_in(visitor: Visitor, address: str) -> Page:
    page = visitor.open("/staff/sign-in")
    page.fill("input[name=email]", address)
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button[type=submit]")
    page.wait_for_url("**/staff/")
    return page


def _wait_until_ready(url: str, log: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url + "/readyz", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"the site does not get ready: {log.read_text()[-3000:]}")
