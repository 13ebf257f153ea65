"""Mails to investors that come back hours later, as reports of mail servers.

Who knows the address of reports, which stands in the logs of mail servers, can at worst make
the portal ask staff to telephone, once. A report is never answered, and its words are not
kept: they repeat the investor's address.
"""

from __future__ import annotations

from sqlalchemy.orm import Session
from structlog import get_logger

from portal.config import Settings
from portal.core.clock import today
from portal.core.database import Database
from portal.core.i18n import _l, speaking
from portal.core.locales import DEFAULT
from portal.enquiries import reply_address, unreachable
from portal.enquiries.mail_notes import is_noted, leave_note
from portal.enquiries.models import Enquiry
from portal.notifications.incoming import Unreadable
from portal.notifications.receiver import Refuse
from portal.notifications.reports import Report, Verdict, read_report

log = get_logger()


def take(database: Database, settings: Settings, raw: bytes, sender: str, address: str) -> None:
    """Keep for good what staff must know, or drop it. Raises `Refuse` and `Busy`."""
    because = "a report has an empty envelope sender"
    if not sender:
        because = _learn(database, settings, raw, address)
    if because:
        log.info("inbound.dropped", because=because)


def _learn(database: Database, settings: Settings, raw: bytes, address: str) -> str:
    """Why there was nothing to learn; empty when there was. Many reports cost no writing."""
    try:
        report = read_report(raw)
    except Unreadable:
        return "too long or too deep for a report"
    with database.read() as session:
        because = _idle(session, _enquiry(session, settings, address), report)
    if because:
        return because
    with database.write() as session:
        enquiry = _enquiry(session, settings, address)
        session.refresh(enquiry, with_for_update=True)
        because = _idle(session, enquiry, report)  # another report may have been faster
        if not because:
            _keep(session, enquiry, report.verdict_on(enquiry.email))
    return because


def _enquiry(session: Session, settings: Settings, address: str) -> Enquiry:
    enquiry = reply_address.find_reported(session, settings, address)
    if enquiry is None:
        raise Refuse("no such address")
    return enquiry


def _idle(session: Session, enquiry: Enquiry, report: Report) -> str:
    """Why the report changes nothing; empty when it does."""
    verdict = report.verdict_on(enquiry.email)
    if verdict is Verdict.NOTHING:
        return "a report that says nothing staff must know"
    if unreachable.is_unreachable(session, enquiry.id):
        return "a report of what is known"
    if verdict is Verdict.PERHAPS and is_noted(session, enquiry, _key()):
        return "an unclear report, the second today"
    return ""


def _keep(session: Session, enquiry: Enquiry, verdict: Verdict) -> None:
    if verdict is Verdict.LOST:
        unreachable.note(session, enquiry.id)
        return
    with speaking(DEFAULT):
        text = _l(
            "A mail server reported trouble with one of our mails to the investor; how it ended "
            "cannot be told for certain. That mail may not have arrived: if no answer comes, "
            "please telephone."
        )
        leave_note(session, enquiry, str(text), _key())


def _key() -> str:
    return f"returned:{today()}"
