"""The forms of a page, read from its HTML as a browser would."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import html5lib
from werkzeug.test import TestResponse


@dataclass
class Form:
    """A form of one of our pages: where it goes, and what a browser would send."""

    page: str
    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for name, _ in self.fields))


def forms(page: TestResponse, path: str, method: str) -> Iterator[Form]:
    """The forms of a page, and a form more for each button that sends elsewhere."""
    if page.mimetype != "text/html" or not page.data:
        return
    tree = html5lib.parse(page.text, namespaceHTMLElements=False)
    for element in tree.iter("form"):
        if (element.get("method") or "get").lower() != method:
            continue
        form = Form(path, element.get("action") or path)
        for entry in element.iter():
            _take(form, entry)
        yield form
        for button in element.iter("button"):
            elsewhere = button.get("formaction")
            if elsewhere:
                yield Form(path, elsewhere, form.fields, form.files)


def _take(form: Form, entry: Any) -> None:
    name = entry.get("name") if isinstance(entry.tag, str) else None
    if not name:
        return
    if entry.tag == "input" and entry.get("type") == "file":
        form.files.append(name)
    elif entry.tag == "input":
        if entry.get("type") not in ("checkbox", "radio") or entry.get("checked") is not None:
            form.fields.append((name, entry.get("value") or ""))
        elif name not in {n for n, _ in form.fields}:
            form.fields.append((name, entry.get("value") or "y"))
    elif entry.tag == "textarea":
        form.fields.append((name, entry.text or ""))
    elif entry.tag == "select":
        options = [o for o in entry.iter("option") if o.get("value")]
        chosen = [o for o in options if o.get("selected") is not None] or options[:1]
        form.fields.append((name, chosen[0].get("value") if chosen else ""))
