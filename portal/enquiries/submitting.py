"""A question comes in: kept once, given a reference, an office and a promised time."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.core import audit, links, outbox
from portal.core.clock import now
from portal.core.working_time import after_working_days
from portal.enquiries import files
from portal.enquiries.destinations import Destination, destination
from portal.enquiries.draft import Draft
from portal.enquiries.journal import Event, note_event
from portal.enquiries.models import Author, Enquiry, EnquiryMessage, EnquiryState
from portal.enquiries.private_link import LIFETIME
from portal.enquiries.references import new_reference
from portal.enquiries.subjects import Subject, case_of, subject_of
from portal.enquiries.topics import ASSIGNED, RECEIVED

ANSWER_WITHIN = 1  # working days
REFERENCE_ATTEMPTS = 5


class KeyReused(Exception):
    """The idempotency key belongs to an enquiry with other words."""


def submit(session: Session, draft: Draft, key: str, media_ids: Sequence[int] = ()) -> Enquiry:
    """Keep a question; sent again with the same `key` it is the one that was kept.

    Raises :class:`KeyReused` when the key came with something else before. Two at once are
    told apart by the constraint on the key, so that the loser finds what the winner kept.
    """
    fingerprint = draft.fingerprint(files.digests(session, media_ids))
    kept = _kept(session, key, fingerprint)
    if kept is not None:
        return kept
    subject = subject_of(session, draft.listing_id, draft.locale)
    target = destination(session, case_of(session, subject, draft.locale))
    for _attempt in range(REFERENCE_ATTEMPTS):
        enquiry = _compose(draft, key, fingerprint, subject, target)
        try:
            with session.begin_nested():
                session.add(enquiry)
                session.flush()
        except IntegrityError:
            kept = _kept(session, key, fingerprint)
            if kept is not None:
                return kept
        else:
            _opened(session, enquiry, target, media_ids)
            return enquiry
    raise RuntimeError("no free reference was found")


def _kept(session: Session, key: str, fingerprint: str) -> Enquiry | None:
    found = session.scalars(select(Enquiry).where(Enquiry.idempotency_key == key)).first()
    if found is not None and found.fingerprint != fingerprint:
        raise KeyReused
    return found


def _compose(
    draft: Draft, key: str, fingerprint: str, subject: Subject | None, target: Destination
) -> Enquiry:
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
        state=EnquiryState.OPEN,
        organisation_id=target.organisation.id,
        officer_id=target.officer.id if target.officer else None,
        rule_id=target.route.rule.id,
        routed_because=target.because,
        respond_by=after_working_days(moment, ANSWER_WITHIN).moment,
        created_at=moment,
    )


def _opened(
    session: Session, enquiry: Enquiry, target: Destination, media_ids: Sequence[int]
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
    organisation, officer = target.organisation.id, target.officer
    note_event(
        session, enquiry, Event.ROUTED, audit.SYSTEM,
        organisation=organisation, officer=officer.id if officer else None,
    )  # fmt: skip
    outbox.enqueue(session, RECEIVED, enquiry=enquiry.id)
    outbox.enqueue(session, ASSIGNED, enquiry=enquiry.id)
    session.flush()
