"""Hostile words in everything that people may type, opened in a real browser: nothing runs."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Dialog, Page

from portal.accounts.models import Organisation
from portal.config import read_settings
from portal.core.audit import SYSTEM
from portal.enquiries import private_link, rules, service
from portal.enquiries.rules import RuleFacts
from portal.enquiries.submitting import submit
from portal.listings.registry import registry
from portal.listings.texts import Text
from portal.media.checks import Upload
from portal.media.service import store_document, store_image
from portal.runtime import Runtime, build_runtime
from tests.browser.conftest import Site, Visitors, sign_in
from tests.support import factories
from tests.support.enquiries import a_draft
from tests.support.records import PDF

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
DEED = "window.__ran=1;alert(1)"
# One line each, for titles, names and figures.
LINES = (
    f"<script>{DEED}</script>",
    f"<img src=x onerror={DEED}>",
    f"\"'><svg/onload={DEED}>",
    f"</title></textarea></style><script>{DEED}</script>",
    f"javascript:{DEED}",
    "{{ ''.__class__ }}{% print 7*7 %}${7*7}#{7*7}",
    f"<a href='javascript:{DEED}'>x</a><style>*{{display:none}}</style>",
    f"\" autofocus onfocus={DEED} x=\"",
    "]]><!--\u202e",
)  # fmt: skip
BODY = "\n\n".join(
    (
        *LINES,
        f"[press](javascript:{DEED})",
        f"[press](JaVaScRiPt&colon;{DEED})",
        f"[press](data:text/html,<script>{DEED}</script>)",
        f"[press](vbscript:{DEED})",
        f"[a\\](x) <b onmouseover={DEED}>](https://invest.example/\"onmouseover={DEED})",
        f"![x](x\"onerror=\"{DEED})",
        f"![x](javascript:{DEED})",
        "![seen from here](https://evil.example/pixel.png)",
        "![seen](//evil.example/pixel.png)",
        f"![x](data:image/svg+xml,<svg onload={DEED}>)",
        f"<https://a.example/<script>{DEED}</script>>",
        f"<javascript:{DEED}>",
        f"```html\"><script>{DEED}</script>\n<script>{DEED}</script>\n```",
        f"[x]: javascript:{DEED}\n\n[x]",
        f"| <script>{DEED}</script> |\n|---|\n| <img src=x onerror={DEED}> |",
        f"<details open ontoggle={DEED}><iframe srcdoc=\"<script>{DEED}</script>\">",
        f"<math><mtext><table><mglyph><style><img src=x onerror={DEED}>",
        "<meta http-equiv=refresh content='0;url=https://evil.example/'><base href=//evil.example/>",
    )
)  # fmt: skip
WATCH = """() => {
  window.__broken = [];
  document.addEventListener('securitypolicyviolation', (e) => window.__broken.push(`${e.violatedDirective} ${e.blockedURI}`));
}"""


@pytest.fixture(scope="module")
def hostile(site: Site) -> Iterator[dict[str, Any]]:
    """Records of every kind whose every word is hostile, in the running site's own database."""
    runtime = build_runtime(read_settings(site.environ))
    try:
        yield _plant(runtime)
    finally:
        runtime.database.engine.dispose()


def _plant(runtime: Runtime) -> dict[str, Any]:
    with runtime.database.write() as session:
        names = {"zh-hans": LINES[0], "zh-hant": LINES[1], "en": LINES[2]}
        office = factories.organisation(session, "hostile", names=names, duties=names, address=names, hours=names)  # fmt: skip
        picture = store_image(session, runtime.store, Upload(f"{LINES[1]}.png", _png()),
                              {"zh-hans": LINES[7], "en": LINES[2]}, office.id)  # fmt: skip
        paper = store_document(session, runtime.store, Upload(f"{LINES[0]}.pdf", PDF), private=False, owner_id=office.id)  # fmt: skip
        user = factories.user(session, "officer", "hostile", name=LINES[1])
        listings = {key: _listing(session, key, picture.id, paper.id) for key in registry()}
        facts = RuleFacts(LINES[0], "space", None, None, None, False, office.id, user.id)
        rules.add(session, SYSTEM, facts)
        words = {"name": LINES[1], "company": LINES[2], "subject": LINES[3], "message": BODY[:3900]}
        enquiry = submit(session, a_draft(listings["space"], **words), "hostile")
        service.investor_writes(session, enquiry, BODY[:3900], "hostile-again")
        key = private_link.key_for(enquiry, runtime.settings.secret_key)
        return {"office": office.id, "picture": picture.id, "paper": paper.id, "listings": listings,
                "enquiry": enquiry.id, "link": f"/en/enquiries/{enquiry.reference}?key={key}",
                "person": user.id, "organisations": session.query(Organisation).count()}  # fmt: skip


