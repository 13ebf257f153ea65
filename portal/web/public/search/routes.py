"""`/{locale}/search?q=`: everything, with facets; from the database while the index is away."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup, escape

from portal.core.locales import LOCALES
from portal.enquiries.record import promise
from portal.listings import queries
from portal.listings.cards import CardView
from portal.listings.fields import clean
from portal.search.engine import Hit, IndexUnavailable, Query, Result
from portal.search.highlight import Span, highlight, snippet
from portal.web.access import public
from portal.web.context import db, locale, runtime
from portal.web.facets import facet_label
from portal.web.public.cache import revalidated
from portal.web.public.locales import public_blueprint
from portal.web.public.templating import declare_address

bp = public_blueprint("public_search", __name__)
FACETS = ("type", "region", "chains", "industry")
LONGEST, PER_PAGE, LAST_PAGE = 200, 10, 500
SNIPPET = 120  # characters


@dataclass(frozen=True, slots=True)
class Found:
    """A hit with its words marked."""

    card: CardView
    title: Markup
    snippet: Markup


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    count: int
    chosen: bool
    address: str  # with this value taken in or dropped


@dataclass(frozen=True, slots=True)
class Asked:
    """What stands in the address, cut to what is searched; `number` is the page."""

    text: str
    filters: dict[str, tuple[str, ...]]
    number: int
    too_long: bool

    def address(self, filters: dict[str, tuple[str, ...]] | None = None, number: int = 1) -> str:
        chosen = self.filters if filters is None else filters
        pairs = [("q", self.text)] if self.text else []
        pairs += [(name, value) for name in FACETS for value in chosen.get(name, ())]
        pairs += [("page", str(number))] if number > 1 else []
        return url_for("public_search.page") + (
            f"?{urlencode(pairs, errors='replace')}" if pairs else ""
        )

    def toggled(self, name: str, value: str) -> str:
        now = self.filters.get(name, ())
        values = tuple(v for v in now if v != value) if value in now else (*now, value)
        return self.address({**self.filters, name: values})


@bp.get("/search")
@public
@revalidated
def page() -> ResponseReturnValue:
    asked = _asked()
    result, degraded = _search(asked)
    ids = [hit.id for hit in result.hits]
    cards = queries.cards_of(db(), ids, locale())
    texts = queries.texts_of(db(), ids, locale())
    found = [
        Found(
            card,
            marked(card.title, highlight(card.title, result.terms)),
            _snippet(f"{card.summary}\n\n{texts[card.id].body}", result.terms),
        )
        for card in cards
    ]
    _declare(asked)
    return render_template(
        "public/search/search.html",
        asked=asked,
        found=found,
        total=result.total,
        pages=min(LAST_PAGE, -(-result.total // PER_PAGE)),
        options={name: _options(asked, result, name) for name in FACETS},
        page_address=lambda number: asked.address(number=number),
        fewer_words=_fewer(asked.text),
        degraded=degraded,
        promise=promise(db()),
    )


def marked(text: str, spans: tuple[Span, ...]) -> Markup:
    """The text as HTML with the spans in `<mark>`."""
    parts, at = [], 0
    for span in spans:
        parts += [escape(text[at : span.start]), Markup("<mark>"), escape(text[span.start : span.end]), Markup("</mark>")]  # fmt: skip
        at = span.end
    return Markup("").join([*parts, escape(text[at:])])


def _snippet(text: str, terms: tuple[str, ...]) -> Markup:
    passage = snippet(text, terms, SNIPPET)
    return marked(passage.text, passage.spans)


def _asked() -> Asked:
    text = " ".join(clean(request.args.get("q", "")).split())
    filters = {
        name: tuple(dict.fromkeys(clean(v)[:40] for v in request.args.getlist(name)))[:50]
        for name in FACETS
    }
    number = request.args.get("page", "1")
    usable = number.isascii() and number.isdigit() and len(number) < 5
    return Asked(
        text=text[:LONGEST],
        filters={name: kept for name in FACETS if (kept := tuple(v for v in filters[name] if v))},
        number=min(max(int(number), 1), LAST_PAGE) if usable else 1,
        too_long=len(text) > LONGEST,
    )


def _search(asked: Asked) -> tuple[Result, bool]:
    """The engine's answer; without an index, titles that hold the words, and True."""
    offset = (asked.number - 1) * PER_PAGE
    query = Query(asked.text, asked.filters, FACETS, offset=offset, limit=PER_PAGE)
    try:
        return runtime().engine.search(query), False
    except IndexUnavailable:
        return _from_titles(asked, offset), True


def _from_titles(asked: Asked, offset: int) -> Result:
    total, ids = queries.titled_like(db(), asked.text, PER_PAGE, offset)
    return Result(total=total, hits=tuple(Hit(id, 0.0) for id in ids), facets={}, terms=())


def _options(asked: Asked, result: Result, name: str) -> tuple[Option, ...]:
    chosen = asked.filters.get(name, ())
    counts = {count.value: count.count for count in result.facets.get(name, ())}
    values = [*counts, *(value for value in chosen if value not in counts)]
    return tuple(
        Option(v, facet_label(name, v), counts.get(v, 0), v in chosen, asked.toggled(name, v))
        for v in values
    )


def _fewer(text: str) -> list[str]:
    """The question with one word dropped, for who found nothing: at most three of them."""
    words = text.split()
    if len(words) < 2:
        return []
    return [" ".join(words[:i] + words[i + 1 :]) for i in range(len(words))][-3:]


def _declare(asked: Asked) -> None:
    query = asked.address(number=asked.number).partition("?")[2]
    paths = {o.segment: url_for(".page", locale_code=o.segment) for o in LOCALES}
    declare_address(paths, query)
