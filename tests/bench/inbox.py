"""The inbox and the round of reminders with few and with many enquiries stored.

`python -m tests.bench.inbox [FEW MANY]`, by default 100 and 100000: each view as a whole page
through the test client (target: less than 3 times as long), and its queries alone.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr
from datetime import timedelta
from io import StringIO
from statistics import median
from time import perf_counter
from typing import TypeAlias

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from portal import create_app
from portal.accounts.models import Organisation, User
from portal.config import read_settings
from portal.core.clock import now
from portal.core.database import Database
from portal.enquiries import chasing, inbox
from portal.enquiries.inbox import View
from portal.enquiries.models import Enquiry, EnquiryState
from portal.enquiries.references import ALPHABET, LENGTH
from portal.migrations import migrate
from portal.runtime import Runtime, build_runtime
from tests.bench.tables import table
from tests.support import factories
from tests.support.enquiries import an_enquiry, offices

FEW, MANY, ROUNDS = 100, 100_000, 15
TARGET = 3.0  # times
WORK = 50  # of all are the office's work still; the rest is done
Times: TypeAlias = Mapping[str, float]
ADDRESSES = {f"page {view}": f"/staff/enquiries/?view={view}" for view in View} | {
    "page found by reference": "/staff/enquiries/?q=YC-2026-333334",
    "page found by name": "/staff/enquiries/?q=nobody",
}
PAGES = ADDRESSES.keys() - {"page found by name"}  # looks at every name there is: no target


def main() -> int:
    """Measure both sizes and print them side by side; 1 where a page misses the target."""
    few, many = (int(given) for given in sys.argv[1:3]) if len(sys.argv) > 2 else (FEW, MANY)
    return show(measure(few), measure(many), few, many)


def show(first: Times, second: Times, few: int, many: int) -> int:
    """Print both; 1 where a page misses the target."""
    for heading, names in (
        (f"The inbox, ms of the whole page; target: less than {TARGET} times", ADDRESSES.keys()),
        ("The inbox and the reminders, ms of their queries alone", first.keys() - ADDRESSES.keys()),
    ):
        rows = [
            (name, f"{first[name]:.1f}", f"{second[name]:.1f}", f"{second[name] / first[name]:.1f}")
            for name in sorted(names)
        ]
        table(heading, ("", f"{few:,}", f"{many:,}", "times"), rows)
    return int(any(second[name] / first[name] >= TARGET for name in PAGES))


def measure(number: int) -> Times:
    """Milliseconds by page and by query, the median of some rounds, with so many enquiries."""
    with tempfile.TemporaryDirectory() as folder:
        settings = {"PORTAL_DATA_DIR": f"{folder}/data", "PORTAL_SECRET_KEY": "only for tests"}
        runtime = build_runtime(read_settings(settings))
        migrate(runtime.database)
        runtime.engine.rebuild(())
        with runtime.database.write() as session:
            email, user_id = fill(session, number)
        found = {**_of_pages(runtime, email), **_of_queries(runtime.database, user_id)}
        runtime.database.engine.dispose()
    return found


def _of_pages(runtime: Runtime, email: str) -> Times:
    """Each view and a search as an administrator opens them."""
    with redirect_stderr(StringIO()):  # a line a request
        client = create_app(runtime=runtime).test_client()
        page = client.get("/staff/sign-in").text
        token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
        signed_in = client.post(
            "/staff/sign-in",
            data={"csrf_token": token, "email": email, "password": factories.PASSWORD},
        )
        assert signed_in.status_code == 303

        def opened(address: str) -> None:
            assert client.get(address).status_code == 200

        return {name: _timed(lambda a=address: opened(a)) for name, address in ADDRESSES.items()}  # type: ignore[misc]


def _of_queries(database: Database, user_id: int) -> Times:
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


def fill(session: Session, number: int) -> tuple[str, int]:
    """Store so many, `WORK` of them open; returns the administrator's address and id."""
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
                "reference": f"YC-2026-{_letters(n)}",
                "idempotency_key": f"bench{n}",
                "organisation_id": office_ids[n % len(office_ids)],
                "state": EnquiryState.OPEN if n < WORK else done[n % len(done)],
                "respond_by": now() + timedelta(days=30) - timedelta(minutes=n),
                "created_at": now() - timedelta(minutes=n),
            }
            for n in range(number)
        ],
    )
    return user.email, user.id


def _letters(number: int) -> str:
    """Six of those that references are made of: 333333, 333334 …"""
    found = ""
    for _ in range(LENGTH):
        number, digit = divmod(number, len(ALPHABET))
        found = ALPHABET[digit] + found
    return found


def _timed(page: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        begun = perf_counter()
        page()
        times.append((perf_counter() - begun) * 1000)
    return median(times)


if __name__ == "__main__":
    sys.exit(main())
