"""What waits for somebody: each feature of the desk says so in its own `today.py`.

`portal/web/staff/<feature>/today.py` offers `def today(user) -> list[TodayItem]`; nothing
lists the features. An item with a count of 0 is left out. Where the menu shall show a number
beside the feature's entry, the module also offers `def waiting(user) -> int` (one cheap query,
for it is asked on every page of the desk). Where people promise things for a day, it offers
`def promised(user) -> list[Promised]`.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import ModuleType

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


@dataclass(frozen=True, slots=True)
class Promised:
    """Something this person has promised: `text` in the person's own words, `about` whom."""

    text: str
    about: str
    day: date | None
    url: str
    done_url: str  # where to say what came of it


Provider = Callable[[User], list[TodayItem]]


def what_waits(user: User) -> list[TodayItem]:
    """All that waits for this person, urgent things first, else in the features' order."""
    items = [item for provider in providers() for item in provider(user) if item.count]
    return sorted(items, key=lambda item: not item.urgent)


def what_was_promised(user: User) -> list[Promised]:
    """The earliest day first, those without a day last."""
    found: list[Promised] = []
    for module in _modules().values():
        offered = getattr(module, "promised", None)
        found += offered(user) if offered else []
    return sorted(found, key=lambda one: one.day or date.max)


def waiting(feature: str, user: User) -> int:
    """The number beside a feature's entry in the menu; 0 where the feature counts nothing."""
    count = getattr(_modules().get(feature), "waiting", None)
    return count(user) if count else 0


def providers() -> Iterator[Provider]:
    for module in _modules().values():
        yield module.today


@cache
def _modules() -> Mapping[str, ModuleType]:
    files = sorted(DESK.glob("*/today.py"))
    names = [file.parent.name for file in files]
    return {name: importlib.import_module(f"portal.web.staff.{name}.today") for name in names}
