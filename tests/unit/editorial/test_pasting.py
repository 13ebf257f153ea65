"""Pasted HTML becomes Markdown that says the same and holds nothing that runs."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.core.rendering import markdown_to_html
from portal.editorial.pasting import MAX_TAGS, TooMuchError, to_markdown

WORD = (
    "<html><head><style>p{color:red}</style></head><body><!--[if gte mso 9]><xml>x</xml><![endif]-->"
    "<h1 style='mso-x:y'>标题<o:p></o:p></h1><p class=MsoNormal>第一段，<b>要点</b>。<o:p></o:p></p>"
    "<p class=MsoListParagraph style='mso-list:l0 level1'><span>·<span>&nbsp;&nbsp;</span></span>甲</p>"
    "<p class=MsoListParagraph>·&nbsp;乙</p></body></html>"
)
WECHAT = (
    "<section style='a'><section><span style='font-weight: bold;color:#f00'>加粗</span>文字</section>"
    "<p><img data-src='https://mmbiz.example/x' src='data:x'></p><p><br></p><p>第二段</p></section>"
)


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        (WORD, "## 标题\n\n第一段，**要点**。\n\n- 甲\n- 乙\n"),
        (WECHAT, "**加粗**文字\n\n第二段\n"),
        ("<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>", "1. a\n   - b\n2. c\n"),
        ("<table><tr><th>面积<th>价<tr><td>1|2<td><p>3</p></table>",
         "| 面积 | 价 |\n| --- | --- |\n| 1\\|2 | 3 |\n"),
        ("<a href='https://a.example/x(1)'>链接</a>", "[链接](https://a.example/x%281%29)\n"),
        ("<a href='javascript:alert(1)'>点</a>", "点\n"),
        ("<p>2*3*4 [x] &lt;b&gt;</p>", "2\\*3\\*4 \\[x\\] \\<b\\>\n"),
        ("<b> 空格 </b>后", "**空格** 后\n"),
        ("", ""),
    ],
)  # fmt: skip
def test_it_says_the_same(html: str, markdown: str) -> None:
    assert to_markdown(html) == markdown


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([
    "<p>", "</p>", "<b>", "</b>", "<script>", "</script>", "<img src=x onerror=alert(1)>", "<li>",
    "<ul>", "</ul>", "<table>", "<td>", "<tr>", "</table>", "<a href='javascript:x'>", "</a>",
    "<svg onload=alert(1)>", "x", "*", "[a](javascript:alert(1))", "&lt;script&gt;", "\x00", "<h1>",
]), max_size=30))  # fmt: skip
def test_nothing_that_runs_survives_to_the_page(pieces: list[str]) -> None:
    page = markdown_to_html(to_markdown("".join(pieces))).lower()
    assert "<script" not in page
    assert "<svg" not in page
    assert 'href="javascript' not in page


@pytest.mark.parametrize(
    "piece", ["<div>", "<b>x</b> ", "<ul><li>", "<table><tr><td>", "<p>x", "*"]
)
def test_the_worst_that_is_let_in_takes_no_time(piece: str) -> None:
    html = piece * (MAX_TAGS // max(1, piece.count("<")))
    began = time.monotonic()
    to_markdown(html)
    assert time.monotonic() - began < 3


def test_too_much_at_once_is_refused() -> None:
    with pytest.raises(TooMuchError):
        to_markdown("<p>" * (MAX_TAGS + 1))
