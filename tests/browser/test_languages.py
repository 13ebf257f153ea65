"""Each language is whole: every public page, as its reader gets it.

Walks the site map of a running portal with its whole content, page by page, without a browser.
"""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from urllib.parse import urlsplit

import html5lib
import pytest
from babel.messages.pofile import read_po

from portal.core.resources import resource_dir
from tests.browser.conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
CHINESE = re.compile(r"[\u3400-\u9fff\u3000-\u303f\uff01-\uff5e]")
# Characters that only simplified Chinese writes.
SIMPLIFIED = re.compile("[这们来时发国对说会厂业产开车长东门问间见观规视书买卖电请选]")
NAMESPACE = "{http://www.w3.org/1999/xhtml}"


def _pages(site: Site, locale: str) -> list[str]:
    with urllib.request.urlopen(site.url + "/sitemap.xml") as answer:
        listed = re.findall(r"<loc>([^<]+)</loc>", answer.read().decode())
    paths = sorted({urlsplit(address).path for address in listed})
    own = [path for path in paths if path.startswith(f"/{locale}/")]
    return [*own, f"/{locale}/enquiries/new", f"/{locale}/enquiries/track", f"/{locale}/search?q=zzzz",
            f"/{locale}/search?q=hall", f"/{locale}/spaces/?area_min=x"]  # fmt: skip


def _said(page: str, outside: str) -> Iterator[str]:
    """Texts and spoken attributes that no element marks as being in a language `outside`…"""
    tree = html5lib.parse(page)

    def walk(element: object, marked: bool) -> Iterator[str]:
        tag = getattr(element, "tag", "")
        if not isinstance(tag, str) or tag in (NAMESPACE + "script", NAMESPACE + "style"):
            return
        lang = element.get("lang")  # type: ignore[attr-defined]
        marked = lang.startswith(outside) if lang else marked
        if not marked:
            yield element.text or ""  # type: ignore[attr-defined]
            for name in ("alt", "title", "aria-label", "placeholder", "content"):
                if name != "content" or element.get("name") == "description":  # type: ignore[attr-defined]
                    yield element.get(name) or ""  # type: ignore[attr-defined]
        for child in element:  # type: ignore[attr-defined]
            yield from walk(child, marked)
            if not marked:
                yield child.tail or ""

    yield from walk(tree, False)


def _read(site: Site, path: str) -> str:
    try:
        with urllib.request.urlopen(site.url + path) as answer:
            return str(answer.read().decode())
    except urllib.error.HTTPError as error:
        if error.code in (400, 404):
            return error.read().decode()
        raise


def test_english_pages_mark_every_chinese_word(site: Site) -> None:
    found = {}
    for path in _pages(site, "en"):
        stray = [text for text in _said(_read(site, path), "zh") if CHINESE.search(text)]
        if stray:
            found[path] = stray[:3]
    assert found == {}


@pytest.mark.parametrize("locale", ["zh-hans", "zh-hant"])
def test_chinese_pages_say_nothing_in_english(site: Site, locale: str) -> None:
    """No message of the catalogue is left in English."""
    with (resource_dir("translations") / "zh_Hans/LC_MESSAGES/messages.po").open("rb") as file:
        catalogue = read_po(file)
    messages = {
        str(m.id) for m in catalogue if isinstance(m.id, str) and " " in m.id and "%" not in m.id
    }
    found = {}
    for path in _pages(site, locale):
        stray = {text.strip() for text in _said(_read(site, path), "en")} & messages
        if stray:
            found[path] = sorted(stray)[:3]
    assert found == {}


def test_traditional_pages_hold_no_simplified_characters(site: Site) -> None:
    found = {}
    for path in _pages(site, "zh-hant"):
        stray = [text for text in _said(_read(site, path), "zh-Hans") if SIMPLIFIED.search(text)]
        if stray:
            found[path] = stray[:3]
    assert found == {}
