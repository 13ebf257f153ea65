"""The rules a new portal starts with."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Organisation
from portal.accounts.organisations import Kind
from portal.enquiries.models import RoutingRule


def ensure_rules(session: Session) -> None:
    """Where there are no rules: the listing's own contact, each county's office, the agency.

    Names stay empty: the desk then says in the reader's language what a rule does. Needs the
    organisations; does nothing where rules stand already.
    """
    if session.scalars(select(RoutingRule.id).limit(1)).first() is not None:
        return
    offices = session.scalars(select(Organisation).order_by(Organisation.region, Organisation.id))
    by_kind: dict[str, list[Organisation]] = {}
    for office in offices:
        by_kind.setdefault(office.kind, []).append(office)
    counties = [office for office in by_kind.get(Kind.COUNTY, []) if office.region]
    found = [RoutingRule(use_contact=True)]
    found += [RoutingRule(region=county.region, organisation_id=county.id) for county in counties]
    found.append(RoutingRule(organisation_id=by_kind[Kind.AGENCY][0].id))
    for position, rule in enumerate(found, start=1):
        rule.position, rule.name = position, ""
        session.add(rule)
    session.flush()
