"""`/{locale}/search`: everything that is public, understood, ranked, narrowed; and what was opened."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from flask import abort, make_response, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from portal.core.database import LARGEST_ID
from portal.core.locales import LOCALES
from portal.core.paging import read_whole
from portal.enquiries.record import promise
from portal.listings.finding import Found, find
from portal.search.journal import note_click
from portal.web.access import public
from portal.web.context import db, runtime
from portal.web.limits import Limit, limited
from portal.web.public.cache import cached_page
from portal.web.public.locales import public_blueprint
from portal.web.public.search import chips, narrowing, ways
from portal.web.public.search.asked import (
    ENDS,
    LAST_PAGE,
    PARAMETERS,
    PER_PAGE,
    Address,
    asked,
    blanks,
    read,
    too_long,
)
from portal.web.public.search.hits import hits
from portal.web.public.search.noting import index_version, keep_total, noted
from portal.web.public.templating import declare_address

bp = public_blueprint("public_search", __name__)
CLICKING = Limit("search-click", 300, timedelta(minutes=10))
LARGEST_CLICK = 4096  # bytes of a body


@bp.record_once
def without_csrf(state: BlueprintSetupState) -> None:
    """A beacon carries no token; it says by itself which site sent it, and needs no cookie."""
    state.app.extensions["csrf"].exempt(f"{__name__}.clicked")


@bp.get("/search")
@public
@noted
@cached_page(params=PARAMETERS, version=index_version)
def page() -> ResponseReturnValue:
    """The answer; while the index is away, one that is not kept."""
    address = read(request.path, request.args)
    if blanks(request.args):
        return redirect(str(address), 302)  # a form sends empty entries too
    found = find(db(), runtime().finder(db()), asked(address))
    pages = min(LAST_PAGE, max(1, -(-found.result.total // PER_PAGE)))
    if address.number > pages:
        return redirect(str(address.page(pages)), 302)
    keep_total(found.result.total)
    _declare(address)
    response = make_response(_rendered(address, found, pages))
    if found.degraded:
        response.headers["Cache-Control"] = "no-store"
    return response


@bp.post("/search/clicked")
@public
@limited(CLICKING, partial(make_response, "", 429))
def clicked() -> ResponseReturnValue:
    """A hit was opened: the question and the listing are counted, nothing about who."""
    request.max_content_length = LARGEST_CLICK
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin" or not _own_origin():
        abort(400)
    try:
        listing = read_whole(request.form.get("listing", ""), 1, LARGEST_ID)
    except ValueError:
        abort(400)
    note_click(runtime().settings.data_dir, request.form.get("q", ""), listing)
    return "", 204


def _own_origin() -> bool:
    origin = request.headers.get("Origin", "")
    return origin in (request.host_url.rstrip("/"), runtime().settings.base_url)


def _rendered(address: Address, found: Found, pages: int) -> str:
    searched = address.put("q", found.corrected) if found.corrected else address
    understood = chips.understood(found, searched)
    nothing = not found.result.hits
    return render_template(
        "public/search/search.html",
        address=address,
        found=found,
        hits=hits(found),
        pages=pages,
        understood=understood,
        chosen=chips.chosen(searched),
        facets=narrowing.facets(found, searched, understood),
        ranges=narrowing.measured(found, searched, understood),
        sorts=narrowing.sorts(found, searched, understood),
        related=ways.related(found),
        nearest=ways.nearest(found, address) if nothing else (),
        shorter=ways.shorter(address) if nothing and not found.nearest else (),
        promise=promise(db()) if nothing else None,
        too_long=too_long(request.args),
        range_parameters=tuple(ENDS),
        leading=narrowing.LEADING,
    )


def _declare(address: Address) -> None:
    paths = {o.segment: url_for(".page", locale_code=o.segment) for o in LOCALES}
    declare_address(paths, address.query)
