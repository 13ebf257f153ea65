"""`/{locale}/{segment}/`: what there is of one type."""

from __future__ import annotations

from collections.abc import Mapping

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.core.locales import LOCALES
from portal.listings import queries
from portal.listings.criteria import Asked, parameters, read
from portal.listings.fields import Reference
from portal.listings.kit import ListingType
from portal.listings.queries import ListPage
from portal.listings.registry import by_segment
from portal.web.access import public
from portal.web.context import db, locale
from portal.web.public.cache import cached_page
from portal.web.public.lists.filters import address, asked_pairs, filters, given
from portal.web.public.locales import public_blueprint
from portal.web.public.templating import declare_address

bp = public_blueprint("public_lists", __name__)


def _type(segment: str) -> ListingType:
    return by_segment(segment) or abort(404)


def _parameters(segment: str) -> tuple[str, ...]:
    return parameters(_type(segment))


@bp.get("/<segment:segment>/")
@public
@cached_page(params=_parameters)
def page(segment: str) -> ResponseReturnValue:
    """The list; 400 with the list as far as it was understood if a parameter is wrong."""
    listing_type = _type(segment)
    typed = given(listing_type)
    if any(not value for values in typed.values() for value in values):
        return redirect(address(asked_pairs(listing_type)), 302)  # a form sends empty fields too
    asked = read(listing_type, typed)
    found = queries.list_page(db(), listing_type, asked.criteria, locale())
    shown = filters(
        listing_type, asked, found.counts, _titles(listing_type, found, asked), locale()
    )
    if asked.criteria.page > found.pages and not asked.errors:
        return redirect(shown.page(found.pages), 302)
    query = address(asked_pairs(listing_type)).partition("?")[2]
    declare_address(
        {o.segment: url_for(".page", segment=segment, locale_code=o.segment) for o in LOCALES},
        query,
    )
    page = render_template(
        "public/lists/list.html", type=listing_type, found=found, filters=shown, asked=asked
    )
    return page, 400 if asked.errors else 200


def _titles(listing_type: ListingType, found: ListPage, asked: Asked) -> Mapping[str, str]:
    """Titles of the listings that values of reference facets name, in one query."""
    names = [field.name for field in listing_type.facets if isinstance(field, Reference)]
    values = {count.value for name in names for count in found.counts.get(name, ())}
    values |= {value for name in names for value in asked.criteria.facets.get(name, ())}
    if not values:
        return {}
    cards = queries.cards_of(db(), sorted(int(value) for value in values), locale())
    return {str(card.id): card.title for card in cards}
