"""Leads: an investor's wish that somebody follows up, made of an enquiry or typed by hand.

A lead is a record of the agency's own business. It names the investor (the company, or the
person where there is none) and what is wished for, and lives on when the enquiry it came from
is erased: then the person is struck out of its words. Each verb flushes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.core.audit import Actor, record
from portal.core.clock import now
from portal.core.striking import struck_out
from portal.pipeline.finding import entries
from portal.pipeline.models import Lead, LeadEntry, LeadState


class Conflict(Exception):
    """Somebody changed the lead meanwhile."""


class ReasonMissing(ValueError):
    """Dropping a lead needs a reason."""


@dataclass(frozen=True, slots=True)
class LeadFacts:
    """What staff may set of a lead."""

    investor: str
    wish: str
    amount: float | None  # 10,000 yuan
    region: str | None
    industry: str | None
    organisation_id: int
    officer_id: int | None
    origin_id: int | None


def of_enquiry(session: Session, enquiry_id: int) -> Lead | None:
    """The lead that an enquiry became."""
    return session.scalars(select(Lead).where(Lead.enquiry_id == enquiry_id)).first()


def of_enquiries(session: Session, ids: Sequence[int]) -> dict[int, Lead]:
    """The leads that enquiries became, by the enquiry's id."""
    found = session.scalars(select(Lead).where(Lead.enquiry_id.in_(ids)))
    return {lead.enquiry_id: lead for lead in found if lead.enquiry_id is not None}


def make(session: Session, by: Actor, enquiry_id: int, facts: LeadFacts) -> tuple[Lead, bool]:
    """The lead of an enquiry, and whether it is new: one enquiry makes one lead.

    Two at once are told apart by the constraint, so that both get the same lead.
    """
    found = of_enquiry(session, enquiry_id)
    if found is not None:
        return found, False
    try:
        with session.begin_nested():
            lead = _new(session, facts, enquiry_id)
    except IntegrityError:
        found = of_enquiry(session, enquiry_id)
        if found is None:
            raise
        return found, False
    record(session, by, "lead.added", ("lead", lead.id), enquiry=enquiry_id)
    return lead, True


def add(session: Session, by: Actor, facts: LeadFacts) -> Lead:
    """A lead that came by no enquiry: a visit, a fair, a call."""
    lead = _new(session, facts, None)
    record(session, by, "lead.added", ("lead", lead.id))
    return lead


def change(session: Session, by: Actor, lead: Lead, version: int, facts: LeadFacts) -> None:
    """Correct the facts. Raises :class:`Conflict`."""
    _claim(session, lead, version)
    changed = [name for name, value in asdict(facts).items() if getattr(lead, name) != value]
    for name in changed:
        setattr(lead, name, getattr(facts, name))
    if changed:
        _touch(session, lead)
        fields = ", ".join(changed)
        record(session, by, "lead.changed", ("lead", lead.id), fields=fields)


def progress(
    session: Session, by: Actor, lead: Lead, version: int, text: str, state: LeadState
) -> LeadEntry:
    """Write down what was done, and the state it is in now.

    For a dropped lead the text is the reason. Raises :class:`Conflict`, :class:`ReasonMissing`.
    """
    _claim(session, lead, version)
    if state is LeadState.DROPPED and not text:
        raise ReasonMissing
    moved = lead.state != state
    entry = LeadEntry(
        lead_id=lead.id,
        author_name=by.name,
        text=text,
        state=state if moved else None,
        created_at=now(),
    )
    session.add(entry)
    if moved:
        lead.state = state
        lead.reason = text if state is LeadState.DROPPED else ""
        record(session, by, "lead.moved", ("lead", lead.id), lead_state=state.value)
    else:
        record(session, by, "lead.noted", ("lead", lead.id))
    _touch(session, lead)
    return entry


def strike_out(session: Session, enquiry_id: int, words: Sequence[str]) -> None:
    """Strike the person who asked out of the lead of an enquiry: name, address, own sentences.

    The firm, the wish in staff's words and the progress stay: they are the agency's business.
    """
    lead = of_enquiry(session, enquiry_id)
    if lead is None:
        return
    for name in ("investor", "wish", "reason"):
        setattr(lead, name, struck_out(getattr(lead, name), words))
    for entry in entries(session, lead):
        entry.text = struck_out(entry.text, words)
    lead.version += 1  # and not `changed_at`: nothing moved
    session.flush()


def _new(session: Session, facts: LeadFacts, enquiry_id: int | None) -> Lead:
    moment = now()
    lead = Lead(
        **asdict(facts),
        enquiry_id=enquiry_id,
        state=LeadState.NEW,
        created_at=moment,
        changed_at=moment,
    )
    session.add(lead)
    session.flush()
    return lead


def _claim(session: Session, lead: Lead, version: int) -> None:
    session.refresh(lead, with_for_update=True)
    if lead.version != version:
        raise Conflict


def _touch(session: Session, lead: Lead) -> None:
    lead.version += 1
    lead.changed_at = now()
    session.flush()
