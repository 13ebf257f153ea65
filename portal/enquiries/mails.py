"""The words of the mails about enquiries, written when the worker sends them.

Words that a stranger typed are never mailed to an address that the same stranger gave: the
portal must not be a way to send anybody anything. What staff wrote, and what is public, is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from portal.accounts.models import Organisation, User
from portal.config import Settings
from portal.core import dates
from portal.core.clock import in_city
from portal.core.i18n import speaking
from portal.core.locales import BY_SEGMENT, DEFAULT, Locale
from portal.core.mail import Mail, Renderer
from portal.core.reference import in_locale, load_yaml
from portal.core.rendering import render_mail
from portal.core.working_time import is_working
from portal.enquiries import private_link, topics
from portal.enquiries.models import Author, Enquiry, EnquiryMessage


def to_investor(template: str) -> Renderer:
    """A mail in the investor's language, when an address was given."""

    def render(session: Session, settings: Settings, ids: Mapping[str, Any]) -> Mail | None:
        enquiry = session.get(Enquiry, ids["enquiry"])
        if enquiry is None or not enquiry.email:
            return None
        locale = private_link.locale_of(enquiry)
        office = session.get_one(Organisation, enquiry.organisation_id)
        values = _facts(enquiry, office, locale) | {
            "link": private_link.address(enquiry, settings.base_url, settings.secret_key),
            "answer": _answer(session, enquiry, ids.get("message")),
        }
        return _mail(template, enquiry.email, locale, values)

    return render


def to_officer(template: str) -> Renderer:
    """A mail to the person who is to answer, or to the office; no personal data in it."""

    def render(session: Session, settings: Settings, ids: Mapping[str, Any]) -> Mail | None:
        enquiry = session.get(Enquiry, ids["enquiry"])
        if enquiry is None:
            return None
        office = session.get_one(Organisation, enquiry.organisation_id)
        officer = session.get(User, enquiry.officer_id) if enquiry.officer_id else None
        known = officer if officer is not None and officer.active else None
        locale = BY_SEGMENT.get(known.locale, DEFAULT) if known else DEFAULT
        desk = f"{settings.base_url}/staff/enquiries/{enquiry.id}"
        values = _facts(enquiry, office, locale) | {"link": desk}
        address = known.email if known else office.email
        return _mail(template, address, locale, values) if address else None

    return render


MAIL_RENDERERS: dict[str, Renderer] = {
    topics.RECEIVED: to_investor("enquiry_received.txt"),
    topics.ANSWERED: to_investor("enquiry_answered.txt"),
    topics.HANDED_OVER: to_investor("enquiry_handed_over.txt"),
    topics.LINK: to_investor("enquiry_link.txt"),
    topics.ASSIGNED: to_officer("enquiry_assigned.txt"),
    topics.WRITTEN: to_officer("enquiry_written.txt"),
}


def _facts(enquiry: Enquiry, office: Organisation, locale: Locale) -> dict[str, Any]:
    return {
        "reference": enquiry.reference,
        "listing": enquiry.listing_title,
        "office": in_locale(office.names, locale),
        "phone": office.phone,
        "respond_by": dates.moment(enquiry.respond_by, locale),
        "provisional": is_working(in_city(enquiry.respond_by).date())[1],
        "waiting": enquiry.answered_at is None,
        "site": in_locale(load_yaml("site.yaml")["name"], locale),
    }


def _answer(session: Session, enquiry: Enquiry, message_id: int | None) -> str:
    message = session.get(EnquiryMessage, message_id) if message_id else None
    ours = message is not None and message.enquiry_id == enquiry.id
    return message.text if message and ours and message.author == Author.STAFF else ""


def _mail(template: str, to: str, locale: Locale, values: Mapping[str, Any]) -> Mail:
    with speaking(locale):
        subject, body = render_mail(template, **values)
    return Mail(to, subject, body, locale)
