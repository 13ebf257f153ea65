"""Submitting costs the same however much is stored: few statements, each answered by an index."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Connection

from portal.enquiries import held, service
from portal.runtime import Runtime
from tests.support import factories
from tests.support.enquiries import a_draft, an_enquiry, offices

MOST_STATEMENTS = 25
# "SEARCH … USING INDEX" takes a step in an index; "SCAN … USING INDEX" reads all of it.
SIZED = re.compile(r"\bSCAN (enquiry|outbox|audit|listing|published|card|media|heartbeat)\w*\b")


@pytest.mark.parametrize("about_a_listing", [True, False])
def test_no_statement_looks_through_what_is_stored(portal: Runtime, about_a_listing: bool) -> None:
    seen: list[tuple[str, Any]] = []

    def note(_c: Connection, _k: object, statement: str, values: Any, *_rest: object) -> None:
        seen.append((statement, values))

    with portal.database.write() as session:
        offices(session)
        an_enquiry(session, "first")
        listing_id = factories.space(session).id if about_a_listing else None
    with portal.database.write() as session:
        engine = session.get_bind().engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            draft = a_draft(listing_id, email="other@example.com")
            held.sent_already(session, draft, ())
            signs = held.signs(session, draft.question)
            service.submit(session, draft, "second", held_for=signs)
        finally:
            event.remove(engine, "before_cursor_execute", note)
        asked = [s for s in seen if not s[0].startswith(("SAVEPOINT", "RELEASE"))]
        assert len(asked) <= MOST_STATEMENTS, [statement for statement, _ in asked]
        if engine.dialect.name == "sqlite":
            for statement, values in asked:
                if statement.startswith("SELECT"):
                    plan = session.connection().exec_driver_sql(
                        f"EXPLAIN QUERY PLAN {statement}", values
                    )
                    said = " ".join(str(row[3]) for row in plan)
                    assert not SIZED.search(said), (statement, said)
