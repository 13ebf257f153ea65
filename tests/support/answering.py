"""Questions about districts, and what became of them, as a public record counts them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count

import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.enquiries import service
from portal.enquiries.models import Enquiry
from portal.listings.models import Published
from portal.runtime import Runtime
from tests.support import factories
from tests.support.clock import city
from tests.support.enquiries import a_draft, offices

MONDAY = city("2026-10-26 10:00")
LATER = MONDAY + timedelta(days=28)  # every promise made on MONDAY is over
IN_TIME, LATE = timedelta(hours=2), timedelta(days=10)
YANHU, LINYI, WANRONG, WENXI = "140802", "140821", "140822", "140823"
numbers = count(1)


def town(session: Session) -> User:
    """The offices with their rules, and somebody who answers."""
    offices(session)
    return factories.user(session, "officer")


def ask(session: Session, district: str | None, held_for: Sequence[str] = ()) -> Enquiry:
    """A question about a hall of that district, or about none."""
    hall = session.scalar(select(Published.listing_id).where(Published.region == district))
    if district is not None and hall is None:
        hall = factories.space(session, region=district).id
    number = next(numbers)
    draft = a_draft(hall, message=f"问题 {number}", phone=f"138{number:08}")
    return service.submit(session, draft, f"ask{number}", held_for=held_for)


def answer(session: Session, enquiry: Enquiry, by: User) -> None:
    service.answer(session, enquiry, enquiry.version, by, "有的。", f"answer{next(numbers)}")


def asked(
    portal: Runtime,
    district: str | None,
    kept: int = 0,
    late: int = 0,
    never: int = 0,
    at: datetime = MONDAY,
) -> None:
    """So many questions at that moment: answered in two hours, in ten days, and not at all."""
    with portal.database.write() as session, time_machine.travel(at, tick=False) as clock:
        by = town(session)
        for after in [IN_TIME] * kept + [LATE] * late + [None] * never:
            clock.move_to(at)
            enquiry = ask(session, district)
            if after is not None:
                clock.move_to(at + after)
                answer(session, enquiry, by)
