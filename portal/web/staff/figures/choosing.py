"""Which figures are asked for, and which of them this person may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import request

from portal.accounts import duties
from portal.accounts.permissions import Permission, Scope, allows, scope_of
from portal.core.clock import now
from portal.core.i18n import Label, _l
from portal.enquiries import figures
from portal.enquiries.figures import By, Line, Offices
from portal.web.access import staff
from portal.web.context import db

PERIODS: Mapping[int, Label] = {30: _l("30 days"), 90: _l("90 days"), 365: _l("A year")}
USUAL = 90
TABLES: Mapping[By, Label] = {
    By.MONTH: _l("Month"),
    By.ORGANISATION: _l("Organisation"),
    By.OFFICER: _l("Officer"),
    By.KIND: _l("Kind of question"),
    By.LANGUAGE: _l("Language"),
    By.ORIGIN: _l("Who brought it"),
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """A table as the address asks for it; `offices` as :func:`offices_seen` gives them."""

    by: By
    days: int
    offices: Offices
    lines: Sequence[Line]
    total: Line


def chosen() -> Chosen:
    asked, days = request.args.get("by", ""), request.args.get("days", "")
    by = By(asked) if asked in set(By) else By.MONTH
    span = int(days) if days in {str(one) for one in PERIODS} else USUAL
    offices, moment = offices_seen(), now()
    found = figures.cases(db(), moment - timedelta(days=span), moment, offices)
    lines = figures.table(_by_officer(found) if by is By.OFFICER else found, by)
    return Chosen(by, span, offices, lines, figures.total(found))


def offices_seen() -> Offices:
    """All of them, or the own one and those that this person heads."""
    if scope_of(staff(), Permission.FIGURES_VIEW) is Scope.ANY:
        return None
    return duties.headed(db(), staff().id) | {staff().organisation_id}


def _by_officer(found: Sequence[figures.Case]) -> Sequence[figures.Case]:
    """Of single officers: everybody the own ones, heads their offices', administrators all."""
    if allows(staff(), Permission.PEOPLE_EDIT):
        return found
    headed, own = duties.headed(db(), staff().id), staff().id
    return [case for case in found if case.officer_id == own or case.organisation_id in headed]
