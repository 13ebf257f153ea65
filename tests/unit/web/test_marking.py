"""Found words are marked; what people typed is never markup."""

from __future__ import annotations

from portal.search.highlight import Span
from portal.web.public.search.hits import marked


def test_words_are_marked_and_the_rest_is_escaped() -> None:
    assert marked("<b>hall</b>", (Span(3, 7),)) == "&lt;b&gt;<mark>hall</mark>&lt;/b&gt;"


def test_text_without_spans_is_only_escaped() -> None:
    assert marked("a & b", ()) == "a &amp; b"
