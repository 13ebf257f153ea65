"""What public templates can say besides `web.templating`: addresses of listings and of pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from babel.dates import format_date
from flask import Flask, g, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from portal.core import clock, reference
from portal.core.locales import Locale
from portal.listings.cards import CardView
from portal.listings.details import ListingView
from portal.listings.kit import ListingType
from portal.listings.registry import by_segment, registry
from portal.search.tokens import RUN
from portal.web.context import locale, runtime
from portal.web.public import drawing, fragments
from portal.web.templating import here_in


def set_up(app: Flask) -> None:
    app.jinja_env.filters.update(
        enumerated=enumerated,
        field_label=field_label,
        day_pattern=day_pattern,
        telephone=telephone,
        short_region=short_region,
        unbroken=unbroken,
        year_or_month=year_or_month,
    )
    app.jinja_env.globals.update(
        canonical_url=canonical_url,
        all_or_any=all_or_any,
        card_parts=fragments.card_parts,
        door=door,
        layout_part=fragments.layout_part,
        drawing_of=drawing_of,
        glyph=drawing.glyph,
        listing_url=listing_url,
        reader_locale=locale,
        same_page_in=same_page_in,
        suggestion_kinds=suggestion_kinds,
        text_lang=text_lang,
        typed_lang=typed_lang,
        unit_to_draw=unit_to_draw,
    )


def declare_address(paths: dict[str, str], query: str = "") -> None:
    """Say under which address (path by locale segment) this page is to be known."""
    g.canonical = {
        segment: path + (f"?{query}" if query else "") for segment, path in paths.items()
    }


def canonical_url(other: Locale | None = None) -> str | None:
    """The page's own full address, in `other` language if given; None where it has none."""
    paths: dict[str, str] | None = g.get("canonical")
    if paths is None:
        return None
    return runtime().settings.base_url + paths[(other or locale()).segment]


def same_page_in(other: Locale) -> str:
    """Where the language switch leads: this page, with what was asked for."""
    paths: dict[str, str] | None = g.get("canonical")
    return paths[other.segment] if paths else here_in(other)


def listing_url(view: CardView | ListingView) -> str:
    """The address of a listing's page in the reader's language."""
    return _listing_url(view.path, locale().segment, request.script_root)


@lru_cache(maxsize=4096)
def _listing_url(path: str, _locale: str, _root: str) -> str:
    segment, tail = path.split("/", 1)
    return url_for("public_details.page", segment=segment, tail=tail)


def door() -> tuple[str, str]:
    """The address of the list that this page is or belongs to, and its `aria-current`."""
    parts = request.path.split("/", 3)
    if len(parts) < 4 or by_segment(parts[2]) is None:
        return "", ""
    return "/".join(parts[:3]) + "/", "true" if parts[3] else "page"


def suggestion_kinds() -> dict[str, str]:
    """What stands beside a suggestion, by its `type`; words to search for say nothing."""
    listings = {key: str(listing_type.singular) for key, listing_type in registry().items()}
    return listings | {"region": str(_("Region")), "industry": str(_("Industry"))}


def short_region(code: str) -> str:
    """A county's name as a map has room for: 盐湖, Yanhu."""
    term = reference.regions().get(code)
    if term is None:
        return code
    name = term.name(locale())
    return name.split()[0] if locale().segment == "en" else name[:2]


def text_lang(view: CardView | ListingView) -> Markup:
    """The `lang` attribute of a text that stands in for the reader's language, else nothing."""
    return Markup("") if view.locale == locale() else Markup(' lang="{}"').format(view.locale.tag)


def typed_lang(words: str) -> Markup:
    """The `lang` attribute of Chinese words among an English page’s own."""
    foreign = not locale().segment.startswith("zh") and RUN.search(words)
    return Markup(' lang="zh"') if foreign else Markup("")


def enumerated(words: Iterable[str]) -> str:
    """Words one after another as the reader's language separates them: 、 in Chinese."""
    return ("、" if locale().segment.startswith("zh") else ", ").join(words)


def field_label(name: str, listing_type: ListingType) -> str:
    return str(listing_type.get(name).label)


def unbroken(words: str) -> str:
    """Keeps 14:30–18:00 on one line."""
    return words.replace("–", "\N{WORD JOINER}–\N{WORD JOINER}")


def year_or_month(written: str) -> str:
    """`1997-04` or `1997` as the reader's language writes it; anything else stays as it is."""
    found = re.fullmatch(r"(\d{4})(?:-(0[1-9]|1[0-2]))?", written, re.ASCII)
    if not found:
        return written
    year, month = int(found[1]), found[2]
    if year < 1:
        return written
    chinese = locale().segment.startswith("zh")
    if month:
        pattern = "y年M月" if chinese else "MMMM y"
        return format_date(date(year, int(month), 1), pattern, locale=locale().babel)
    return f"{found[1]}年" if chinese else found[1]


def day_pattern(moment: datetime, pattern: str) -> str:
    """Part of a date in the city's calendar, such as `d` or `MMM`."""
    return format_date(clock.in_city(moment).date(), pattern, locale=locale().babel)


def telephone(number: str) -> str:
    """A number as `tel:` wants it; a Chinese area code becomes international."""
    digits = re.sub(r"[^\d+]", "", number)
    return "+86" + digits[1:] if digits.startswith("0") else digits


def drawing_of(row: Any, unit: Any) -> drawing.Drawing:
    """The drawing of one unit of a building, from the columns they have."""
    names = [field.name for field in fields(drawing.Figures)]
    found: dict[str, Any] = {name: getattr(row, name, None) for name in names}
    found |= {name: getattr(unit, name) for name in names if hasattr(unit, name)}
    return drawing.draw(drawing.Figures(**found), locale())


def unit_to_draw(units: Sequence[Any]) -> Any:
    """Of those still to be had, the unit of which most is known; None without units."""
    names = [field.name for field in fields(drawing.Figures)]

    def worth(unit: Any) -> tuple[bool, int]:
        return unit.status != "let", sum(getattr(unit, name, None) is not None for name in names)

    return max(units, key=worth, default=None)


def all_or_any(rows: Sequence[Any], name: str) -> bool | None:
    """Yes if any row has it, no if every row lacks it, else not known."""
    values = [getattr(row, name) for row in rows]
    if any(values):
        return True
    return False if values and all(value is False for value in values) else None
