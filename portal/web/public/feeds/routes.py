"""`/{locale}/feed.xml` and one a type: what is new, as Atom."""

from __future__ import annotations

import re

from feedgenerator import Atom1Feed
from flask import Response, abort, url_for
from flask.typing import ResponseReturnValue

from portal.core import reference
from portal.listings import queries
from portal.listings.registry import by_segment
from portal.web.access import public
from portal.web.context import db, locale, runtime
from portal.web.public.cache import cached_page
from portal.web.public.locales import public_blueprint
from portal.web.public.templating import listing_url

bp = public_blueprint("public_feeds", __name__)
ENTRIES = 50
_NOT_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@bp.get("/feed.xml")
@public
@cached_page()
def all() -> ResponseReturnValue:
    return _feed(url_for(".all"), url_for("public_home.page"), "", None)


@bp.get("/<segment:segment>/feed.xml")
@public
@cached_page()
def of_type(segment: str) -> ResponseReturnValue:
    listing_type = by_segment(segment) or abort(404)
    return _feed(
        url_for(".of_type", segment=segment),
        url_for("public_lists.page", segment=segment),
        str(listing_type.label),
        listing_type.key,
    )


def _feed(own: str, page: str, label: str, type_key: str | None) -> Response:
    base, site = runtime().settings.base_url, reference.load_yaml("site.yaml")
    name = reference.in_locale(site["name"], locale())
    cards = queries.newest(db(), locale(), ENTRIES, [type_key] if type_key else None)
    feed = Atom1Feed(
        title=f"{label} · {name}" if label else name,
        link=base + page,
        description=reference.in_locale(site["tagline"], locale()),
        language=locale().tag,
        feed_url=base + own,
        feed_guid=base + own,
    )
    for card in cards:
        # The identity of an entry outlives its title: no slug in it.
        feed.add_item(
            title=_NOT_XML.sub("", card.title),
            link=base + listing_url(card),
            description=_NOT_XML.sub("", card.summary),
            unique_id=f"{base}/{locale().segment}/{card.type.segment}/{card.id}",
            pubdate=card.published_at,
            updateddate=card.published_at,
            categories=(str(card.type.singular),),
        )
    return Response(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
