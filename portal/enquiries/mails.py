"""The words of the mails about enquiries, written when the worker sends them.

Words that a stranger typed are never mailed to an address that the same stranger gave: the
portal must not be a way to send anybody anything. What staff wrote, and what is public, is.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.accounts.models import Organisation, User
from portal.config import Settings
from portal.core import dates
from portal.core.clock import in_city
from portal.core.i18n import Label, _l, speaking
from portal.core.locales import BY_SEGMENT, DEFAULT, Locale
from portal.core.mail import Mail, Renderer
from portal.core.reference import in_locale, load_yaml
from portal.core.rendering import render_mail
from portal.core.working_time import is_working
from portal.enquiries import attached, digests, private_link, reply_address, topics, wishes
from portal.enquiries.models import Author, Enquiry, EnquiryMessage, EnquiryState

RATINGS: Mapping[str, Label] = {"good": _l("good"), "fair": _l("fair"), "poor": _l("poor")}


def to_investor(template: str) -> Renderer:
    """A mail in the investor's language, when an address was given."""

    def render(session: Session, settings: Settings, ids: Mapping[str, Any]) -> Mail | None:
        enquiry = session.get(Enquiry, ids["enquiry"])
        if enquiry is None or not enquiry.email:
            return None
        return _for_investor(session, settings, enquiry, template, ids.get("message"))

    return render


def to_staff(template: str) -> Renderer:
    """A mail to `user`, or who answers the enquiry, or its office; no personal data in it."""

    def render(session: Session, settings: Settings, ids: Mapping[str, Any]) -> Mail | None:
        enquiry = session.get(Enquiry, ids["enquiry"])
        if enquiry is None:
            return None
        office = session.get_one(Organisation, enquiry.organisation_id)
        known, address = _reader(session, enquiry, office, ids)
        if not address:
            return None
        locale = BY_SEGMENT.get(known.locale, DEFAULT) if known else DEFAULT
        page = f"{settings.base_url}/staff/enquiries/{enquiry.id}"
        values = _facts(enquiry, office, locale) | _happening(session, enquiry, ids, locale)
        return render_mail(template, address, locale, **values, page=page)

    return render


def digest(session: Session, settings: Settings, ids: Mapping[str, Any]) -> Mail | None:
    """What waits for `user`; None when nothing does."""
    user = session.get(User, ids.get("user", 0))
    rows = digests.waiting(session, user) if user and user.active else ()
    if user is None or not rows:
        return None
    locale = BY_SEGMENT.get(user.locale, DEFAULT)
    return render_mail(
        "enquiry_digest.txt",
        user.email,
        locale,
        waiting=len(rows),
        rows=[digests.in_words(row, locale) for row in rows],
        page=f"{settings.base_url}/staff/enquiries/",
        site=in_locale(load_yaml("site.yaml")["name"], locale),
    )


MAIL_RENDERERS: dict[str, Renderer] = {
    topics.RECEIVED: to_investor("enquiry_received.txt"),
    topics.ANSWERED: to_investor("enquiry_answered.txt"),
    topics.HANDED_OVER: to_investor("enquiry_handed_over.txt"),
    topics.CLOSED: to_investor("enquiry_closed.txt"),
    topics.LINK: to_investor("enquiry_link.txt"),
    topics.mail_topic(topics.DIGEST): digest,
    **{
        topics.mail_topic(topic): to_staff(f"{topic.replace('.', '_')}.txt")
        for topic in topics.TO_STAFF
        if topic != topics.DIGEST
    },
}


def _for_investor(
    session: Session, settings: Settings, enquiry: Enquiry, template: str, message_id: int | None
) -> Mail:
    locale = private_link.locale_of(enquiry)
    office = session.get_one(Organisation, enquiry.organisation_id)
    message = _answer(session, enquiry, message_id)
    reply_to = reply_address.of(enquiry, settings)
    bounces_to = reply_address.for_reports(enquiry, settings)
    values = _facts(enquiry, office, locale) | {
        "page": private_link.address(enquiry, settings.base_url, settings.secret_key),
        "answer": message.text if message else "",
        "cards": _cards(session, message, locale, settings.base_url) if message else (),
        "can_reply": bool(reply_to),
        "wishes": _wishes(enquiry, locale),
    }
    mail = render_mail(template, enquiry.email, locale, **values)
    return mail.answered_at(reply_to).returned_to(bounces_to)


def _wishes(enquiry: Enquiry, locale: Locale) -> list[tuple[Label, str]]:
    """What was wished for in figures and choices; words of the investor's own stay here."""
    with speaking(locale):
        return wishes.measured(enquiry.wish, enquiry.kind, locale)


def _cards(
    session: Session, message: EnquiryMessage, locale: Locale, base_url: str
) -> list[tuple[str, str]]:
    """Title and absolute address of each listing that goes along."""
    start = f"{base_url}/{locale.segment}/"
    found = attached.cards_of(session, message, locale)
    return [(card.title, f"{start}{card.path}") for card in found]


def _reader(
    session: Session, enquiry: Enquiry, office: Organisation, ids: Mapping[str, Any]
) -> tuple[User | None, str]:
    if "user" in ids:
        meant = session.get(User, ids["user"])
        return (meant, meant.email) if meant and meant.active else (None, "")
    officer = session.get(User, enquiry.officer_id) if enquiry.officer_id else None
    return (officer, officer.email) if officer and officer.active else (None, office.email)


def _facts(enquiry: Enquiry, office: Organisation, locale: Locale) -> dict[str, Any]:
    return {
        "reference": enquiry.reference,
        "listing": enquiry.listing_title,
        "office": in_locale(office.names, locale),
        "phone": office.phone,
        "respond_by": dates.moment(enquiry.respond_by, locale),
        "promised": enquiry.state != EnquiryState.HELD,
        "provisional": is_working(in_city(enquiry.respond_by).date())[1],
        "waiting": enquiry.answered_at is None,
        "site": in_locale(load_yaml("site.yaml")["name"], locale),
    }


def due_by(enquiry: Enquiry, ids: Mapping[str, Any]) -> datetime:
    """The promise that is spoken of: as it was when it was chased, for it may be renewed since."""
    if "at" in ids:
        return datetime.fromisoformat(str(ids["at"]))
    live = {"accept": enquiry.accept_by, "close": enquiry.close_by}
    return live.get(str(ids.get("due"))) or enquiry.respond_by


def office_of(session: Session, enquiry: Enquiry, ids: Mapping[str, Any]) -> Organisation:
    """The office that is spoken of: the one that had it then."""
    return session.get_one(Organisation, ids.get("office", enquiry.organisation_id))


def _happening(
    session: Session, enquiry: Enquiry, ids: Mapping[str, Any], locale: Locale
) -> dict[str, Any]:
    due = str(ids.get("due", "answer"))
    officer = session.get(User, enquiry.officer_id) if enquiry.officer_id else None
    return {
        "due": due,
        "missed_at": in_locale(office_of(session, enquiry, ids).names, locale),
        "moment": dates.moment(due_by(enquiry, ids), locale),
        "accept_by": dates.moment(enquiry.accept_by, locale) if enquiry.accept_by else "",
        "why": str(ids.get("why", "unaccepted")),
        "officer": officer.name if officer else "",
        "rating": RATINGS.get(enquiry.rating or "", ""),
    }


def _answer(session: Session, enquiry: Enquiry, message_id: int | None) -> EnquiryMessage | None:
    message = session.get(EnquiryMessage, message_id) if message_id else None
    ours = message is not None and message.enquiry_id == enquiry.id
    return message if message and ours and message.author == Author.STAFF else None
