"""The details of a line of the audit trail in words, and where its record is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from portal.accounts.models import Organisation
from portal.core.audit import AuditEntry
from portal.core.i18n import Label, _l
from portal.core.locales import BY_SEGMENT
from portal.core.reference import in_locale
from portal.listings.registry import registry
from portal.web.context import locale
from portal.web.staff.audit.actions import subject_name
from portal.web.staff.leads.forms import STATES
from portal.web.staff.origins.forms import kind_name
from portal.web.staff.people.forms import ROLE_NAMES
from portal.web.staff.privacy.forms import PROOFS, PURPOSES

Offices = Mapping[int, Organisation]
CHANGE = " → "
NAMES: dict[str, Label] = {
    "type": _l("Kind"),
    "locale": _l("Language"),
    "version": _l("Version"),
    "reason": _l("Reason"),
    "role": _l("Role"),
    "active": _l("May sign in"),
    "name": _l("Name"),
    "organisation": _l("Organisation"),
    "to": _l("Handed to"),
    "officer": _l("Person"),
    "key": _l("Short name"),
    "fields": _l("Fields"),
    "position": _l("Position"),
    "good": _l("Taken in"),
    "bad": _l("Left out"),
    "minutes": _l("Minutes until the answer"),
    "in_time": _l("In time"),
    "grades": _l("Grades"),
    "accept_hours": _l("Working hours until accepted"),
    "answer_days": _l("Working days until answered"),
    "close_days": _l("Working days until closed"),
    "working": _l("Working day"),
    "due": _l("What was due"),
    "user": _l("Person"),
    "lead": _l("Lead"),
    "enquiry": _l("Enquiry"),
    "lead_state": _l("State"),
    "origin_kind": _l("Kind"),
    "purpose": _l("What for"),
    "proof": _l("How we know who asks"),
    "found": _l("Found"),
}
DUE: dict[str, Label] = {
    "accept": _l("Acceptance"),
    "answer": _l("Answer"),
    "close": _l("Closing"),
}
# The page of a record, for those kinds that have one.
PAGES: Mapping[str, tuple[str, str]] = {
    "user": ("staff_people.person", "user_id"),
    "organisation": ("staff_organisations.edit_form", "organisation_id"),
    "listing": ("staff_listings.history", "listing_id"),
    "enquiry": ("staff_enquiries.show", "enquiry_id"),
    "origin": ("staff_origins.show", "origin_id"),
    "lead": ("staff_leads.show", "lead_id"),
}


def address(entry: AuditEntry) -> str:
    """Where the record is shown; empty where there is no such page, or the record is gone."""
    page = PAGES.get(entry.subject_type)
    if page is None or not entry.subject_id.isdigit() or entry.action.endswith(".deleted"):
        return ""
    values: dict[str, Any] = {page[1]: int(entry.subject_id)}
    return url_for(page[0], **values)


def record_name(entry: AuditEntry) -> str:
    """ "Listing 12"; what was imported goes by the kind of its records."""
    kind = subject_name(entry.subject_type)
    number = entry.subject_id
    if entry.subject_type == "listing_type":
        number = _kind(number, {}) or number
    elif number == "unknown":
        number = _("unknown")
    return str(_("%(kind)s %(number)s", kind=kind, number=number))


def in_words(detail: Mapping[str, Any], offices: Offices) -> list[tuple[Label, str]]:
    """What is known of a deed, named and said as elsewhere on the desk."""
    return [(NAMES.get(name, name), _said(name, value, offices)) for name, value in detail.items()]


def _said(name: str, value: Any, offices: Offices) -> str:
    if value is None:
        return "–"
    if name in ("active", "in_time", "working"):
        return str(_("Yes") if value else _("No"))
    say = SAYINGS.get(name)
    parts = str(value).split(CHANGE)  # "editor → viewer"
    return CHANGE.join((say(part, offices) if say else None) or part for part in parts)


def _kind(code: str, _offices: Offices) -> str | None:
    found = registry().get(code)
    return str(found.singular) if found else None


def _language(code: str, _offices: Offices) -> str | None:
    found = BY_SEGMENT.get(code)
    return found.name if found else None


def _role(code: str, _offices: Offices) -> str | None:
    found = {role.value: label for role, label in ROLE_NAMES.items()}.get(code)
    return str(found) if found else None


def _office(number: str, offices: Offices) -> str | None:
    found = offices.get(int(number)) if number.isdecimal() else None
    return in_locale(found.names, locale()) if found else None


def _due(code: str, _offices: Offices) -> str | None:
    return str(DUE[code]) if code in DUE else None


def _lead_state(code: str, _offices: Offices) -> str | None:
    return str(STATES[code]) if code in STATES else None


def _purpose(code: str, _offices: Offices) -> str | None:
    return str(PURPOSES[code]) if code in PURPOSES else None


def _proof(code: str, _offices: Offices) -> str | None:
    return str(PROOFS[code]) if code in PROOFS else None


def _origin_kind(code: str, _offices: Offices) -> str | None:
    return kind_name(code)


SAYINGS: Mapping[str, Callable[[str, Offices], str | None]] = {
    "type": _kind, "locale": _language, "role": _role, "organisation": _office, "to": _office,
    "due": _due, "lead_state": _lead_state, "origin_kind": _origin_kind,
    "purpose": _purpose, "proof": _proof,
}  # fmt: skip
