"""The desk's menu: what this person may open, and how much waits there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import current_app, g, request, url_for
from flask_babel import gettext as _

from portal.accounts.models import User
from portal.accounts.permissions import Permission, allows
from portal.core.i18n import Label
from portal.listings.registry import registry
from portal.web.access import current_user
from portal.web.staff.today.items import waiting

P = Permission


@dataclass(frozen=True, slots=True)
class Entry:
    label: Label
    url: str
    current: bool
    count: int = 0  # how much waits there


def desk_navigation() -> list[list[Entry]]:
    """The groups of entries for whoever is signed in; empty groups are left out."""
    user = current_user()
    if user is None:
        return []
    groups = (_work(user), _listings(user), _tools(user), _administration(user))
    return [entries for group in groups if (entries := list(group))]


def beginnings() -> list[Entry]:
    """What this person can begin with one click: a new listing of each type, an invitation."""
    user = current_user()
    if user is None:
        return []
    found: list[Entry] = []
    for kind in registry().values():
        label = _("Add: %(kind)s", kind=kind.singular)
        found += _entry(user, P.LISTING_EDIT, label, "staff_listings.new", segment=kind.segment)
    found += _entry(user, P.PEOPLE_EDIT, _("Invite somebody"), "staff_people.invite_form")
    return found


def _work(user: User) -> Iterator[Entry]:
    yield from _entry(user, P.DESK, _("Today"), "staff_today.page")
    yield from _entry(user, P.DESK, _("Messages"), "staff_notifications.index")
    yield from _entry(user, P.ENQUIRY_VIEW, _("Enquiries"), "staff_enquiries.inbox")
    yield from _entry(user, P.ENQUIRY_REVIEW, _("Held enquiries"), "staff_held.index")
    yield from _entry(user, P.ENQUIRY_ANSWER, _("Saved answers"), "staff_saved_answers.index")
    yield from _entry(user, P.ENQUIRY_ANSWER, _("Absences"), "staff_absences.index")
    yield from _entry(user, P.LEAD_VIEW, _("Leads"), "staff_leads.index")


def _listings(user: User) -> Iterator[Entry]:
    for found in registry().values():
        values = {"segment": found.segment}
        yield from _entry(user, P.LISTING_VIEW, found.label, "staff_listings.index", **values)


def _tools(user: User) -> Iterator[Entry]:
    yield from _entry(user, P.MEDIA_UPLOAD, _("Media"), "staff_media.index")
    yield from _entry(user, P.SEARCH_VIEW, _("Search"), "staff_searching.overview")
    yield from _entry(user, P.ORIGIN_EDIT, _("Links and QR codes"), "staff_origins.index")
    yield from _entry(user, P.FIGURES_VIEW, _("Figures"), "staff_figures.page")
    yield from _entry(user, P.EXCHANGE, _("Import and export"), "staff_exchange.index")


def _administration(user: User) -> Iterator[Entry]:
    yield from _entry(user, P.RULES_EDIT, _("Routing rules"), "staff_rules.index")
    yield from _entry(user, P.RULES_EDIT, _("Standards of time"), "staff_standards.index")
    yield from _entry(user, P.PEOPLE_EDIT, _("Staff"), "staff_people.index")
    yield from _entry(user, P.PEOPLE_EDIT, _("Organisations"), "staff_organisations.index")
    yield from _entry(user, P.ROBOT_EDIT, _("Group robots"), "staff_robots.index")
    yield from _entry(user, P.PRIVACY, _("Personal data"), "staff_privacy.index")
    yield from _entry(user, P.AUDIT_VIEW, _("Audit trail"), "staff_audit.index")


def _entry(
    user: User, permission: Permission, label: Label, endpoint: str, **values: Any
) -> Iterator[Entry]:
    """One entry, or none where the person may not go or the feature is not installed."""
    if endpoint in current_app.view_functions and allows(user, permission):
        feature = endpoint.partition(".")[0].removeprefix("staff_")
        count = 0 if values else waiting(feature, user)
        yield Entry(label, url_for(endpoint, **values), _is_current(endpoint, values), count)


def _is_current(endpoint: str, values: dict[str, Any]) -> bool:
    """Whether the page shown belongs to this entry: the same feature and the same type.

    A page of one record says its type in `g.desk_place`.
    """
    if request.blueprint != endpoint.partition(".")[0]:
        return False
    shown = {**(request.view_args or {}), **g.get("desk_place", {})}
    return all(shown.get(name) == value for name, value in values.items())
