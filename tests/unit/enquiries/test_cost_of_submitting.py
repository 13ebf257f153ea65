"""Submitting costs the same however much is stored: few statements, each answered by an index."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection

from portal.enquiries import held, service
from portal.runtime import Runtime
from tests.support.enquiries import a_draft, an_enquiry, offices

MOST_STATEMENTS = 25
SIZED = re.compile(r"\bSCAN (enquiry|enquiry_message|enquiry_event|outbox|audit)\w*\b(?! USING)")


def test_no_statement_looks_through_what_is_stored(portal: Runtime) -> None:
    seen: list[tuple[str, Any]] = []

    def note(_c: Connection, _k: object, statement: str, values: Any, *_rest: object) -> None:
        seen.append((statement, values))

    with portal.database.write() as session:
        offices(session)
        an_enquiry(session, "first")
    with portal.database.write() as session:
        engine = session.get_bind().engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            draft = a_draft(email="other@example.com")
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
