"""Whatever happens to enquiries, in whatever order: each is in one state, and none gets lost."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

import pytest
import time_machine
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts.models import OfficeDuty, User
from portal.accounts.permissions import Permission, allows
from portal.core.clock import now
from portal.core.database import Database
from portal.enquiries import chasing, figures, held, inbox, privacy, retention, service, taking
from portal.enquiries.held import NotHeld, Sign
from portal.enquiries.inbox import View
from portal.enquiries.models import Enquiry, EnquiryState
from portal.enquiries.service import Conflict, HandOver
from portal.pipeline.leads import strike_out
from tests.support import factories
from tests.support.databases import PostgresDatabases, SqliteDatabases
from tests.support.enquiries import COUNTIES, a_draft, offices

OPEN, HELD = EnquiryState.OPEN, EnquiryState.HELD
ANSWERED, CLOSED = EnquiryState.ANSWERED, EnquiryState.CLOSED
REFUSED = (Conflict, NotHeld)
ANY = st.integers(0, 30)  # of those that there are
Deed = Callable[[Session, Enquiry, User], object]


def may(user: User, enquiry: Enquiry) -> bool:
    return allows(user, Permission.ENQUIRY_ANSWER, enquiry.organisation_id)


class Enquiries(RuleBasedStateMachine):
    """The real verbs on a real database, beside a plain list of what should have come of them."""

    databases: ClassVar[SqliteDatabases | PostgresDatabases]
    folder: ClassVar[Path]
    folders = itertools.count(1)

    def __init__(self) -> None:
        super().__init__()
        own = self.folder / str(next(self.folders))
        own.mkdir()
        self.copy = self.databases.fresh(own)
        self.database = Database(self.copy.__enter__(), own / "write.lock")
        self.time = time_machine.travel(now(), tick=False)
        self.clock = self.time.start()
        self.keys = itertools.count(1)
        self.states: dict[int, EnquiryState] = {}
        self.erased: set[int] = set()
        self.routed: set[int] = set()
        self.never_closed: set[int] = set()  # taken back or erased before anybody closed them
        self.refused: set[int] = set()
        self.answered: set[int] = set()
        with self.database.write() as session:
            offices(session)
            people = [factories.user(session, "officer", key) for key in ("agency", *COUNTIES) * 2]
            agency = people[0].organisation_id
            for user in people[:3]:
                user.organisation.parent_id = None if user is people[0] else agency
                session.add(
                    OfficeDuty(organisation_id=user.organisation_id, duty_officer_id=user.id)
                )
            self.people = [user.id for user in people]
            self.chief = factories.user(session, "administrator").id
            self.staff = [*self.people, self.chief]

    def teardown(self) -> None:
        self.time.stop()
        self.database.engine.dispose()
        self.copy.__exit__(None, None, None)

    @initialize(waiting=st.lists(st.booleans(), min_size=1, max_size=3))
    def some_are_there(self, waiting: list[bool]) -> None:
        for wait in waiting:
            self.ask(wait=wait, again=False, locale="en")

    # What investors and staff do.

    @rule(wait=st.booleans(), again=st.booleans(), locale=st.sampled_from(("zh-hans", "en")))
    def ask(self, wait: bool, again: bool, locale: str) -> None:
        number = next(self.keys)
        draft = a_draft(locale=locale, message=f"第{number}个问题：有没有8米高的厂房？")
        signs = [Sign.LINKS] if wait else []
        for _ in range(1 + again):  # sent twice is asked once
            with self.database.write() as session:
                made = service.submit(session, draft, f"ask{number}", held_for=signs)
        self.states[made.id] = HELD if wait else OPEN
        if not wait:
            self.routed.add(made.id)

    @precondition(lambda self: self.states)
    @rule(which=ANY, who=ANY)
    def release(self, which: int, who: int) -> None:
        chosen = self._chosen(which)
        self._try(chosen, who, lambda s, e, by: held.release(s, e, e.version, by),
                  self.states[chosen] == HELD, OPEN)  # fmt: skip

    @precondition(lambda self: self.states)
    @rule(which=ANY, who=ANY)
    def refuse(self, which: int, who: int) -> None:
        chosen = self._chosen(which)
        if self._try(chosen, who, lambda s, e, by: held.refuse(s, e, e.version, by),
                     self.states[chosen] == HELD, CLOSED):  # fmt: skip
            self.refused.add(chosen)

    @precondition(lambda self: self.states)
    @rule(which=ANY, who=ANY)
    def accept(self, which: int, who: int) -> None:
        chosen = self._chosen(which)
        accepted, mine = self._taken(chosen, who)
        allowed = mine if accepted else self.states[chosen] == OPEN
        self._try(chosen, who, lambda s, e, by: taking.accept(s, e, e.version, by), allowed)

    @precondition(lambda self: self.states)
    @rule(which=ANY, who=ANY)
    def decline(self, which: int, who: int) -> None:
        chosen = self._chosen(which)
        accepted, mine = self._taken(chosen, who)
        allowed = self.states[chosen] == OPEN and (mine or not accepted)
        self._try(chosen, who, lambda s, e, by: taking.decline(s, e, e.version, by, "忙"), allowed)

    @precondition(lambda self: self.states)
    @rule(which=ANY, who=ANY, to=ANY, person=st.booleans())
    def hand_over(self, which: int, who: int, to: int, person: bool) -> None:
        chosen, target = self._chosen(which), self.people[to % len(self.people)]

        def give(session: Session, enquiry: Enquiry, by: User) -> None:
            user = session.get_one(User, target)
            way = HandOver(user.organisation, user if person else None, "归你们")
            service.hand_over(session, enquiry, enquiry.version, by, way)

        if self._try(chosen, who, give, self._can_go_on(chosen)):
            self.answered.add(chosen)

    @precondition(lambda self: self.states)
    @rule(which=ANY, who=ANY)
    def answer(self, which: int, who: int) -> None:
        chosen, key = self._chosen(which), f"say{next(self.keys)}"
        if self._try(chosen, who, lambda s, e, by: service.answer(s, e, e.version, by, "有的。", key),
                     self._can_go_on(chosen), ANSWERED):  # fmt: skip
            self.answered.add(chosen)

    @precondition(lambda self: self.states)
    @rule(which=ANY, who=ANY)
    def note(self, which: int, who: int) -> None:
        chosen, key = self._chosen(which), f"note{next(self.keys)}"
        self._try(chosen, who, lambda s, e, by: service.note(s, e, e.version, by, "打过", key),
                  chosen not in self.erased)  # fmt: skip

    @precondition(lambda self: self.states)
    @rule(which=ANY, who=ANY)
    def close(self, which: int, who: int) -> None:
        chosen = self._chosen(which)
        self._try(chosen, who, lambda s, e, by: service.close(s, e, e.version, by, "完成"),
                  self._can_go_on(chosen), CLOSED)  # fmt: skip

    @precondition(lambda self: self.states)
    @rule(which=ANY, who=ANY)
    def too_late(self, which: int, who: int) -> None:
        """Somebody acts on what has changed since the page was opened."""
        self._try(self._chosen(which), who,
                  lambda s, e, by: service.close(s, e, e.version + 1, by, "完成"), False)  # fmt: skip

    @precondition(lambda self: self.states)
    @rule(which=ANY)
    def investor_closes(self, which: int) -> None:
        chosen = self._chosen(which)
        self._try(chosen, 0, lambda s, e, _by: service.close_by_investor(s, e),
                  chosen not in self.erased, CLOSED)  # fmt: skip

    @precondition(lambda self: self.states)
    @rule(which=ANY)
    def investor_writes(self, which: int) -> None:
        chosen, key = self._chosen(which), f"write{next(self.keys)}"
        waits = self.states[chosen] in (HELD, CLOSED) and chosen not in self.routed | self.answered
        self._try(chosen, 0, lambda s, e, _by: service.investor_writes(s, e, "还有一问", key),
                  chosen not in self.erased, HELD if waits else OPEN)  # fmt: skip

    @precondition(lambda self: self.states)
    @rule(which=ANY)
    def withdraw(self, which: int) -> None:
        chosen = self._chosen(which)
        with self.database.read() as session:
            twice = session.get_one(Enquiry, chosen).withdrawn_at is not None
        self._forget(chosen, 0, lambda s, e, _by: privacy.withdraw(s, e, strike_out),
                     twice or chosen not in self.erased)  # fmt: skip

    @precondition(lambda self: self.states)
    @rule(which=ANY, who=ANY)
    def erase(self, which: int, who: int) -> None:
        chosen = self._chosen(which)
        self._forget(
            chosen, who,
            lambda s, e, by: privacy.erase_on_request(s, e, e.version, by.actor, strike_out),
            chosen not in self.erased,
        )  # fmt: skip

    @rule(hours=st.sampled_from((1, 9, 80, 24 * 900)))
    def time_passes(self, hours: int) -> None:
        self.clock.shift(timedelta(hours=hours))

    @rule()
    def the_worker_makes_its_round(self) -> None:
        with self.database.write() as session:
            chasing.chase(session)
            retention.erase_expired(session, strike_out)
        with self.database.read() as session:
            gone = select(Enquiry.id).where(Enquiry.name == "")
            self.erased |= set(session.scalars(gone))
        for one in self.erased:
            if self.states[one] != CLOSED:  # two years without a word
                self.states[one] = CLOSED
                self.never_closed.add(one)

    # What holds after each of it.

    @invariant()
    def every_enquiry_is_in_the_state_that_it_should_be_in(self) -> None:
        with self.database.read() as session:
            rows = session.execute(select(Enquiry.id, Enquiry.state))
            assert {row.id: row.state for row in rows} == self.states

    @invariant()
    def the_views_of_the_inbox_add_up_to_all_there_are(self) -> None:
        number = Counter(self.states.values())
        with self.database.read() as session:
            chief = session.get_one(User, self.chief)
            people = [session.get_one(User, user_id) for user_id in self.staff]

            def total(user: User, view: View) -> int:
                return inbox.inbox(session, user, view, "", 1).total

            assert total(chief, View.ALL) == len(self.states)
            assert total(chief, View.WAITING) == number[ANSWERED]
            assert total(chief, View.CLOSED) == number[CLOSED]
            assert held.waiting(session, chief) == number[HELD]
            assert sum(total(one, View.ORGANISATION) for one in people[:3]) == number[OPEN]
            nobodys = select(func.count()).where(
                Enquiry.state == OPEN, Enquiry.officer_id.is_(None)
            )
            mine = sum(total(one, View.MINE) for one in people)
            assert mine + (session.scalar(nobodys) or 0) == number[OPEN]
            for view, shown in inbox.counts(session, chief).items():
                assert shown == total(chief, view)

    @invariant()
    def the_figures_count_each_that_an_office_was_given(self) -> None:
        with self.database.read() as session:
            far = timedelta(days=36500)
            found = figures.cases(session, now() - far, now() + far)
            courses = {case.id: case.course for case in found if case.course is not None}
            assert courses.keys() == self.routed
            assert {case.id for case in found if case.course is None} == self.refused - self.routed
            assert {one for one, course in courses.items() if course.closed.done} == {
                one for one in self.routed - self.never_closed if self.states[one] == CLOSED
            }
            lines = figures.table(found, figures.By.ORGANISATION)
            assert sum(line.asked for line in lines) == len(self.routed)

    @invariant()
    def every_enquiry_has_one_recipient_who_can_open_it(self) -> None:
        with self.database.read() as session:
            for enquiry in session.scalars(select(Enquiry)):
                officer = session.get(User, enquiry.officer_id) if enquiry.officer_id else None
                assert officer is None or may(officer, enquiry)
                assert (enquiry.closed_at is not None) == (enquiry.state == CLOSED)
                assert enquiry.waiting_since is None or enquiry.state == ANSWERED
                assert enquiry.accept_by is None or enquiry.accepted_at is None
                if enquiry.state == OPEN:
                    assert enquiry.id in self.routed | self.answered, "somebody has looked at it"
                    assert enquiry.accept_by is not None or enquiry.accepted_at is not None
                    assert enquiry.close_by is None or enquiry.close_by >= enquiry.respond_by

    def _chosen(self, which: int) -> int:
        return sorted(self.states)[which % len(self.states)]

    def _can_go_on(self, chosen: int) -> bool:
        return self.states[chosen] != HELD and chosen not in self.erased

    def _taken(self, chosen: int, who: int) -> tuple[bool, bool]:
        """Whether somebody has accepted it, and whether that is this person."""
        with self.database.read() as session:
            enquiry = session.get_one(Enquiry, chosen)
            accepted = enquiry.accepted_at is not None
            mine = enquiry.officer_id == self._who(session, enquiry, who).id
            return accepted, accepted and mine

    def _who(self, session: Session, enquiry: Enquiry, who: int) -> User:
        """One of those whom the desk lets act on it."""
        able = [u for one in self.staff if may(u := session.get_one(User, one), enquiry)]
        return able[who % len(able)]

    def _forget(self, chosen: int, who: int, deed: Deed, allowed: bool) -> None:
        ended = self.states[chosen] == CLOSED
        if self._try(chosen, who, deed, allowed, CLOSED):
            self.erased.add(chosen)
            self.never_closed |= set() if ended else {chosen}

    def _try(
        self, chosen: int, who: int, deed: Deed, allowed: bool, becomes: EnquiryState | None = None
    ) -> bool:
        """Do it; what is not allowed is refused and changes nothing."""
        told: AbstractContextManager[object] = nullcontext() if allowed else pytest.raises(REFUSED)
        with told, self.database.write() as session:
            enquiry = session.get_one(Enquiry, chosen)
            deed(session, enquiry, self._who(session, enquiry, who))
        if allowed and becomes:
            if self.states[chosen] == HELD and becomes == OPEN:
                self.routed.add(chosen)
            self.states[chosen] = becomes
        return allowed


def test_the_states_add_up_whatever_happens(
    all_databases: SqliteDatabases | PostgresDatabases, tmp_path: Path
) -> None:
    here = {"databases": all_databases, "folder": tmp_path}
    machine = type("Here", (Enquiries,), here)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=12,
            stateful_step_count=30,
            deadline=None,
            phases=(Phase.reuse, Phase.generate),  # shortening a failure takes minutes
            suppress_health_check=list(HealthCheck),
        ),
    )
