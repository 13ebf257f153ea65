"""Halls to search for, and the forms of the desk as a browser sends them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.listings.texts import Text
from portal.runtime import Runtime
from tests.support import factories

Hall = Callable[..., int]


@pytest.fixture
def hall(portal: Runtime, work: Callable[[], None]) -> Hall:
    """`hall("盐湖区标准厂房")`: the number of a public hall that searches find."""

    def make(title: str) -> int:
        with portal.database.write() as session:
            texts = {"zh-hans": Text(title, "一处示例。", "正文。", {})}
            number = factories.space(session, title=title, texts=texts).id
        work()
        return number

    return make
