"""`/{locale}/`: what the city offers, for whom, and what to do next."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Organisation
from portal.core import reference
from portal.core.locales import LOCALES
from portal.enquiries.record import promise
from portal.listings import queries
from portal.listings.registry import registry
from portal.web.access import public
from portal.web.context import db, locale
from portal.web.public.cache import cached_page
from portal.web.public.home.county_map import counties, outlines
from portal.web.public.locales import public_blueprint
from portal.web.public.templating import declare_address

bp = public_blueprint("public_home", __name__)
NEWS = 7
ON_MAP = 3  # types, in menu order, that the table beside the map counts


@bp.get("/")
@public
@cached_page()
def page() -> ResponseReturnValue:
    totals = queries.totals(db())
    on_map = tuple(registry())[:ON_MAP]
    declare_address({o.segment: url_for(".page", locale_code=o.segment) for o in LOCALES})
    return render_template(
        "public/home/home.html",
        counts={key: sum(found.values()) for key, found in totals.items()},
        on_map=on_map,
        outlines=outlines(),
        counties=counties(totals, on_map[0]),
        newest=queries.newest(db(), locale(), NEWS),
        promise=promise(db()),
        agency=_agency(db()),
        examples=_examples(),
    )


def _agency(session: Session) -> Organisation | None:
    """The office that answers for the whole city."""
    key = reference.load_yaml("site.yaml")["agency"]
    return session.scalars(select(Organisation).where(Organisation.key == key)).first()


def _examples() -> list[str]:
    """Questions to try, in the reader's language."""
    by_locale = reference.load_yaml("site.yaml")["example_queries"]
    joined = {segment: "\n".join(questions) for segment, questions in by_locale.items()}
    return reference.in_locale(joined, locale()).splitlines()[:4]
