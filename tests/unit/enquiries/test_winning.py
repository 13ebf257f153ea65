"""What the database finds is what the rules say, as they stand at that moment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.core.audit import SYSTEM
from portal.core.clock import now
from portal.core.database import Database
from portal.enquiries import rules
from portal.enquiries.models import RoutingRule
from portal.enquiries.origins.models import Origin
from portal.enquiries.routing import Case, NoRule, Rule, route
from portal.enquiries.rules import RuleFacts
from portal.enquiries.winning import winner
from portal.runtime import Runtime
from tests.support import factories
from tests.support.enquiries import offices
from tests.unit.enquiries.test_routing_properties import cases
from tests.unit.enquiries.test_routing_properties import rules as sets_of_rules

ONE_AND_TWO = (1, 2)  # the listings and origins that the generated rules and cases name


@pytest.fixture
def writing(portal: Runtime) -> Iterator[Session]:
    with portal.database.write() as session:
        offices(session)
        listings = [factories.listing(session, "space", publish=False) for _ in ONE_AND_TWO]
        assert tuple(one.id for one in listings) == ONE_AND_TWO
        office = factories.organisation(session)
        session.add_all(
            Origin(id=number, code=f"code{number}", kind="event", name="", created_at=now(),
                   organisation_id=office.id)
            for number in ONE_AND_TWO
        )  # fmt: skip
        yield session


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(sets_of_rules(), cases())
def test_the_database_finds_the_rule_that_the_rules_themselves_name(
    writing: Session, found: list[Rule], case: Case
) -> None:
    writing.execute(delete(RoutingRule))
    writing.add_all(RoutingRule(position=place, **asdict(rule)) for place, rule in enumerate(found))
    writing.flush()
    assert winner(writing, case) == route(found, case)


def test_without_the_last_rule_the_database_says_so(writing: Session) -> None:
    writing.execute(delete(RoutingRule))
    with pytest.raises(NoRule):
        winner(writing, Case("en"))


def test_a_change_by_another_process_counts_for_the_next_case(
    portal: Runtime, tmp_path: Path
) -> None:
    """Added, changed, moved and deleted: each is seen at once, for nothing is kept."""
    with portal.database.write() as session:
        offices(session)
        target = session.scalars(select(RoutingRule.organisation_id).limit(2)).all()[1]
    url = portal.database.engine.url.render_as_string(hide_password=False)
    other = Database(url, tmp_path / "other.lock")

    def told() -> str:
        with portal.database.read() as session:
            return winner(session, Case("en")).rule.name

    assert told() == ""
    with other.write() as session:
        first = rules.add(session, SYSTEM, _facts("first", target))
        second = rules.add(session, SYSTEM, _facts("second", target))
    assert told() == "first"
    with other.write() as session:
        rules.move(session, SYSTEM, session.get_one(RoutingRule, second.id), 1, rules.Direction.UP)
    assert told() == "second"
    with other.write() as session:
        kept = session.get_one(RoutingRule, second.id)
        rules.change(session, SYSTEM, kept, kept.version, _facts("renamed", target))
    assert told() == "renamed"
    with other.write() as session:
        kept = session.get_one(RoutingRule, second.id)
        rules.delete(session, SYSTEM, kept, kept.version)
    assert told() == "first"
    with other.write() as session:
        rules.delete(session, SYSTEM, session.get_one(RoutingRule, first.id), 1)
    assert told() == ""
    other.engine.dispose()


def _facts(name: str, organisation_id: int | None) -> RuleFacts:
    return RuleFacts(
        name=name, listing_type=None, region=None, industry=None, locale="en", use_contact=False,
        organisation_id=organisation_id, user_id=None,
    )  # fmt: skip
