"""The inbox and the round of reminders with few and with many enquiries stored.

`python -m tests.bench.inbox [FEW MANY]`, by default 100 and 100000; target: at most 3 times as long.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from portal.accounts.models import Organisation, User
from portal.core.clock import now
from portal.core.database import Database
from portal.enquiries import chasing, inbox
from portal.enquiries.inbox import View
from portal.enquiries.models import Enquiry, EnquiryState
from portal.migrations import migrate
from tests.bench.tables import table
from tests.support import factories
from tests.support.enquiries import an_enquiry, offices

FEW, MANY, ROUNDS = 100, 100_000, 15
WORK = 50  # of all are the office's work still; the rest is done


def main() -> None:
    """Measure both sizes and print them side by side."""
    few, many = (int(given) for given in sys.argv[1:3]) if len(sys.argv) > 2 else (FEW, MANY)
    first, second = measure(few), measure(many)
    table(
        "The inbox, ms of its queries alone; target for the whole page: at most 3.0 times",
        ("", f"{few:,}", f"{many:,}", "times"),
        [
            (name, f"{time:.1f}", f"{second[name]:.1f}", f"{second[name] / time:.1f}")
            for name, time in first.items()
        ],
    )


def measure(number: int) -> Mapping[str, float]:
    """Milliseconds by page, the median of some rounds, with so many enquiries."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/bench.db", Path(folder) / "lock")
        migrate(database)
        with database.write() as session:
            user_id = fill(session, number)
        with database.read() as session:
            user = session.get_one(User, user_id)
            pages: dict[str, Callable[[], object]] = {
                str(view): lambda view=view: inbox.inbox(session, user, view, "", 1)  # type: ignore[misc]
                for view in View
            }
            pages["counts"] = lambda: inbox.counts(session, user)
            found = {name: _timed(page) for name, page in pages.items()}
        with database.write() as session:
            chasing.chase(session)
            found["reminders"] = _timed(lambda: chasing.chase(session))
    return found


def fill(session: Session, number: int) -> int:
    """Store so many, `WORK` of them open; returns the administrator who looks at them."""
    offices(session)
    user = factories.user(session, "administrator", "agency")
    pattern = an_enquiry(session)
    office_ids = session.scalars(select(Organisation.id)).all()
    columns = [column.key for column in Enquiry.__table__.columns if column.key != "id"]
    values = {name: getattr(pattern, name) for name in columns}
    done = [EnquiryState.ANSWERED, EnquiryState.CLOSED]
    session.execute(
        insert(Enquiry),
        [
            values
            | {
                "reference": f"YC-{n:07d}",
                "idempotency_key": f"bench{n}",
                "organisation_id": office_ids[n % len(office_ids)],
                "state": EnquiryState.OPEN if n < WORK else done[n % len(done)],
                "respond_by": now() + timedelta(days=30) - timedelta(minutes=n),
                "created_at": now() - timedelta(minutes=n),
            }
            for n in range(number)
        ],
    )
    return user.id


def _timed(page: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        begun = perf_counter()
        page()
        times.append((perf_counter() - begun) * 1000)
    return median(times)


if __name__ == "__main__":
    main()
