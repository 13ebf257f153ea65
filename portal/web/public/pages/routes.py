"""About, contact, privacy, accessibility, and the site map."""

from __future__ import annotations

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.core.locales import LOCALES
from portal.enquiries.record import promise, record
from portal.enquiries.replies import FEWEST
from portal.listings import queries
from portal.web.access import public
from portal.web.context import db, locale
from portal.web.public.cache import cached_page
from portal.web.public.locales import public_blueprint
from portal.web.public.pages.texts import page_text
from portal.web.public.templating import declare_address
from portal.web.wechat import all_codes

bp = public_blueprint("public_pages", __name__)
NAMES = ("about", "contact", "privacy", "accessibility")


@bp.get("/about", defaults={"name": "about"})
@bp.get("/contact", defaults={"name": "contact"})
@bp.get("/privacy", defaults={"name": "privacy"})
@bp.get("/accessibility", defaults={"name": "accessibility"})
@public
@cached_page()
def page(name: str) -> ResponseReturnValue:
    found = page_text(name, locale()) or abort(404)
    declare_address(
        {o.segment: url_for(".page", name=name, locale_code=o.segment) for o in LOCALES}
    )
    return render_template(
        "public/pages/page.html",
        name=name,
        used=found[0],
        text=found[1],
        promise=promise(db()),
        codes=all_codes() if name == "contact" else (),
        replies=record(db()) if name == "contact" else None,
        fewest=FEWEST,
    )


@bp.get("/sitemap")
@public
@cached_page()
def site_map() -> ResponseReturnValue:
    declare_address({o.segment: url_for(".site_map", locale_code=o.segment) for o in LOCALES})
    titles = {name: found[1].title for name in NAMES if (found := page_text(name, locale()))}
    totals = {key: sum(by.values()) for key, by in queries.totals(db()).items()}
    return render_template("public/pages/site_map.html", titles=titles, totals=totals)
