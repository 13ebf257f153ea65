"""Editing the rules: their order, their last, and two people at once."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.audit import SYSTEM
from portal.enquiries import rules
from portal.enquiries.models import Enquiry, RoutingRule
from portal.enquiries.rules import Conflict, Direction, LastRule, RuleFacts
from portal.runtime import Runtime
from tests.support import factories
from tests.support.enquiries import an_enquiry, offices


def facts(session: Session, **values: object) -> RuleFacts:
    empty: dict[str, object] = dict.fromkeys(
        ("listing_type", "region", "industry", "locale", "organisation_id", "user_id")
    )
    agency = factories.organisation(session, "agency").id
    start = {"name": "x", "use_contact": False, "organisation_id": agency}
    return RuleFacts(**{**empty, **start, **values})  # type: ignore[arg-type]


def order(session: Session) -> list[int]:
    return [row.rule.id for row in rules.overview(session)]


def last(session: Session) -> RoutingRule:
    return rules.overview(session)[-1].rule


def test_a_new_rule_stands_before_the_last(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)
        before = order(session)
        added = rules.add(session, SYSTEM, facts(session, locale="en"))
        assert order(session) == [*before[:-1], added.id, before[-1]]


def test_rules_move_but_never_behind_the_last(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)
        first, second, *_ = order(session)
        rule = session.get_one(RoutingRule, second)
        rules.move(session, SYSTEM, rule, rule.version, Direction.UP)
        assert order(session)[:2] == [second, first]
        before_last = session.get_one(RoutingRule, order(session)[-2])
        with pytest.raises(LastRule):
            rules.move(session, SYSTEM, before_last, before_last.version, Direction.DOWN)
        with pytest.raises(LastRule):
            rules.move(session, SYSTEM, last(session), last(session).version, Direction.UP)


def test_the_last_rule_cannot_be_deleted_or_narrowed(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)
        rule = last(session)
        with pytest.raises(LastRule):
            rules.delete(session, SYSTEM, rule, rule.version)
        for narrowing in ({"locale": "en"}, {"use_contact": True}, {"region": "140800"}):
            with pytest.raises(LastRule):
                rules.change(session, SYSTEM, rule, rule.version, facts(session, **narrowing))
        rules.change(session, SYSTEM, rule, rule.version, facts(session, name="Rest"))
        assert last(session).name == "Rest"


def test_a_save_against_an_old_version_is_refused(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)
        rule = rules.overview(session)[0].rule
        rules.change(session, SYSTEM, rule, 1, facts(session, locale="en"))
        with pytest.raises(Conflict):
            rules.change(session, SYSTEM, rule, 1, facts(session))
        with pytest.raises(Conflict):
            rules.move(session, SYSTEM, rule, 1, Direction.DOWN)
        with pytest.raises(Conflict):
            rules.delete(session, SYSTEM, rule, 1)


def test_an_enquiry_remembers_a_rule_that_is_gone(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)
        rule = rules.add(session, SYSTEM, facts(session, name="English desk", locale="en"))
        enquiry = an_enquiry(session, locale="en")
        assert enquiry.rule_id == rule.id
        rules.delete(session, SYSTEM, rule, rule.version)
    with portal.database.read() as session:
        kept = session.get_one(type(enquiry), enquiry.id)
        assert kept.rule_id is None
        assert kept.routed_because["rule"] == "English desk"
        assert kept.routed_because["matched"] == {"locale": "en"}


def at_once(
    portal: Runtime, first: Callable[[Session], object], second: Callable[[Session], object]
) -> None:
    """`second` begins before `first` is committed, and ends after."""

    def later() -> None:
        with portal.database.write() as session:
            second(session)

    thread = threading.Thread(target=later)
    with portal.database.write() as session:
        first(session)
        session.flush()
        thread.start()
        thread.join(0.5)  # as far as it may come
    thread.join()


def test_a_rule_added_while_another_is_moved_leaves_the_last_rule_last(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)
        catch_all = last(session).id
        new = facts(session, locale="en")

    def move(session: Session) -> None:
        second = rules.overview(session)[1].rule
        rules.move(session, SYSTEM, second, second.version, Direction.UP)

    at_once(portal, lambda session: rules.add(session, SYSTEM, new), move)
    with portal.database.read() as session:
        assert last(session).id == catch_all
        positions = [row.rule.position for row in rules.overview(session)]
        assert positions == list(range(1, len(positions) + 1))


def test_a_question_is_kept_while_the_rule_for_it_is_deleted(portal: Runtime) -> None:
    with portal.database.write() as session:
        offices(session)
        rules.add(session, SYSTEM, facts(session, locale="zh-hans"))

    def delete(session: Session) -> None:
        own = rules.overview(session)[-2].rule
        rules.delete(session, SYSTEM, own, own.version)

    at_once(portal, delete, an_enquiry)
    with portal.database.read() as session:
        assert session.scalar(select(func.count(Enquiry.id))) == 1
