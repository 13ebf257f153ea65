"""Marks stand where the reader sees the words, in the reader's own script."""

from hypothesis import given
from hypothesis import strategies as st

from portal.search.highlight import ELLIPSIS, Span, highlight, snippet, strip_markdown

from .conftest import ANALYSIS


def marked(text: str, question: str) -> list[str]:
    spans = highlight(text, ANALYSIS.question(question).words)
    return [text[span.start : span.end] for span in spans]


def test_marks_are_found_in_the_script_of_the_text() -> None:
    assert marked("位於鹽湖區的標準廠房", "盐湖区厂房") == ["鹽湖區", "廠房"]
    assert marked("Ｗｏｒｋｓｈｏｐｓ and WORKSHOP", "workshop") == [
        "Ｗｏｒｋｓｈｏｐｓ",
        "WORKSHOP",
    ]
    assert marked("面积5,000 平方米，另5000元", "5000平方米") == ["5,000 平方米", "5000元"]


def test_words_of_other_scripts_are_marked_whole_or_not_at_all() -> None:
    assert marked("parking is not a park", "park") == ["park"]


def test_neighbours_become_one_mark() -> None:
    assert highlight("标准化厂房", ("标准", "标准化", "厂房")) == (Span(0, 5),)


def test_a_snippet_shows_the_passage_with_most_of_the_words() -> None:
    text = "厂房。" + "其他说明文字。" * 60 + "盐湖区有标准厂房出租。" + "结尾。" * 60
    shown = snippet(text, ("盐湖区", "厂房"), width=60)
    assert "盐湖区有标准厂房" in shown.text
    assert shown.text.startswith(ELLIPSIS)
    assert shown.text.endswith(ELLIPSIS)
    assert [shown.text[s.start : s.end] for s in shown.spans] == ["盐湖区", "厂房"]


def test_a_snippet_is_plain_text() -> None:
    text = "# 标题\n\n- **盐湖区** [厂房](https://example.com/a_b) `x`\n\n| 面积 | 层高 |\n|---|---|\n| 1 | 2 |"
    assert strip_markdown(text) == "标题 盐湖区 厂房 x 面积 层高 1 2"
    assert snippet(text, ("厂房",)).text == "标题 盐湖区 厂房 x 面积 层高 1 2"


def test_without_a_word_of_the_question_a_snippet_is_the_beginning() -> None:
    shown = snippet("甲" * 300, ("厂房",), width=50)
    assert shown.text == "甲" * 50 + ELLIPSIS
    assert not shown.spans


@given(st.text(max_size=400), st.lists(st.text(max_size=4), max_size=4), st.integers(1, 80))
def test_marks_lie_within_the_text_and_apart(text: str, terms: list[str], width: int) -> None:
    for shown, spans in (
        (text, highlight(text, tuple(terms))),
        (lambda s: (s.text, s.spans))(snippet(text, tuple(terms), width)),
    ):
        ends = [end for span in spans for end in (span.start, span.end)]
        assert ends == sorted(set(ends))
        assert all(0 <= end <= len(shown) for end in ends)


@given(
    st.text(alphabet="厂房盐湖区。 标准", max_size=300),
    st.lists(st.text(alphabet="厂房盐湖标准", min_size=1, max_size=3), max_size=4),
    st.integers(5, 80),
)
def test_a_passage_marks_all_that_it_shows(text: str, terms: list[str], width: int) -> None:
    shown = snippet(text, tuple(terms), width)
    assert shown.spans == highlight(shown.text, tuple(terms))
