"""What templates can say: figures with units, names of codes, dates, Markdown, assets."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jinja2
from flask import Flask, request, url_for
from markupsafe import Markup

from portal.core import clock, dates, reference, units
from portal.core.i18n import Label
from portal.core.locales import LOCALES, Locale
from portal.core.rendering import markdown_to_html
from portal.core.resources import PACKAGE, resource_dir
from portal.core.units import Shown
from portal.enquiries import wishes
from portal.enquiries.models import Enquiry
from portal.listings.fields import Field, Number, Value
from portal.listings.registry import registry
from portal.web.access import current_user
from portal.web.context import locale, runtime


def set_up(app: Flask) -> None:
    folders = sorted(str(folder) for folder in PACKAGE.rglob("templates") if folder.is_dir())
    folders += [str(t.template_folder) for t in registry().values()]
    app.jinja_loader = jinja2.FileSystemLoader(folders)
    app.jinja_env.undefined = jinja2.StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        wishes_told=_wishes_told,
        day=day, moment=moment, markdown=markdown, shown=shown, region=region, industry=industry,
        chain=chain, term=term,
    )  # fmt: skip
    app.jinja_env.tests["past"] = past
    app.jinja_env.globals.update(
        asset_url=asset_url, locales=LOCALES, here_in=here_in, quantities=units, gap=gap
    )
    app.context_processor(_context)


def _context() -> dict[str, Any]:
    """Names every template knows."""
    return {
        "locale": locale(),
        "site": reference.load_yaml("site.yaml"),
        "in_locale": lambda texts: reference.in_locale(texts, locale()),
        "types": registry(),
        "user": current_user(),
        "today": clock.today(),
        "base_url": runtime().settings.base_url,
    }


def shown(value: Value, field: Field) -> Shown | None:
    """A figure with its unit in the reader's language; None when it is not known."""
    if not isinstance(field, Number) or not isinstance(value, (int, float)):
        return None
    return units.show(value, field.quantity, locale())


def term(value: str, field: Any) -> str:
    """The label of a code of a choice field."""
    return str(field.vocabulary.label(value, locale()))


def region(code: str | None) -> str:
    return _name(reference.regions(), code)


def industry(code: str | None) -> str:
    return _name(reference.industries(), code)


def chain(code: str | None) -> str:
    return _name(reference.chains(), code)


def _name(terms: Mapping[str, reference.Term], code: str | None) -> str:
    found = terms.get(code or "")
    return found.name(locale()) if found else code or ""


def day(value: date | datetime, width: dates.Width = "long") -> str:
    """A date as the reader's language writes it, in the city's calendar."""
    return dates.day(value, locale(), width)


def moment(value: datetime) -> str:
    """Date and time to the minute, city time."""
    return dates.moment(value, locale())


def past(moment: datetime) -> bool:
    return moment <= clock.now()


def markdown(text: str) -> Markup:
    return Markup(markdown_to_html(text))  # noqa: S704 (nh3 has cleaned it)


def gap() -> str:
    """What stands between two sentences: Chinese full stops bring their own room."""
    return "" if locale().babel.startswith("zh") else " "


def here_in(other: Locale) -> str:
    """This page's address in another language, with what was asked for kept."""
    parts = request.path.split("/", 2)
    rest = quote(parts[2]) if len(parts) > 2 else ""
    query = request.query_string.decode(errors="replace")
    return f"/{other.segment}/{rest}" + (f"?{query}" if query else "")


def asset_url(name: str) -> str:
    """A static file's address with its content's hash, so that it can be cached for ever."""
    return _asset_url(name, request.script_root)


@cache
def _asset_url(name: str, _root: str) -> str:
    return url_for("static", filename=name, v=_digest(resource_dir("static") / name))


@cache
def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def _wishes_told(enquiry: Enquiry) -> list[tuple[Label, str]]:
    """Label and answer of each further question that the investor answered."""
    return wishes.told(enquiry.wish, enquiry.kind, locale())
