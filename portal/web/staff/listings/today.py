"""What of the listings waits for somebody."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _

from portal.accounts.models import User
from portal.accounts.permissions import Permission, Scope, allows, scope_of
from portal.editorial import desk
from portal.editorial.desk import Shown
from portal.listings.registry import registry
from portal.web.context import db
from portal.web.staff.today.items import TodayItem


def today(user: User) -> list[TodayItem]:
    """Own drafts that are not public, and public listings with changes nobody sees."""
    if not allows(user, Permission.LISTING_EDIT):
        return []
    narrowed = scope_of(user, Permission.LISTING_EDIT) is Scope.OWN
    drafts = desk.drafts_of(db(), user.id)
    waiting = desk.changes_waiting(db(), user.organisation_id if narrowed else None)
    items = []
    for key, listing_type in registry().items():
        label = _("your drafts are not public yet: %(kind)s", kind=listing_type.label)
        items.append(TodayItem(label, drafts.get(key, 0), _list(listing_type.segment, Shown.DRAFT)))
        label = _("changes are not published yet: %(kind)s", kind=listing_type.label)
        items.append(
            TodayItem(label, waiting.get(key, 0), _list(listing_type.segment, Shown.CHANGED))
        )
    return items


def _list(segment: str, state: Shown) -> str:
    return url_for("staff_listings.index", segment=segment, state=state.value)
