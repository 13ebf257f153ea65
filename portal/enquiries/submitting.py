"""A question comes in: kept once, given a reference, an office and a promised time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.core import audit, links, outbox
from portal.core.clock import now
from portal.enquiries import files
from portal.enquiries.deadlines import Deadlines, promised
from portal.enquiries.destinations import Destination, destination
from portal.enquiries.draft import Draft
from portal.enquiries.journal import Event, note_event, promise
from portal.enquiries.models import Author, Enquiry, EnquiryMessage, EnquiryState, Kind
from portal.enquiries.private_link import LIFETIME, locale_of
from portal.enquiries.references import new_reference
from portal.enquiries.subjects import Asked, Subject, case_of, subject_of
from portal.enquiries.topics import ASSIGNED, RECEIVED
from portal.enquiries.wishes import kind_for

REFERENCE_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class _Way:
    """Where an enquiry goes, and what is promised for it."""

    kind: Kind
    target: Destination
    due: Deadlines


class KeyReused(Exception):
    """The idempotency key belongs to an enquiry with other words."""


def submit(
    session: Session,
    draft: Draft,
    key: str,
    media_ids: Sequence[int] = (),
    origin_id: int | None = None,
    held_for: Sequence[str] = (),
) -> Enquiry:
    """Keep a question; sent again with the same `key` it is the one that was kept.

    With `held_for` (see :class:`portal.enquiries.held.Sign`) it waits for a person's decision.
    Raises :class:`KeyReused` when the key came with something else before. Two at once are
    told apart by the constraint on the key, so that the loser finds what the winner kept.
    """
    fingerprint = draft.fingerprint(files.digests(session, media_ids))
    kept = _kept(session, key, fingerprint)
    if kept is not None:
        return kept
    subject = subject_of(session, draft.listing_id, draft.locale)
    for _attempt in range(REFERENCE_ATTEMPTS):
        way = _way(session, subject, draft, origin_id)  # anew: its rule may be deleted meanwhile
        enquiry = _compose(draft, key, fingerprint, subject)
        enquiry.origin_id = origin_id
        _send(enquiry, way)
        if held_for:
            _hold(enquiry)
        try:
            with session.begin_nested():
                session.add(enquiry)
                session.flush()
        except IntegrityError:
            kept = _kept(session, key, fingerprint)
            if kept is not None:
                return kept
        else:
            _opened(session, enquiry, media_ids, held_for)
            return enquiry
    raise RuntimeError("no free reference was found")


def send_on(session: Session, enquiry: Enquiry) -> None:
    """Route what was held, with promises from now on."""
    locale = locale_of(enquiry)
    subject = subject_of(session, enquiry.listing_id, locale)
    kind = Kind(enquiry.kind)
    asked = Asked(kind, enquiry.wish, enquiry.origin_id, enquiry.created_at)
    target = destination(session, case_of(session, subject, locale, asked))
    _send(enquiry, _Way(kind, target, promised(session, kind, now())))
    enquiry.state = EnquiryState.OPEN
    _told(session, enquiry)


def _kept(session: Session, key: str, fingerprint: str) -> Enquiry | None:
    found = session.scalars(select(Enquiry).where(Enquiry.idempotency_key == key)).first()
    if found is not None and found.fingerprint != fingerprint:
        raise KeyReused
    return found


def _compose(draft: Draft, key: str, fingerprint: str, subject: Subject | None) -> Enquiry:
    moment, question = now(), draft.question
    return Enquiry(
        reference=new_reference(),
        idempotency_key=key,
        fingerprint=fingerprint,
        key_nonce=links.new_nonce(),
        key_expires_at=moment + LIFETIME,
        locale=draft.locale.segment,
        listing_id=subject.listing_id if subject else None,
        listing_type=subject.listing_type if subject else None,
        listing_title=subject.title if subject else "",
        region=subject.region if subject else None,
        industry=subject.industry if subject else None,
        name=question.name,
        company=question.company,
        email=question.email,
        phone=question.phone,
        subject=question.subject,
        message=question.message,
        consent_text=draft.consent_text,
        consented_at=moment,
        wish=dict(draft.wish),
        state=EnquiryState.OPEN,
        created_at=moment,
    )


def _way(session: Session, subject: Subject | None, draft: Draft, origin_id: int | None) -> _Way:
    kind = draft.kind or kind_for(None, subject.listing_type if subject else None)
    asked = Asked(kind, draft.wish, origin_id)
    target = destination(session, case_of(session, subject, draft.locale, asked))
    return _Way(kind, target, promised(session, kind, now()))


def _send(enquiry: Enquiry, way: _Way) -> None:
    target, due = way.target, way.due
    enquiry.kind = way.kind
    enquiry.organisation_id = target.organisation.id
    enquiry.officer_id = target.officer.id if target.officer else None
    enquiry.team_id = target.team.id if target.team else None
    enquiry.rule_id, enquiry.routed_because = target.route.rule.id, target.because
    enquiry.accept_by, enquiry.respond_by = due.accept_by, due.respond_by
    enquiry.close_by = due.close_by


def _hold(enquiry: Enquiry) -> None:
    """The office's page of held ones shows it; nobody has it and nothing runs."""
    enquiry.state = EnquiryState.HELD
    enquiry.officer_id = enquiry.team_id = enquiry.accept_by = enquiry.close_by = None


def _opened(
    session: Session, enquiry: Enquiry, media_ids: Sequence[int], held_for: Sequence[str]
) -> None:
    first = EnquiryMessage(
        enquiry_id=enquiry.id,
        author=Author.INVESTOR,
        author_name=enquiry.name,
        text=enquiry.message,
        created_at=enquiry.created_at,
    )
    session.add(first)
    session.flush()
    files.attach(session, first.id, media_ids)
    outbox.enqueue(session, RECEIVED, enquiry=enquiry.id)
    if held_for:
        note_event(session, enquiry, Event.HELD, audit.SYSTEM, why=" ".join(held_for))
    else:
        _told(session, enquiry)
    session.flush()


def _told(session: Session, enquiry: Enquiry) -> None:
    routed = note_event(
        session, enquiry, Event.ROUTED, audit.SYSTEM,
        organisation=enquiry.organisation_id, officer=enquiry.officer_id,
    )  # fmt: skip
    promise(routed, enquiry.accept_by)
    outbox.enqueue(session, ASSIGNED, enquiry=enquiry.id)
