"""How texts and questions become terms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.search.analysis import LONGEST_TEXT, Analysis, analyse
from portal.search.folding import fold, fold_in_place
from portal.search.lexicon import Lexicon
from portal.search.question import Choice, Space, Term
from portal.search.tokens import stem

from .conftest import ANALYSIS


def test_a_text_gives_pairs_characters_and_words() -> None:
    analysed = analyse("鹽湖區 CNC Workshops 5,000㎡")
    assert analysed.bigrams == ("盐湖", "湖区")
    assert analysed.characters == ("盐", "湖", "区")
    assert analysed.words == ("cnc", "workshop", "5000m2", "5000")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("5000平方米", {"5000平方米", "5000"}),
        ("5000 平方米", {"5000平方米", "5000"}),
        ("3.5亿元", {"3.5亿元", "3.5"}),
        ("220 kV", {"220kv", "220"}),
        ("100 million", {"100", "million"}),
        ("A3厂房", {"a3"}),
        ("5G基站", {"5g", "5"}),
        ("2024年5月", {"2024年", "2024", "5月", "5"}),
        ("1,2,3", {"1", "2", "3"}),
    ],
)
def test_a_number_stays_with_its_unit(text: str, words: set[str]) -> None:
    assert set(analyse(text).words) == words


@pytest.mark.parametrize(
    ("word", "stemmed"),
    [
        *(("parks", "park"), ("policies", "policy"), ("boxes", "box"), ("businesses", "business")),
        *(("bus", "bus"), ("glass", "glass"), ("analysis", "analysis"), ("gas", "gas")),
    ],
)
def test_only_the_plural_is_taken_off(word: str, stemmed: str) -> None:
    assert stem(word) == stemmed


def test_pairs_within_words_count_more_than_pairs_between_them() -> None:
    terms = {term.text: term for term in ANALYSIS.question("盐湖区厂房").terms}
    assert terms["盐湖"].weight == terms["厂房"].weight == 1.0
    assert terms["区厂"].weight < 1.0
    assert terms["区厂"].share == 0


def test_a_name_of_the_vocabulary_stays_whole() -> None:
    name = "关铝热电"
    assert name not in ANALYSIS.question(f"{name}项目").words
    assert name in Analysis(Lexicon(words=(name, "", " "))).question(f"{name}项目").words


def test_function_words_are_not_required_unless_nothing_else_is_asked() -> None:
    assert ANALYSIS.question("请问有哪些厂房").words == ("厂房",)
    assert ANALYSIS.question("哪些").words == ("哪些",)
    assert ANALYSIS.question("在").terms[0].space is Space.CHARACTER


@given(st.text(st.characters() | st.sampled_from("盐湖区厂房，的5 平方米a"), max_size=250))
def test_the_shares_of_a_question_add_up(text: str) -> None:
    question = ANALYSIS.question(text)
    assert len(question.terms) <= 3 * LONGEST_TEXT
    parts: list[Term | Choice] = [*question.terms, *question.choices]
    assert sum(part.share for part in parts) == pytest.approx(1 if parts else 0)


@given(st.text())
def test_folding_never_fails_and_keeps_lengths_where_it_must(text: str) -> None:
    fold(text).encode()
    assert len(fold_in_place(text)) == len(text)
