"""Enquiries that live through months at random, moment by moment, by the portal's own verbs."""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

import time_machine
from sqlalchemy.orm import Session

from portal.accounts import duties
from portal.accounts.models import User
from portal.core.audit import SYSTEM
from portal.core.locales import BY_SEGMENT
from portal.enquiries import held, privacy, service, taking
from portal.enquiries.models import Enquiry, EnquiryState, Kind
from portal.enquiries.service import HandOver
from portal.pipeline import leads
from tests.support import factories
from tests.support.brought import origin
from tests.support.enquiries import COUNTIES, a_draft, offices

ORIGINS = ("果博会", "Canton Fair", None, None)
Deed = Callable[["Town", Enquiry], None]


class Town:
    """Offices with two officers each, a duty officer at the top, and what they do."""

    def __init__(self, session: Session, seed: int) -> None:
        self.session, self.chance, self.numbers = session, random.Random(seed), count(1)
        offices(session)
        keys = ("agency", *COUNTIES)
        agency = factories.organisation(session, "agency")
        for key in COUNTIES:
            factories.organisation(session, key).parent_id = agency.id
        self.people = [factories.user(session, "officer", key) for key in keys for _ in "12"]
        duties.appoint(session, SYSTEM, agency.id, 0, self.people[0].id, self.people[1].id)
        self.origins = [origin(session, name=name).id if name else None for name in ORIGINS]

    def anybody(self) -> User:
        return self.chance.choice(self.people)

    def asks(self) -> Enquiry:
        number = next(self.numbers)
        wanted = a_draft(
            locale=self.chance.choice(list(BY_SEGMENT)), message=f"问题 {number}",
            phone=f"139{number:08}",
        )  # fmt: skip
        wanted = replace(wanted, kind=self.chance.choice(list(Kind)))
        signs = ("links",) if self.chance.random() < 0.15 else ()
        brought = self.chance.choice(self.origins)
        return service.submit(self.session, wanted, f"life{number}", (), brought, signs)


def accept(town: Town, one: Enquiry) -> None:
    taking.accept(town.session, one, one.version, town.anybody())


def decline(town: Town, one: Enquiry) -> None:
    by = town.session.get(User, one.officer_id) if one.officer_id else None
    taking.decline(town.session, one, one.version, by or town.anybody(), "不归我们管")


def hand_over(town: Town, one: Enquiry) -> None:
    to = town.anybody()
    way = HandOver(to.organisation, town.chance.choice([to, None]), "更合适")
    service.hand_over(town.session, one, one.version, town.anybody(), way)


def answer(town: Town, one: Enquiry) -> None:
    key = f"a{next(town.numbers)}"
    service.answer(town.session, one, one.version, town.anybody(), "有的。", key)


def write(town: Town, one: Enquiry) -> None:
    service.investor_writes(town.session, one, "还有一问", f"w{next(town.numbers)}")


def close(town: Town, one: Enquiry) -> None:
    service.close(town.session, one, one.version, town.anybody(), "已答复")


def close_by_investor(town: Town, one: Enquiry) -> None:
    service.close_by_investor(town.session, one)


def withdraw(town: Town, one: Enquiry) -> None:
    privacy.withdraw(town.session, one, leads.strike_out)


def erase(town: Town, one: Enquiry) -> None:
    privacy.erase_on_request(town.session, one, one.version, SYSTEM, leads.strike_out)


def release(town: Town, one: Enquiry) -> None:
    held.release(town.session, one, one.version, town.anybody())


def refuse(town: Town, one: Enquiry) -> None:
    held.refuse(town.session, one, one.version, town.anybody())


def wait(_town: Town, _one: Enquiry) -> None:
    """Nobody does anything."""


# What happens next, by state, with its weight; an enquiry without a deed left is left alone.
UNACCEPTED: Mapping[Deed, int] = {
    accept: 50, decline: 8, hand_over: 12, answer: 14, close: 3, close_by_investor: 3,
    withdraw: 3, wait: 7,
}  # fmt: skip
ACCEPTED: Mapping[Deed, int] = {
    answer: 70, decline: 4, hand_over: 8, close: 5, close_by_investor: 4, withdraw: 3, wait: 6,
}  # fmt: skip
ANSWERED: Mapping[Deed, int] = {
    write: 35, answer: 5, close: 40, close_by_investor: 10, withdraw: 5, wait: 5,
}  # fmt: skip
CLOSED: Mapping[Deed, int] = {write: 12, answer: 6, erase: 6, wait: 76}
HELD: Mapping[Deed, int] = {release: 50, refuse: 45, withdraw: 5}
LAST = (withdraw, erase, refuse)


def live(session: Session, begins: datetime, ends: datetime, number: int, seed: int = 1) -> None:
    """So many enquiries that come in between two moments and go on at random till the second.

    Everything happens in its order and on full minutes; before each deed the worker passes on
    what nobody accepted.
    """
    with time_machine.travel(begins, tick=False) as clock:
        town = Town(session, seed)
        span, order = (ends - begins) // timedelta(minutes=1), count()
        agenda: list[tuple[datetime, int, int]] = [
            (begins + timedelta(minutes=town.chance.randrange(span)), next(order), 0)
            for _ in range(number)
        ]
        heapq.heapify(agenda)
        while agenda and agenda[0][0] < ends:
            moment, _, enquiry_id = heapq.heappop(agenda)
            clock.move_to(moment)
            taking.return_unaccepted(session)
            one = _moves(town, enquiry_id)
            if one is not None:
                heapq.heappush(agenda, (moment + _pause(town), next(order), one.id))


def _pause(town: Town) -> timedelta:
    """Hours as a rule, and now and then more than a week."""
    usual = town.chance.choices((300, 1500, 12_000), (60, 30, 10))[0]
    return timedelta(minutes=int(town.chance.expovariate(1 / usual)) + 1)


def _moves(town: Town, enquiry_id: int) -> Enquiry | None:
    """The enquiry after its next deed, or None when nothing more will happen to it."""
    if not enquiry_id:
        return town.asks()
    one = town.session.get_one(Enquiry, enquiry_id)
    deeds = _deeds(one)
    deed = town.chance.choices(list(deeds), list(deeds.values()))[0]
    deed(town, one)
    over = deed in LAST or (deed is wait and one.state == EnquiryState.CLOSED)
    return None if over else one


def _deeds(one: Enquiry) -> Mapping[Deed, int]:
    if one.state == EnquiryState.OPEN:
        return ACCEPTED if one.accepted_at else UNACCEPTED
    states = {EnquiryState.HELD: HELD, EnquiryState.ANSWERED: ANSWERED}
    return states.get(EnquiryState(one.state), CLOSED)