def _listing(session: Any, key: str, picture_id: int, paper_id: int) -> int:
    """A published listing with hostile words in its title, summary, body and own texts."""
    listing_type = registry()[key]
    fields = {f.name: LINES[n % 4] for n, f in enumerate(listing_type.fields) if f.translated}
    texts = {
        "zh-hans": Text(LINES[0], LINES[1], BODY, fields),
        "en": Text(LINES[2], LINES[3], BODY, fields),
    }
    names = {f.name for f in listing_type.fields}
    files: dict[str, Any] = {}
    if "images" in names:
        files["images"] = [picture_id]
    if "attachments" in names:
        files["attachments"] = [paper_id]
    return factories.listing(session, key, title=LINES[0], owner="hostile", texts=texts, **files).id


def _png() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (1700, 900), (15, 94, 99)).save(buffer, "PNG")
    return buffer.getvalue()


class Watched:
    """A page on which any dialog, refusal by the policy or run script is noted."""

    def __init__(self, page: Page, site: Site) -> None:
        self.page, self._site = page, site
        self.noted: list[str] = []
        page.add_init_script(f"({WATCH})()")
        page.on("dialog", self._dialog)

    def open(self, path: str) -> None:
        self.page.goto(self._site.url + path)
        self.look(path)

    def look(self, what: str) -> None:
        self.page.wait_for_timeout(50)
        ran, broken, markup = self.page.evaluate(
            "() => [window.__ran, window.__broken, document.querySelectorAll("
            "'[onerror],[onload],[onfocus],[ontoggle],[onmouseover],iframe,base,style,"
            "a[href^=javascript],a[href^=data]').length]"
        )
        if ran or broken or markup:
            self.noted.append(f"{what}: ran {ran}, refused {broken}, {markup} hostile elements")

    def _dialog(self, dialog: Dialog) -> None:
        self.noted.append(f"dialog on {self.page.url}: {dialog.message}")
        dialog.dismiss()


def test_hostile_words_do_nothing_on_public_pages(
    visitor: Visitors, site: Site, hostile: dict[str, Any]
) -> None:
    watched = Watched(visitor().page, site)
    for locale in ("zh-hans", "zh-hant", "en"):
        watched.open(f"/{locale}/")
        for key, listing_id in hostile["listings"].items():
            segment = registry()[key].segment
            watched.open(f"/{locale}/{segment}/")
            watched.open(f"/{locale}/{segment}/{listing_id}-x")
            assert "window.__ran" in watched.page.inner_text("main"), "the words are shown as words"
    for path in ("/en/contact", "/en/sitemap", f"/en/enquiries/new?listing={hostile['listings']['space']}",
                 hostile["link"], "/en/search?q=window.__ran", "/en/search?q=%3Cscript%3Ealert(1)%3C/script%3E",
                 "/en/spaces/?area_min=%22%3E%3Csvg/onload=alert(1)%3E", "/en/%3Cscript%3Ealert(1)%3C/script%3E",
                 "/en/enquiries/track?reference=%22%3E%3Csvg/onload=alert(1)%3E"):  # fmt: skip
        watched.open(path)
    assert watched.noted == []


def test_hostile_words_do_nothing_on_the_desk(
    visitor: Visitors, site: Site, hostile: dict[str, Any]
) -> None:
    page = sign_in(visitor(), site.staff_member("administrator", "hostile"))
    watched = Watched(page, site)
    for key, listing_id in hostile["listings"].items():
        watched.open(f"/staff/listings/{registry()[key].segment}/")
        for view in ("", "/preview", "/history", "/withdraw"):
            watched.open(f"/staff/listings/{listing_id}{view}")
    for path in ("/staff/", "/staff/enquiries/?view=all", f"/staff/enquiries/{hostile['enquiry']}", "/staff/rules/",
                 "/staff/people/", f"/staff/people/{hostile['person']}", "/staff/organisations/",
                 f"/staff/organisations/{hostile['office']}", "/staff/media/", f"/staff/media/{hostile['picture']}",
                 "/staff/audit/", "/staff/listings/spaces/?words=%3Csvg/onload=alert(1)%3E", "/staff/account/"):  # fmt: skip
        watched.open(path)
    assert watched.noted == []


def test_hostile_markdown_does_nothing_in_the_live_preview(
    visitor: Visitors, site: Site, hostile: dict[str, Any]
) -> None:
    page = sign_in(visitor(), site.staff_member("publisher", "hostile"))
    watched = Watched(page, site)
    watched.open("/staff/listings/news/new")
    page.fill("[name=body]", BODY)
    with page.expect_response("**/staff/markdown"):
        page.locator("[data-show]").first.click()
    page.wait_for_timeout(500)
    watched.look("live preview")
    assert watched.noted == []
