"""Which rule wins, and which can never win."""

from __future__ import annotations

import pytest

from portal.enquiries import references
from portal.enquiries.reach import unreachable
from portal.enquiries.references import ALPHABET, new_reference, tidy
from portal.enquiries.routing import Case, NoRule, Rule, matches, route

LAST = Rule(9, "")
LINYI_HALL = Case(
    "en", listing_type="space", region="140821", industry="C34", chains=("powder_metallurgy",)
)


def test_the_first_match_wins() -> None:
    rules = [Rule(1, "", region="140821"), Rule(2, "", listing_type="space"), LAST]
    assert route(rules, LINYI_HALL).rule.id == 1


def test_the_last_rule_takes_what_no_other_wants() -> None:
    assert route([Rule(1, "", region="140822"), LAST], LINYI_HALL).rule.id == 9
    with pytest.raises(NoRule):
        route([Rule(1, "", region="140822")], LINYI_HALL)


@pytest.mark.parametrize(
    ("rule", "held"),
    [
        (Rule(1, "", region="140821"), True),
        (Rule(1, "", region="140800"), True),  # the city covers its counties
        (Rule(1, "", region="140802"), False),
        (Rule(1, "", industry="C34"), True),
        (Rule(1, "", industry="C"), True),  # a section covers its divisions
        (Rule(1, "", industry="C3"), False),
        (Rule(1, "", industry="D"), False),
        (Rule(1, "", industry="powder_metallurgy"), True),
        (Rule(1, "", industry="aluminium"), False),
        (Rule(1, "", listing_type="space", locale="en"), True),
        (Rule(1, "", listing_type="space", locale="zh-hans"), False),
    ],
)
def test_conditions_hold_as_people_mean_them(rule: Rule, held: bool) -> None:
    assert matches(rule, LINYI_HALL) is held


def test_a_county_rule_does_not_take_what_concerns_the_whole_city() -> None:
    assert not matches(Rule(1, "", region="140821"), Case("en", region="140800"))


def test_without_a_listing_only_rules_about_the_language_hold() -> None:
    case = Case("en")
    assert matches(Rule(1, "", locale="en"), case)
    assert not matches(Rule(1, "", region="140800"), case)
    assert not matches(Rule(1, "", use_contact=True), case)


def test_the_listings_own_contact_needs_a_contact_or_an_office() -> None:
    own = Rule(1, "", use_contact=True)
    assert matches(own, Case("en", listing_type="space", contact_id=4))
    assert matches(own, Case("en", listing_type="space", office_id=2))
    assert not matches(own, LINYI_HALL)


def test_what_matched_is_told_with_the_values_of_the_case() -> None:
    won = route([Rule(1, "", region="140800", industry="C")], LINYI_HALL)
    assert won.matched == {"region": "140821", "industry": "C34"}
    by_chain = route([Rule(1, "", industry="powder_metallurgy")], LINYI_HALL)
    assert by_chain.matched == {"industry": "powder_metallurgy"}


def test_rules_behind_a_wider_one_are_found() -> None:
    rules = [
        Rule(1, "", region="140800"),
        Rule(2, "", region="140821", locale="en"),
        Rule(3, "", industry="C34"),
        Rule(4, "", region="140800", use_contact=True),
        Rule(5, "", use_contact=True),
        LAST,
    ]
    assert unreachable(rules) == {2: (1,), 4: (1,)}
    assert unreachable([LAST, Rule(1, "", locale="en")]) == {1: (9,)}


def test_references_have_no_letters_that_look_alike() -> None:
    assert not set(ALPHABET) & set("0O1IL2Z5S8BUV")
    reference = new_reference()
    assert tidy(reference) == reference


@pytest.mark.parametrize(
    "typed", ["yc-2026-7k3m9q", " YC 2026 7K3M9Q ", "YC20267K3M9Q", "YC–2026–7K3M9Q"]
)
def test_references_are_understood_as_people_type_them(typed: str) -> None:
    assert tidy(typed) == "YC-2026-7K3M9Q"


def test_another_city_has_its_own_letters_and_older_references_are_found_as_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(references, "load_yaml", lambda _name: {"reference_prefix": "LF"})
    assert new_reference().startswith("LF-")
    assert references.example().startswith("LF-")
    assert tidy("yc 2026 7k3m9q") == "YC-2026-7K3M9Q"
    monkeypatch.setattr(references, "load_yaml", lambda _name: {"reference_prefix": "运城"})
    with pytest.raises(ValueError, match=r"site\.yaml"):
        new_reference()


@pytest.mark.parametrize("typed", ["", "YC-2026", "\x00", "YC-2026-7K3M9Q'--", "x" * 1000])
def test_what_is_no_reference_finds_nothing(typed: str) -> None:
    assert tidy(typed) == ""


@pytest.mark.parametrize(
    ("rule", "held"),
    [
        (Rule(1, "", kind="hall"), True),
        (Rule(1, "", kind="visit"), False),
        (Rule(1, "", listing_id=7), True),
        (Rule(1, "", listing_id=8), False),
        (Rule(1, "", origin_id=3), True),
        (Rule(1, "", origin_id=4), False),
        (Rule(1, "", hours="out"), True),
        (Rule(1, "", hours="in"), False),
        (Rule(1, "", area_min=5000), True),  # from the lower end on
        (Rule(1, "", area_max=5000), False),  # below the upper end
        (Rule(1, "", area_min=4000, area_max=6000), True),
        (Rule(1, "", investment_min=1), False),  # not known
    ],
)
def test_what_the_question_says_counts_too(rule: Rule, held: bool) -> None:
    case = Case("en", kind="hall", listing_id=7, origin_id=3, area=5000, in_hours=False)
    assert matches(rule, case) is held


def test_rules_that_together_leave_no_gap_are_named() -> None:
    small, large = Rule(1, "", area_max=1000), Rule(2, "", area_min=1000)
    assert unreachable([small, large, Rule(3, "", area_min=500, area_max=2000), LAST]) == {
        3: (1, 2)
    }
    assert unreachable([small, large, LAST]) == {}  # what has no known size is left for the last
    shut, open_ = Rule(1, "", hours="out"), Rule(2, "", hours="in")
    assert unreachable([shut, open_, Rule(3, "", region="140800"), LAST]) == {3: (1, 2), 9: (1, 2)}


def test_a_range_that_holds_nothing_never_matches() -> None:
    assert unreachable([Rule(1, "", area_min=10, area_max=10), LAST]) == {1: ()}
