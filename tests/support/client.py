"""A test client that parses every HTML page strictly, and knows how to post a form."""

from __future__ import annotations

import re
from typing import Any

import html5lib
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

# What html5lib calls an error and the HTML standard allows.
HARMLESS = {"unexpected-null-character"}


class StrictClient(FlaskClient):
    """Fails the test on HTML that is not well-formed, on doubled ids and on inline script."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = super().open(*args, **kwargs)
        packed = "Content-Encoding" in response.headers
        if (
            response.mimetype == "text/html"
            and not packed
            and response.status_code != 304
            and response.data
        ):
            check_html(response.text, whole=response.text.lstrip().lower().startswith("<!doctype"))
        return response

    def submit(self, path: str, data: dict[str, Any] | None = None, **kwargs: Any) -> TestResponse:
        """Post a form with the CSRF token of a page (by default of the same address)."""
        page = self.get(kwargs.pop("page", path)).text
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        token = found[1] if found else ""
        return self.post(path, data={"csrf_token": token, **(data or {})}, **kwargs)


def check_html(page: str, *, whole: bool = True) -> None:
    parser = html5lib.HTMLParser(strict=False)
    tree = parser.parse(page) if whole else parser.parseFragment(page)
    errors = [(place, code) for place, code, _ in parser.errors if code not in HARMLESS]
    assert not errors, _explain(page, errors)
    elements = list(tree.iter())
    ids = [e.get("id") for e in elements if isinstance(e.tag, str) and e.get("id")]
    doubled = sorted({i for i in ids if ids.count(i) > 1})
    assert not doubled, f"ids used twice: {doubled}"
    for element in elements:
        inline = [name for name in element.attrib if name == "style" or name.startswith("on")]
        assert not inline, f"inline {inline} on {element.tag}"


def _explain(page: str, errors: list[tuple[tuple[int, int], str]]) -> str:
    lines = page.splitlines()
    told = [
        f"{code} at {line}:{column}: {lines[line - 1][:160]}" for (line, column), code in errors[:5]
    ]
    return "HTML is not well-formed:\n" + "\n".join(told)
