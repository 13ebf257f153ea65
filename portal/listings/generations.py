"""Counting what has changed in public, so that cached pages are left behind."""

from __future__ import annotations

from sqlalchemy.orm import Session

from portal.listings.models import Generation


def advance(session: Session, name: str) -> None:
    """Every cached page of a listing type, or of `organisation`, is out of date from now on."""
    generation = session.get(Generation, name, with_for_update=True)
    if generation is None:
        generation = Generation(type=name, number=0)
        session.add(generation)
    generation.number += 1
    session.flush()
