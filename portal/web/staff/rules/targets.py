"""Where a rule leads: an office as a whole, a team, or a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wtforms import SelectField

from portal.accounts import teams
from portal.accounts.models import Organisation, Team, User
from portal.core.i18n import _l
from portal.core.reference import in_locale
from portal.enquiries import inbox
from portal.enquiries.models import RoutingRule
from portal.web.context import db, locale
from portal.web.languages import lang_of
from portal.web.staff.enquiries.targets import Choices, find_target, target_choices, target_value

TEAM = "team"


@dataclass(frozen=True, slots=True)
class RuleTarget:
    office: Organisation
    team: Team | None = None
    person: User | None = None


def choices() -> Choices:
    """Each office under its name, with its teams and the people who answer there."""
    offices = inbox.offices(db())
    found = target_choices(offices, inbox.people(db()))
    groups = {office.id: found[in_locale(office.names, locale())] for office in offices}
    for team in reversed(teams.all_active(db())):
        label = _l("%(team)s (team)", team=team.name)
        groups[team.organisation_id].insert(1, (f"{TEAM}-{team.id}", label, {"lang": lang_of(team.name)}))  # fmt: skip
    return found


def chosen(field: SelectField) -> RuleTarget | None:
    """What was chosen; None, with a message at the field, when it is not on the list."""
    offices: Sequence[Organisation] = inbox.offices(db())
    for team in teams.all_active(db()):
        if field.data == f"{TEAM}-{team.id}":
            office = next(one for one in offices if one.id == team.organisation_id)
            return RuleTarget(office, team=team)
    found = find_target(field, offices, inbox.people(db()))
    return RuleTarget(found.office, person=found.person) if found else None


def value_of(rule: RoutingRule) -> str:
    """How a rule's target is named in the form."""
    if rule.team_id is not None:
        return f"{TEAM}-{rule.team_id}"
    return target_value(rule.organisation_id, rule.user_id)
