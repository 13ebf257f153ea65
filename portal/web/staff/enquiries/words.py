"""What the desk says about an enquiry: states, time left, why it came here, what happened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import phonenumbers
from flask_babel import gettext as _

from portal.accounts.models import Organisation
from portal.core.i18n import Label, _l
from portal.core.locales import BY_SEGMENT
from portal.core.reference import in_locale
from portal.enquiries.inbox import View
from portal.enquiries.journal import Event
from portal.enquiries.models import Enquiry, EnquiryEvent, EnquiryState
from portal.enquiries.rating import Rating
from portal.enquiries.routing import rule_label
from portal.listings.registry import registry
from portal.web.context import locale
from portal.web.staff.standards.forms import KINDS
from portal.web.templating import chain, industry, region

STATES: Mapping[str, Label] = {
    EnquiryState.HELD: _l("Held for review"),
    EnquiryState.OPEN: _l("Waits for our answer"),
    EnquiryState.ANSWERED: _l("Answered, the investor's turn"),
    EnquiryState.CLOSED: _l("Closed"),
}
BEGINS = 40  # characters of a message that stand for its subject
RATINGS = {Rating.GOOD: _l("Good"), Rating.FAIR: _l("Fair"), Rating.POOR: _l("Poor")}
VIEWS: Mapping[View, Label] = {
    View.UNACCEPTED: _l("Not accepted yet"),
    View.MINE: _l("Mine"),
    View.ORGANISATION: _l("My organisation's"),
    View.OVERDUE: _l("Overdue"),
    View.WAITING: _l("Waiting for the investor"),
    View.CLOSED: _l("Closed"),
    View.ALL: _l("All"),
}
EMPTY: Mapping[View, Label] = {
    View.UNACCEPTED: _l("Every enquiry has been accepted."),
    View.MINE: _l("No enquiry waits for you. Those of your office are under “My organisation's”."),
    View.ORGANISATION: _l("No enquiry waits for your office."),
    View.OVERDUE: _l("Nothing is overdue."),
    View.WAITING: _l("No answered enquiry waits for the investor."),
    View.CLOSED: _l("No enquiry has been closed yet."),
    View.ALL: _l("There are no enquiries yet."),
}
CONDITIONS: Mapping[str, Label] = {
    "kind": _l("Kind of question"),
    "listing_type": _l("Type of listing"),
    "listing_id": _l("Listing"),
    "region": _l("Region"),
    "industry": _l("Industry"),
    "locale": _l("Language"),
    "area": _l("Area wished for (m²)"),
    "investment": _l("Investment (10,000 yuan)"),
    "origin_id": _l("Brought by"),
    "hours": _l("Comes"),
}
HOURS: Mapping[str, Label] = {
    "in": _l("within office hours"),
    "out": _l("outside office hours"),
}


def headline(enquiry: Enquiry) -> str:
    """What an enquiry is called in a list: its listing, its subject, or how it begins."""
    if enquiry.is_erased and not enquiry.listing_title:
        return str(_("Erased"))
    return enquiry.listing_title or enquiry.subject or _begins(enquiry.message)


def _begins(message: str) -> str:
    """The first words of a message, and three dots where it goes on."""
    line = " ".join(message.split())
    return line if len(line) <= BEGINS else f"{line[:BEGINS].rstrip()}…"


def phone_shown(number: str) -> str:
    """`+863592222222` as `+86 359 222 2222`."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL))


def condition_value(name: str, value: str) -> Label:
    """A rule's code as a person reads it."""
    if name == "listing_type":
        found = registry().get(value)
        return found.label if found else value
    if name == "kind":
        return next((label for kind, label in KINDS.items() if kind == value), value)
    if name == "hours":
        return HOURS.get(value, value)
    if name == "region":
        return region(value)
    if name == "industry":
        known = industry(value)
        return known if known != value else chain(value)
    return BY_SEGMENT[value].name if value in BY_SEGMENT else value


def because(enquiry: Enquiry) -> tuple[Label, list[tuple[Label, Label]]]:
    """The name of the rule that sent it here, and what it matched."""
    stored = enquiry.routed_because
    matched = [
        (CONDITIONS[name], condition_value(name, value))
        for name, value in stored.get("matched", {}).items()
        if name in CONDITIONS
    ]
    return rule_label(stored.get("rule", ""), stored.get("conditions", {})), matched


def happened(event: EnquiryEvent, offices: Mapping[int, Organisation]) -> str:
    """An event as a sentence."""
    detail = event.detail
    here, there = _office(detail, "organisation", offices), _office(detail, "to", offices)
    words = {
        Event.ROUTED: _("It came in and went to %(office)s.", office=here),
        Event.HANDED_OVER: _("%(person)s handed it over from %(office)s to %(other)s.",
                             person=event.actor_name, office=here, other=there),
        Event.TAKEN_OVER: _("It came to %(office)s.", office=here),
        Event.ANSWERED: _("%(person)s answered.", person=event.actor_name),
        Event.NOTED: _("%(person)s wrote a note.", person=event.actor_name),
        Event.WRITTEN: _("The investor wrote again."),
        Event.REOPENED: _("It was opened again."),
        Event.ACCEPTED: _("%(person)s accepted it.", person=event.actor_name),
        Event.DECLINED: _("%(person)s declined it.", person=event.actor_name),
        Event.RETURNED: _("It came back to the duty officer of %(office)s.", office=here),
        Event.REMINDED: _("A reminder was sent."),
        Event.ESCALATED: _("A promise was not kept: the superior was told."),
        Event.HELD: _("It looked like spam and was held for review."),
        Event.RELEASED: _("%(person)s let it through.", person=event.actor_name),
        Event.REFUSED: _("%(person)s refused it as spam.", person=event.actor_name),
        Event.LOGGED: _("%(person)s logged a talk.", person=event.actor_name),
        Event.SEEN: _("The investor opened the private page after an answer."),
        Event.OPENED: _("The investor opened a listing that came with an answer."),
        Event.RATED: _("The investor rated the answer."),
        Event.WITHDRAWN: _("The investor withdrew the consent."),
        Event.UNREACHABLE: _("Our message did not reach the investor."),
        Event.DISCLOSED: _("%(person)s handed out a copy of what is kept of the investor.",
                           person=event.actor_name),
        Event.ERASED: _("%(person)s erased it at the investor's request.",
                        person=event.actor_name),
        Event.EXPIRED: _("Its time was over: the personal data was erased."),
        Event.SHOWN: _("%(person)s looked at how to reach the investor.", person=event.actor_name),
        Event.LINK_RENEWED: _("The private link was made invalid."),
        Event.LEAD: _("%(person)s made it a lead.", person=event.actor_name),
    }  # fmt: skip
    if event.kind == Event.CLOSED:
        if event.actor_name == "investor":
            return str(_("The investor closed it."))
        return str(_("%(person)s closed it.", person=event.actor_name))
    return str(words.get(Event(event.kind), ""))


def _office(detail: Mapping[str, Any], name: str, offices: Mapping[int, Organisation]) -> str:
    found = offices.get(detail.get(name) or 0)
    return in_locale(found.names, locale()) if found else ""
