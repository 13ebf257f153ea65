"""Every reader lands in the language and the script they read."""

from __future__ import annotations

import pytest

from portal.core.locales import BY_SEGMENT, fallback, find, negotiate


@pytest.mark.parametrize(
    ("accepted", "segment"),
    [
        (["zh-CN", "en"], "zh-hans"),
        (["zh-SG"], "zh-hans"),
        (["zh"], "zh-hans"),
        (["zh-TW"], "zh-hant"),
        (["zh-HK", "en-GB"], "zh-hant"),
        (["zh-Hant"], "zh-hant"),
        (["zh-Hant-CN"], "zh-hant"),
        (["en-US"], "en"),
        (["de", "zh-TW"], "zh-hant"),
        (["fr"], "en"),
        ([], "zh-hans"),
        (["*", "not a language", "../../etc"], "en"),
    ],
)
def test_negotiation(accepted: list[str], segment: str) -> None:
    assert negotiate(accepted).segment == segment


def test_a_text_that_is_missing_is_stood_in_for_by_the_nearest() -> None:
    found = fallback(BY_SEGMENT["zh-hant"], {"en": "hall", "zh-hans": "厂房"})
    assert found is not None
    assert (found[0].segment, found[1]) == ("zh-hans", "厂房")
    assert fallback(BY_SEGMENT["en"], {}) is None


def test_imports_may_write_a_language_in_any_case() -> None:
    assert find("zh-Hans") is find("ZH_hans") is BY_SEGMENT["zh-hans"]
    assert find("xx") is None
