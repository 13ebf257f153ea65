"""A person who went through all hands, and a look into every corner of the database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.database import Base
from portal.enquiries import files, privacy, rating, service, taking, talks
from portal.enquiries.models import EnquiryMessage, Via
from portal.media.checks import Upload
from portal.pipeline import leads
from portal.pipeline.leads import LeadFacts
from portal.pipeline.models import LeadState
from portal.runtime import Runtime
from tests.support import factories
from tests.support.enquiries import an_enquiry
from tests.support.records import PDF

PERSON: dict[str, Any] = {
    "name": "欧阳若兰",
    "phone": "139 8765 4321",
    "email": "Ruolan@firma.example",
}
QUESTION = "我们想在盐湖区租一间八米高的厂房，请打139-8765-4321"
TRACES = ("欧阳若兰", "13987654321", "139-8765-4321", "ruolan@", "八米高", "plan-of-ouyang")


def a_full_case(portal: Runtime, key: str = "full") -> int:
    """An enquiry that went through all hands, each of whom wrote the person's name down."""
    with portal.database.write() as session:
        officer = factories.user(session, "officer", "agency")
        superior = factories.user(session, "administrator", "agency")
        enquiry = an_enquiry(session, key, **PERSON, message=QUESTION)
        attach(session, portal, enquiry.id)
        taking.accept(session, enquiry, enquiry.version, officer)
        privacy.reveal(session, enquiry, officer, "欧阳若兰要求回电")
        service.note(session, enquiry, enquiry.version, officer, "欧阳若兰很急", "n")
        talks.log(
            session, enquiry, officer, Via.PHONE, "打给欧阳若兰", "再打13987654321", None, "t"
        )
        service.answer(session, enquiry, enquiry.version, officer, "欧阳若兰您好，有。", "a")
        service.investor_writes(session, enquiry, "谢谢，ruolan@firma.example 收到了", "w")
        service.answer(session, enquiry, enquiry.version, superior, "好的", "b")
        rating.rate(session, enquiry, rating.Rating.GOOD, "欧阳若兰满意")
        facts = LeadFacts("欧阳若兰", f"欧阳若兰\n{QUESTION}", 500, None, None,
                          enquiry.organisation_id, officer.id, None)  # fmt: skip
        lead, _ = leads.make(session, officer.actor, enquiry.id, facts)
        leads.progress(
            session, officer.actor, lead, lead.version, "约欧阳若兰看厂", LeadState.IN_TALKS
        )
        leads.progress(
            session, officer.actor, lead, lead.version, "13987654321停机", LeadState.DROPPED
        )
        return enquiry.id


def attach(session: Session, portal: Runtime, enquiry_id: int) -> None:
    first = session.scalars(
        select(EnquiryMessage).where(EnquiryMessage.enquiry_id == enquiry_id)
    ).one()
    file = files.keep(session, files.prepare(portal.store, Upload("plan-of-ouyang.pdf", PDF)))
    files.attach(session, first.id, [file.id])


def everything(portal: Runtime) -> str:
    """Each row of each table, as text."""
    with portal.database.read() as session:
        rows = [
            f"{table.name} {dict(row._mapping)}"
            for table in Base.metadata.sorted_tables
            for row in session.execute(select(table))
        ]
    return "\n".join(rows).casefold()


def kept_traces(portal: Runtime) -> list[str]:
    """Lines of the database that still know the person."""
    return [
        line[:300] for line in everything(portal).splitlines() if any(t in line for t in TRACES)
    ]
