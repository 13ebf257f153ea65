"""What waits for somebody: each feature of the desk says so in its own `today.py`.

`portal/web/staff/<feature>/today.py` offers `def today(user) -> list[TodayItem]`; nothing
lists the features. An item with a count of 0 is left out.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from portal.accounts.models import User
from portal.core.i18n import Label

DESK = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class TodayItem:
    """`label` is a phrase that a number stands before: "enquiries wait for your answer"."""

    label: Label
    count: int
    url: str
    urgent: bool = False  # a promise is broken or about to be


Provider = Callable[[User], list[TodayItem]]


def what_waits(user: User) -> list[TodayItem]:
    """All that waits for this person, urgent things first, else in the features' order."""
    items = [item for provider in providers() for item in provider(user) if item.count]
    return sorted(items, key=lambda item: not item.urgent)


@cache
def providers() -> tuple[Provider, ...]:
    return tuple(_providers())


def _providers() -> Iterator[Provider]:
    for file in sorted(DESK.glob("*/today.py")):
        module = importlib.import_module(f"portal.web.staff.{file.parent.name}.today")
        yield module.today
