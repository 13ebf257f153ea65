"""One page of a longer list, and the numbers that ask for one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

T = TypeVar("T")
FURTHEST = 10_000  # pages beyond are nobody's reading


def read_whole(typed: str, least: int, most: int) -> int:
    """A whole number as addresses hold it, in ASCII digits; raises ValueError outside the bounds."""
    plain = typed.isascii() and typed.isdigit() and len(typed) < 10
    if not plain or not least <= int(typed) <= most:
        raise ValueError(f"no whole number from {least} to {most}")
    return int(typed)


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """`number` counts from 1; a page beyond the last is empty."""

    items: Sequence[T]
    number: int
    total: int
    size: int
    more: bool = False  # than `total`: nobody counted further

    @property
    def last(self) -> int:
        return max(1, -(-self.total // self.size))


def page_of(session: Session, query: Select[Any], number: int, size: int) -> Page[Any]:
    """That page of a query for one entity; the query brings its own stable order."""
    wanted = min(max(number, 1), FURTHEST)
    total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    items = session.scalars(query.limit(size).offset((wanted - 1) * size)).all()
    return Page(items, wanted, total, size)


def page_within(
    session: Session, query: Select[Any], number: int, size: int, most: int
) -> Page[Any]:
    """That page of the first `most` rows: what it costs does not grow with all that is stored."""
    first = query.limit(most + 1)
    counted = session.scalar(select(func.count()).select_from(first.subquery())) or 0
    total = min(counted, most)
    wanted = min(max(number, 1), max(1, -(-total // size)))
    items = session.scalars(query.limit(size).offset((wanted - 1) * size)).all()
    return Page(items, wanted, total, size, counted > most)
