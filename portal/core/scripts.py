"""Simplified and traditional Chinese: the one place that converts between them."""

from __future__ import annotations

from functools import cache

from opencc import OpenCC


@cache
def _converter(config: str) -> OpenCC:
    return OpenCC(config)


def to_traditional(text: str) -> str:
    """Simplified to traditional characters as Taiwan writes them; words stay the same."""
    return str(_converter("s2tw").convert(text))


def to_simplified(text: str) -> str:
    return str(_converter("t2s").convert(text))
