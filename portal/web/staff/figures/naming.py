"""What the lines of a table of figures are called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts import organisations
from portal.accounts.models import User
from portal.core import dates
from portal.core.i18n import Label
from portal.core.locales import BY_SEGMENT
from portal.core.reference import in_locale
from portal.enquiries.figures import By, Line
from portal.enquiries.origins.models import Origin
from portal.web.context import db, locale
from portal.web.staff.standards.forms import KINDS

Names = Mapping[int | str | None, Label]


def names_of(by: By, lines: Sequence[Line]) -> Names:
    """By the lines' keys; None is nobody, or no origin."""
    keys = [line.key for line in lines]
    return {None: _("none"), **_named(by, keys)}


def _named(by: By, keys: Sequence[int | str | None]) -> Names:
    ids = [key for key in keys if isinstance(key, int)]
    if by is By.MONTH:
        return {key: _month(key) for key in keys if isinstance(key, str)}
    if by is By.KIND:
        return {str(kind): label for kind, label in KINDS.items()}
    if by is By.LANGUAGE:
        return {segment: one.name for segment, one in BY_SEGMENT.items()}
    if by is By.ORGANISATION:
        offices = organisations.all_organisations(db())
        return {office.id: in_locale(office.names, locale()) for office in offices}
    if by is By.OFFICER:
        return {one.id: one.name for one in db().scalars(select(User).where(User.id.in_(ids)))}
    return {one.id: one.name for one in db().scalars(select(Origin).where(Origin.id.in_(ids)))}


def _month(key: str) -> str:
    return dates.month(date.fromisoformat(f"{key}-01"), locale())
