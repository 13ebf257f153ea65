"""The text messages for investors who left a mobile number and no mail address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberType
from sqlalchemy.orm import Session

from portal.config import Settings
from portal.core import dates
from portal.core.i18n import Label, _l, speaking
from portal.core.reference import in_locale, load_yaml
from portal.enquiries import private_link, topics
from portal.enquiries.models import Enquiry, EnquiryState

TOPICS = (topics.RECEIVED, topics.ANSWERED)
MOBILE = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)


@dataclass(frozen=True, slots=True)
class TextMessage:
    phone: str  # international form: +8613800138000
    text: str
    reference: str


def of(
    session: Session, settings: Settings, topic: str, ids: Mapping[str, Any]
) -> TextMessage | None:
    """None for whoever has a mail address or no mobile telephone, and for what looks like spam."""
    enquiry = session.get(Enquiry, ids["enquiry"])
    if enquiry is None or enquiry.email or enquiry.state == EnquiryState.HELD:
        return None
    if topic not in TOPICS or not is_mobile(enquiry.phone):
        return None
    locale = private_link.locale_of(enquiry)
    facts = {
        "site": in_locale(load_yaml("site.yaml")["name"], locale),
        "reference": enquiry.reference,
        "moment": dates.moment(enquiry.respond_by, locale),
        "link": private_link.address(enquiry, settings.base_url, settings.secret_key),
    }
    with speaking(locale):
        return TextMessage(enquiry.phone, str(_words(topic, facts)), enquiry.reference)


def _words(topic: str, facts: Mapping[str, str]) -> Label:
    if topic == topics.ANSWERED:
        return _l("%(site)s: your enquiry %(reference)s has been answered: %(link)s", **facts)
    return _l(
        "%(site)s: we have your enquiry %(reference)s. Answer by %(moment)s. %(link)s", **facts
    )


def is_mobile(phone: str) -> bool:
    try:
        return phonenumbers.number_type(phonenumbers.parse(phone)) in MOBILE
    except NumberParseException:
        return False
