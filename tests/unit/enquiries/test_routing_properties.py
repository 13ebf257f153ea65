"""For every set of rules and every case: one rule wins, and none that is said never to."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from portal.core.locales import LOCALES
from portal.enquiries.models import Kind
from portal.enquiries.reach import unreachable
from portal.enquiries.routing import Case, Hours, Rule, matches, route, steps

# Few values, so that rules and cases meet often.
TYPES = ("space", "policy")
REGIONS = ("140800", "140802", "140821")
INDUSTRIES = ("C", "C34", "D", "aluminium")
SIZES = (0.0, 10.0, 20.0, 30.0)
LOCALE_KEYS = tuple(locale.segment for locale in LOCALES)
LAST = Rule(1000, "")


def some(*values: object) -> st.SearchStrategy[object]:
    return st.sampled_from((None, None, *values))


def rules() -> st.SearchStrategy[list[Rule]]:
    one = st.builds(
        Rule,
        id=st.just(0),
        name=st.just(""),
        listing_type=some(*TYPES),
        region=some(*REGIONS),
        industry=some(*INDUSTRIES),
        locale=some(*LOCALE_KEYS),
        use_contact=st.booleans(),
        kind=some(*Kind),
        listing_id=some(1, 2),
        origin_id=some(1, 2),
        area_min=some(*SIZES),
        area_max=some(*SIZES),
        investment_min=some(*SIZES),
        investment_max=some(*SIZES),
        hours=some(*Hours),
    )
    return st.lists(st.one_of(one, narrow()), max_size=12).map(numbered)


def narrow() -> st.SearchStrategy[Rule]:
    """Rules of one or two conditions: several together often leave no gap."""
    return st.builds(
        Rule,
        id=st.just(0),
        name=st.just(""),
        area_min=some(*SIZES),
        area_max=some(*SIZES),
        hours=some(*Hours),
    )


def numbered(found: list[Rule]) -> list[Rule]:
    return [*(replace(rule, id=number) for number, rule in enumerate(found, 1)), LAST]


def cases() -> st.SearchStrategy[Case]:
    size = st.one_of(st.none(), st.sampled_from((0.0, 5.0, 10.0, 19.9, 20.0, 29.9, 30.0, 1e6)))
    return st.builds(
        Case,
        locale=st.sampled_from(LOCALE_KEYS),
        listing_type=some(*TYPES),
        region=some(*REGIONS),
        industry=some("C34", "C", "D", "C35"),
        chains=st.sampled_from(((), ("aluminium",))),
        office_id=some(1),
        contact_id=some(1),
        kind=st.sampled_from(Kind),
        listing_id=some(1, 2),
        area=size,
        investment=size,
        origin_id=some(1, 2),
        in_hours=st.booleans(),
    )


@given(rules(), cases())
def test_exactly_one_rule_wins_and_it_is_the_first_that_matches(
    found: list[Rule], case: Case
) -> None:
    won = route(found, case).rule
    assert won == next(rule for rule in found if matches(rule, case))


@given(rules(), cases())
def test_a_rule_that_is_said_never_to_match_never_wins(found: list[Rule], case: Case) -> None:
    assert route(found, case).rule.id not in unreachable(found)


@given(rules(), cases())
def test_the_rules_in_the_way_of_another_take_its_cases_by_themselves(
    found: list[Rule], case: Case
) -> None:
    by_id = {rule.id: rule for rule in found}
    for never, earlier in unreachable(found).items():
        if matches(by_id[never], case):
            assert any(matches(by_id[other], case) for other in earlier)
        assert all(other < never for other in earlier)


@given(rules(), cases())
def test_the_steps_end_with_the_rule_that_wins(found: list[Rule], case: Case) -> None:
    tried = steps(found, case)
    assert tried[-1].rule == route(found, case).rule
    assert [bool(step.failed) for step in tried] == [True] * (len(tried) - 1) + [False]


@given(rules())
def test_the_last_rule_stays_reachable_unless_others_without_conditions_stand_before(
    found: list[Rule],
) -> None:
    never = unreachable(found)
    if LAST.id in never:
        by_id = {rule.id: rule for rule in found}
        together = [by_id[other] for other in never[LAST.id]]
        assert len(together) > 1 or not together[0].conditions
