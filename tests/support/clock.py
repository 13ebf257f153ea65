"""Moments as tests write them."""

from __future__ import annotations

from datetime import datetime

from portal.core.clock import from_city


def city(moment: str) -> datetime:
    """A wall-clock time in the city, such as `2026-11-23 09:00`."""
    return from_city(datetime.fromisoformat(moment))
