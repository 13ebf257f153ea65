"""What the page of rules says of each: its conditions, its problem, what is in its way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from babel.lists import format_list
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal.core import units
from portal.core.i18n import Label, _l
from portal.enquiries.able import Able
from portal.enquiries.destinations import as_rule
from portal.enquiries.models import RoutingRule
from portal.enquiries.origins.models import Origin
from portal.enquiries.routing import ANY_RANGE, CONTACT, RANGES, Case, Range
from portal.enquiries.rules import RuleRow
from portal.listings.models import Listing
from portal.web.context import db, locale
from portal.web.staff.enquiries.words import CONDITIONS, condition_value

FAILED_CONTACT = _l("no listing with a contact or an office of its own")


def conditions(row: RoutingRule) -> list[tuple[Label, Label]]:
    """The conditions of a rule as a person reads them."""
    rule = as_rule(row)
    found = []
    for name in CONDITIONS:
        value = getattr(rule, name)
        if name in RANGES:
            if value != ANY_RANGE:
                found.append((CONDITIONS[name], _span(value)))
        elif value is not None:
            found.append((CONDITIONS[name], _value(name, value)))
    return found


def brought(case: Case) -> list[tuple[Label, Label]]:
    """What a listing brings to a case, by name; empty without a listing."""
    if case.listing_id is None:
        return []
    facts = [(name, getattr(case, name)) for name in ("listing_id", "listing_type", "region")]
    facts += [("industry", code) for code in (case.industry, *case.chains)]
    return [(CONDITIONS[name], _value(name, value)) for name, value in facts if value is not None]


def never_words(places: Sequence[int]) -> str:
    """Why a rule never matches: the numbers of the rules in its way, or its own empty range."""
    if not places:
        return str(_("Never matches: its range holds nothing"))
    if len(places) == 1:
        return str(_("Never matches: rule %(number)s comes first", number=places[0]))
    numbers = ", ".join(str(place) for place in sorted(places))
    return str(_("Never matches: rules %(numbers)s together come first", numbers=numbers))


def failed_words(failed: Sequence[str]) -> str:
    """The conditions that did not hold."""
    labels = [str(FAILED_CONTACT if name == CONTACT else CONDITIONS[name]) for name in failed]
    return str(
        _("does not match: %(conditions)s", conditions=format_list(labels, locale=locale().babel))
    )


class Problems:
    """What is wrong with where rules lead, looked up once for all of them."""

    def __init__(self, session: Session) -> None:
        self._able = Able(session)

    def of(self, row: RuleRow) -> str:
        """Why what a rule leads to cannot take an enquiry; empty where it can."""
        if row.rule.use_contact or self._able.target(row.rule, row.team):
            return ""
        return str(self._why(row))

    def deserted(self, rows: Iterable[RuleRow]) -> set[int | None]:
        """The offices to which rules lead and where nobody can answer."""
        asked = {_office(row) for row in rows if not row.rule.use_contact}
        return {office for office in asked if not self._able.office(office)}

    def _why(self, row: RuleRow) -> Label:
        if not self._able.office(_office(row)):
            return _l("Nobody there can answer: only the office is written to")
        if row.team is not None:
            if not row.team.active:
                return _l("The team is deactivated: the duty officer or the office gets it")
            return _l("Nobody in the team can answer: the duty officer or the office gets it")
        if row.person is not None and not row.person.active:
            return _l("deactivated: the duty officer or the office gets it")
        return _l("can no longer answer there: the duty officer or the office gets it")


def _office(row: RuleRow) -> int | None:
    return row.team.organisation_id if row.team else row.rule.organisation_id


def _number(value: float) -> str:
    return units.number(value, locale(), 2)


def _span(span: Range) -> Label:
    low, high = span
    if high is None:
        return _l("from %(low)s", low=_number(low or 0))
    if low is None:
        return _l("below %(high)s", high=_number(high))
    return _l("from %(low)s to below %(high)s", low=_number(low), high=_number(high))


def _value(name: str, value: str | int) -> Label:
    if name == "listing_id":
        listing = db().get(Listing, value)
        return f"{value} {listing.working_title}" if listing else str(value)
    if name == "origin_id":
        origin = db().get(Origin, value)
        return origin.name if origin else str(value)
    return condition_value(name, str(value))
