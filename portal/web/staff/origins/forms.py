"""The forms of an origin: a new one, a change, and the span its figures are of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from flask import current_app, request
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException
from wtforms import StringField

from portal.accounts.models import Organisation
from portal.core.clock import today
from portal.core.i18n import Label, _l
from portal.core.locales import DEFAULT
from portal.core.reference import in_locale
from portal.enquiries.origins.figures import Span
from portal.enquiries.origins.models import OriginKind
from portal.enquiries.origins.targets import LONGEST, BadTarget, read_target
from portal.web.context import locale, runtime
from portal.web.staff.forms import DeskForm, add_error, choice_field, text_field

KINDS: dict[str, Label] = {
    OriginKind.EVENT: _l("Event"),
    OriginKind.BROCHURE: _l("Brochure or poster"),
    OriginKind.ORGANISATION: _l("Office"),
    OriginKind.OFFICER: _l("Member of staff"),
}
SPANS: dict[str, Label] = {
    "30": _l("the last 30 days"),
    "90": _l("the last 90 days"),
    "365": _l("the last 365 days"),
    "all": _l("from the beginning"),
}
USUAL = "90"
NO_PAGE = _l("This is no page of this site. Copy its address from the browser.")


class OriginForm(DeskForm):
    """What may be changed later as well: the printed code may not."""

    name = text_field(
        _l("Name"), most=80, help=_l("Investors read it on the enquiry form, and it is printed on the cards."),
    )  # fmt: skip
    target = text_field(
        _l("Leads to"), most=LONGEST, required=False,
        help=_l("A page of this site: copy its address from the browser. Left empty, it is the first page. Each visitor gets it in the own language."),
        spellcheck="false", autocomplete="off",
    )  # fmt: skip


class NewOriginForm(OriginForm):
    kind = choice_field(
        _l("Kind"),
        [(kind.value, KINDS[kind]) for kind in (OriginKind.EVENT, OriginKind.BROCHURE)],
        help=_l("An office and each member of staff have links of their own, made with one click on the list."),
    )  # fmt: skip
    organisation = choice_field(
        _l("Organisation"), help=_l("It is printed on the cards, and sees what the link brought.")
    )

    def offer(self, offices: Sequence[Organisation]) -> None:
        """The offices for which this person may make links."""
        self.organisation.choices = [(str(o.id), in_locale(o.names, locale())) for o in offices]


def target_of(field: StringField) -> str:
    """The path that a field holds; with a message at the field when it is no page of this site."""
    try:
        target = read_target(field.data or "", runtime().settings.base_url)
    except BadTarget:
        add_error(field, NO_PAGE)
        return ""
    if target and not _is_page(target):
        add_error(field, NO_PAGE)
    return target


def span() -> tuple[str, Span]:
    """The span of days that the address asks for, by its name."""
    chosen = request.args.get("span", USUAL)
    if chosen not in SPANS:
        chosen = USUAL
    first = None if chosen == "all" else today() - timedelta(days=int(chosen) - 1)
    return chosen, Span(first, today())


def kind_name(kind: str) -> str:
    return str(KINDS.get(kind, kind))


def leads_to(target: str) -> str:
    """A target as the list shows it."""
    return target or str(_("the first page"))


def _is_page(target: str) -> bool:
    """Whether a public view answers there; an address that is sent on is none."""
    path = f"/{DEFAULT.segment}{target.partition('?')[0]}"
    try:
        endpoint, _values = current_app.url_map.bind("localhost").match(path, "GET")
    except HTTPException:  # unknown, or sent on
        return False
    return str(endpoint).startswith("public_")
