"""Who and what is relied on, so that no change of people, teams or offices leaves a gap unseen.

Rules, duties, deputies, contacts of listings and open enquiries name somebody. A change after
which one of them leads to nobody who can answer is shown before it is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import TypeAlias, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from portal.accounts import duties
from portal.accounts.models import Absence, OfficeDuty, Organisation, Team, User
from portal.core.clock import today
from portal.core.i18n import Label
from portal.enquiries import taking
from portal.enquiries.able import Able
from portal.enquiries.destinations import as_rule, in_charge, whither
from portal.enquiries.models import Enquiry, EnquiryState, RoutingRule
from portal.enquiries.routing import Case, Route, rule_label
from portal.enquiries.winning import IN_ORDER
from portal.listings.models import Listing, State

T = TypeVar("T")
ANYTHING = Case("en")


class Use(StrEnum):
    """For what somebody is named; in the order in which it is shown."""

    RULE = "rule"
    OFFICE = "office"  # somebody there can answer at all
    DUTY = "duty"
    HEAD = "head"
    DEPUTY = "deputy"
    CONTACT = "contact"  # of listings
    OPEN = "open"  # enquiries that are with them


@dataclass(frozen=True, slots=True)
class Reliance:
    """One place where somebody is named, and whether whoever it is can take it now."""

    use: Use
    id: int  # of the rule, the office, the absence, or the person
    office_id: int
    holds: bool
    name: Label = ""  # of the rule, or of who is away
    number: int = 0  # the rule's place, or how many listings or enquiries


@dataclass(frozen=True, slots=True)
class Loss:
    """What would no longer be taken by whoever is named, and who takes it instead."""

    reliance: Reliance
    office: Organisation
    instead: User | None
    on_duty: bool  # `instead` is the duty officer of the office where that person works


Key: TypeAlias = tuple[Use, int, int]


class WouldLose(Exception):
    """A change was not made: it would take away what is relied on."""

    def __init__(self, losses: Sequence[Loss]) -> None:
        super().__init__(f"{len(losses)} would be lost")
        self.losses = losses


def carefully(session: Session, change: Callable[[], T], accepted: str) -> T:
    """Make a change; one that would take away what is relied on is undone and told.

    `accepted` is the :func:`mark` of what a person has been shown and accepts. Raises
    :class:`WouldLose`, and whatever the change raises. Two such changes wait for each other, so
    that not each takes away what the other left.
    """
    session.execute(select(RoutingRule.id).order_by(RoutingRule.id).with_for_update()).all()
    before = _all(session)
    with session.begin_nested():
        done = change()
        lost = _lost(session, before)
        if lost and mark(lost) != accepted:
            raise WouldLose(lost)
    return done


def mark(losses: Sequence[Loss]) -> str:
    """The same for the same losses with the same people instead."""
    told = [
        (loss.reliance.use, loss.reliance.id, loss.reliance.office_id, loss.reliance.number,
         loss.instead.id if loss.instead else 0)
        for loss in losses
    ]  # fmt: skip
    return sha256(repr(told).encode()).hexdigest()[:16]


def _lost(session: Session, before: Mapping[Key, Reliance]) -> Sequence[Loss]:
    """What held before the change and holds no more."""
    after = _all(session)
    return [
        _loss(session, one)
        for key, one in after.items()
        if not one.holds and key in before and before[key].holds
    ]


def _loss(session: Session, one: Reliance) -> Loss:
    office = session.get_one(Organisation, one.office_id)
    instead = _instead(session, one, office)
    duty = duties.duty_officer(session, instead.organisation_id) if instead else None
    return Loss(one, office, instead, duty is not None and duty == instead)


def _instead(session: Session, one: Reliance, office: Organisation) -> User | None:
    """Who takes it as things stand now."""
    if one.use is Use.RULE:
        rule = as_rule(session.get_one(RoutingRule, one.id))
        return whither(session, Route(rule, {}), ANYTHING).officer
    if one.use is Use.DUTY:
        return taking.on_duty(session, office.id)
    if one.use is Use.HEAD:
        return duties.head(session, office.id)
    if one.use is Use.DEPUTY:
        return in_charge(session, office.id)
    return None


def _all(session: Session) -> Mapping[Key, Reliance]:
    able = Able(session)
    found = (
        *_rules(session, able),
        *_offices(session, able),
        *_duties(session, able),
        *_deputies(session, able),
        *_contacts(session, able),
        *_open(session, able),
    )
    return {(one.use, one.id, one.office_id): one for one in found}


def _rules(session: Session, able: Able) -> Iterator[Reliance]:
    rows = session.execute(
        select(RoutingRule, Team)
        .outerjoin(Team, Team.id == RoutingRule.team_id)
        .order_by(*IN_ORDER)
        .execution_options(populate_existing=True)
    )
    for place, (row, team) in enumerate(rows, start=1):
        office_id = team.organisation_id if team else row.organisation_id
        if office_id is None or row.use_contact:
            continue
        name = rule_label(row.name, as_rule(row).facts)
        yield Reliance(Use.RULE, row.id, office_id, able.target(row, team), name, place)


def _offices(session: Session, able: Able) -> Iterator[Reliance]:
    for office_id in session.scalars(select(Organisation.id).order_by(Organisation.id)):
        yield Reliance(Use.OFFICE, office_id, office_id, able.office(office_id))


def _duties(session: Session, able: Able) -> Iterator[Reliance]:
    head = aliased(User)
    rows = session.execute(
        select(OfficeDuty.organisation_id, OfficeDuty.duty_officer_id, head.id, head.active)
        .outerjoin(head, head.id == OfficeDuty.head_id)
        .order_by(OfficeDuty.organisation_id)
    )
    for office_id, duty_officer_id, head_id, active in rows:
        if duty_officer_id is not None:
            holds = able.person(duty_officer_id, office_id)
            yield Reliance(Use.DUTY, office_id, office_id, holds)
        if head_id is not None:
            yield Reliance(Use.HEAD, office_id, office_id, active)


def _deputies(session: Session, able: Able) -> Iterator[Reliance]:
    """Of absences that have not ended, of people whose work would need a deputy."""
    rows = session.execute(
        select(Absence.id, Absence.deputy_id, User.id, User.name, User.organisation_id)
        .join(User, User.id == Absence.user_id)
        .where(Absence.last_day >= today())
        .order_by(Absence.id)
    )
    for absence_id, deputy_id, user_id, name, office_id in rows:
        if deputy_id is not None and able.person(user_id, office_id):
            holds = able.person(deputy_id, office_id)
            yield Reliance(Use.DEPUTY, absence_id, office_id, holds, name)


def _contacts(session: Session, able: Able) -> Iterator[Reliance]:
    rows = session.execute(
        select(User.id, User.organisation_id, func.count())
        .join(Listing, Listing.contact_id == User.id)
        .where(Listing.state == State.PUBLISHED)
        .group_by(User.id, User.organisation_id)
        .order_by(User.id)
    )
    for user_id, office_id, number in rows:
        holds = able.person(user_id, office_id)
        yield Reliance(Use.CONTACT, user_id, office_id, holds, number=number)


def _open(session: Session, able: Able) -> Iterator[Reliance]:
    rows = session.execute(
        select(User.id, Enquiry.organisation_id, func.count())
        .join(User, User.id == Enquiry.officer_id)
        .where(Enquiry.state == EnquiryState.OPEN)
        .group_by(User.id, Enquiry.organisation_id)
        .order_by(User.id, Enquiry.organisation_id)
    )
    for officer_id, office_id, number in rows:
        holds = able.opens(officer_id, office_id)
        yield Reliance(Use.OPEN, officer_id, office_id, holds, number=number)
