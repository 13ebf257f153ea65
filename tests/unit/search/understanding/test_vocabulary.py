"""What the portal's contents teach the search."""

from __future__ import annotations

from portal.core import reference
from portal.listings.registry import registry
from portal.listings.vocabulary import base_lexicon
from portal.search.folding import fold
from portal.search.lexicon import Kind


def codes(spelling: str) -> set[str]:
    return {named.code for named in base_lexicon().by_spelling.get(fold(spelling), ())}


def test_every_type_place_and_chain_has_a_spelling() -> None:
    named = {(one.kind, one.code) for one in base_lexicon().named}
    assert {code for kind, code in named if kind is Kind.TYPE} == set(registry())
    assert {code for kind, code in named if kind is Kind.REGION} == set(reference.regions())
    assert {code for kind, code in named if kind is Kind.CHAIN} == set(reference.chains())


def test_no_spelling_names_two_things_of_one_kind() -> None:
    for spelling, found in base_lexicon().by_spelling.items():
        kinds = [one.kind for one in found if one.kind is not Kind.INDUSTRY]
        assert len(kinds) == len(set(kinds)), spelling


def test_people_call_things_by_shorter_names() -> None:
    assert codes("汽车制造") == {"C36"}
    assert codes("盐湖") == codes("Yanhu") == codes("鹽湖區") == {"140802"}
    assert codes("铝加工") == {"aluminium"}
    assert codes("workshop") == codes("写字楼") == {"space"}


def test_a_county_knows_its_city() -> None:
    (yanhu,) = base_lexicon().by_spelling["盐湖区"]
    assert yanhu.within == ("140800",)


def test_names_that_say_too_little_are_left_out() -> None:
    assert codes("制造业") == codes("教育") == codes("其他制造业") == set()


def test_synonyms_lead_both_ways_over_languages() -> None:
    groups = base_lexicon().groups
    assert len(base_lexicon().synonyms) >= 120
    assert "subsidy" in groups["补贴"]
    assert "补贴" in groups["subsidy"]
    assert "workshop" in groups["厂房"]
    assert all(len(set(map(fold, group))) > 1 for group in base_lexicon().synonyms)
