"""The figures page says what the raw events say, line by line, for every grouping."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from statistics import median
from typing import Any

import html5lib
import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Organisation, User
from portal.core.clock import in_city
from portal.core.locales import BY_SEGMENT
from portal.core.working_time import working_minutes
from portal.enquiries.figures import FEWEST, By
from portal.enquiries.models import Enquiry, EnquiryEvent
from portal.enquiries.origins.models import Origin
from portal.runtime import Runtime
from tests.support import factories
from tests.support.client import StrictClient
from tests.support.clock import city
from tests.support.lives import live

BEGINS, ENDS = city("2026-06-01 08:00"), city("2026-11-20 17:00")
ENDED = {"accepted", "answered", "declined", "taken_over", "returned"}
OVER = {"closed", "withdrawn", "erased"}
KINDS = {"hall": "Land, halls and offices", "policy": "Policies", "project": "Projects",
         "people": "People", "visit": "Visits", "general": "General questions"}  # fmt: skip


@dataclass
class Life:
    """An enquiry with its raw events, the oldest first."""

    enquiry: Enquiry
    events: list[EnquiryEvent]

    def of(self, *kinds: str) -> list[EnquiryEvent]:
        return [event for event in self.events if event.kind in kinds]

    @property
    def begun(self) -> datetime:
        routed = self.of("routed")
        return routed[0].created_at if routed else self.enquiry.created_at


@dataclass
class Told:
    """What is known of one step of one enquiry: office and clock minutes, and the promise."""

    took: tuple[int, int] | None
    kept: bool | None


def took(life: Life, until: datetime) -> tuple[int, int]:
    clock = (until - life.begun) // timedelta(minutes=1)
    return working_minutes(life.begun, until), clock


def accepted(life: Life) -> Told:
    first = life.of("accepted", "answered")[:1]
    until = first[0].created_at if first else ENDS
    late = known = False
    for event in life.events:
        if "accept_by" in event.detail and event.created_at <= until and event not in first:
            ends = [e.created_at for e in life.of(*ENDED, *OVER) if e.id > event.id]
            late |= min([*ends, ENDS]) > datetime.fromisoformat(event.detail["accept_by"])
            known = True
    assert known, "every routing makes a promise"
    return Told(took(life, until) if first else None, False if late else True if first else None)


def answered(life: Life) -> Told:
    for event in life.of("answered"):
        return Told(took(life, event.created_at), bool(event.detail["in_time"]))
    promised = life.enquiry.respond_by
    gone = life.of("withdrawn", "erased") + [
        e for e in life.of("closed") if e.actor_name == "investor"
    ]
    reopened = [e.id for e in life.of("reopened")]
    left = [e.created_at for e in gone if e.id > max(reopened, default=0)]
    waited = min(left, default=ENDS)
    return Told(None, False if promised < min(ENDS, waited) else None)


def closed(life: Life) -> Told:
    turns = life.of("answered", "reopened", *OVER)
    gone = [e for e in turns if e.kind in ("withdrawn", "erased")]
    before = [e for e in turns if not gone or e.id < gone[0].id]
    ends = bool(before) and before[-1].kind == "closed"
    stop, waits, last = before[-1].created_at if ends else ENDS, 0, None
    if not ends and gone:
        stop = gone[0].created_at
    resting: datetime | None = None
    for event in before:
        if event.kind == "reopened" and resting:
            waits, resting = waits + working_minutes(resting, event.created_at), None
        elif event.kind != "reopened":
            resting = resting or event.created_at
    last = resting or stop
    waits += working_minutes(resting, stop) if resting else 0
    assert life.enquiry.close_by is not None
    kept = last <= life.enquiry.close_by
    if not ends:
        return Told(None, None if kept else False)
    working, clock = took(life, stop)
    return Told((working - waits, clock), kept)


def hours(minutes: float) -> str:
    """To a tenth, and from the middle to the even one."""
    return f"{round(Decimal(str(minutes / 60)), 1):,}".removesuffix(".0")


def expected(steps: Sequence[Told]) -> dict[str, Any]:
    """The numbers of a cell as a reader meets them."""
    done = [step.took for step in steps if step.took is not None]
    due = [step.kept for step in steps if step.kept is not None]
    found: dict[str, Any] = {"done": str(len(done))}
    if due:
        found["in time"] = (str(sum(due)), str(len(due)))
    if len(due) >= FEWEST:
        found["share"] = f"{round(100 * sum(due) / len(due))}%"
    if len(done) >= FEWEST:
        rank = next(n for n in range(1, len(done) + 1) if n * 10 >= len(done) * 9) - 1
        working, clock = sorted(d[0] for d in done), sorted(d[1] for d in done)
        found["half"], found["most"] = hours(median(working)), hours(working[rank])
        found["clock"] = (hours(median(clock)), hours(clock[rank]))
    return found


def read_cell(text: str) -> dict[str, Any]:
    patterns = {
        "done": r"done in (\d+) case", "in time": r"in time: (\d+) of (\d+)", "share": r"(\d+%)",
        "half": r"half within ([\d.,]+) h", "most": r"nine in ten within ([\d.,]+) h",
        "clock": r"by the clock: half within ([\d.,]+) h, nine in ten ([\d.,]+) h",
    }  # fmt: skip
    found = {name: re.search(pattern, text) for name, pattern in patterns.items()}
    return {
        name: match.groups() if len(match.groups()) > 1 else match[1]
        for name, match in found.items()
        if match
    }


def row(lives: Sequence[Life]) -> list[Any]:
    """A line of the table: how many, three steps, and what else happened."""
    asked = [life for life in lives if life.of("routed")]
    besides = {
        "handed over": sum(bool(life.of("handed_over")) for life in asked),
        "given back": sum(bool(life.of("declined")) for life in asked),
        "withdrawn": sum(bool(life.of("withdrawn", "erased")) for life in asked),
        "refused as spam": sum(bool(life.of("refused")) for life in lives),
    }
    steps = (accepted, answered, closed)
    cells = [expected([step(life) for life in asked]) for step in steps]
    return [str(len(asked)), *cells, {name: str(n) for name, n in besides.items() if n}]


def read_page(page: str) -> dict[str, list[Any]]:
    """The table of the page, by the name of its lines."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    table = next(t for t in tree.iter("table") if "figures" in (t.get("class") or "").split())
    found = {}
    for line in table.findall("tbody/tr"):
        name, asked, *steps, besides = (" ".join("".join(c.itertext()).split()) for c in line)
        others = dict(re.findall(r"([a-z][a-z ]*): (\d+)", besides))
        found[name] = [asked, *map(read_cell, steps), others]
    return found


def lives_of(session: Session) -> list[Life]:
    events: dict[int, list[EnquiryEvent]] = defaultdict(list)
    for event in session.scalars(select(EnquiryEvent).order_by(EnquiryEvent.id)):
        events[event.enquiry_id].append(event)
    found = [Life(one, events[one.id]) for one in session.scalars(select(Enquiry))]
    return [life for life in found if life.of("routed", "refused")]


def groupings(session: Session) -> Mapping[By, Callable[[Life], str]]:
    """What the line of an enquiry is called."""
    offices = {one.id: one.names["en"] for one in session.scalars(select(Organisation))}
    people: dict[int | None, str] = {one.id: one.name for one in session.scalars(select(User))}
    origins: dict[int | None, str] = {one.id: one.name for one in session.scalars(select(Origin))}
    return {
        By.MONTH: lambda life: in_city(life.begun).strftime("%B %Y"),
        By.ORGANISATION: lambda life: offices[life.enquiry.organisation_id],
        By.OFFICER: lambda life: people.get(life.enquiry.officer_id, "none"),
        By.KIND: lambda life: KINDS[life.enquiry.kind],
        By.LANGUAGE: lambda life: BY_SEGMENT[life.enquiry.locale].name,
        By.ORIGIN: lambda life: origins.get(life.enquiry.origin_id, "none"),
    }


def reader(app: Flask, portal: Runtime, role: str = "administrator") -> StrictClient:
    with portal.database.write() as session:
        email = factories.user(session, role, locale="en").email
    made = app.test_client()
    assert isinstance(made, StrictClient)
    made.submit("/staff/sign-in", {"email": email, "password": factories.PASSWORD})
    return made


@pytest.mark.parametrize("seed", [1, 2])
def test_the_page_agrees_with_the_raw_events_in_every_grouping(
    app: Flask, portal: Runtime, seed: int
) -> None:
    with portal.database.write() as session:
        live(session, BEGINS, ENDS, 150, seed)
    with time_machine.travel(ENDS, tick=False), portal.database.read() as session:
        lives, client = lives_of(session), reader(app, portal)
        for by, name_of in groupings(session).items():
            groups: dict[str, list[Life]] = defaultdict(list)
            for life in lives:
                groups[name_of(life)].append(life)
            page = client.get(f"/staff/figures/?by={by}&days=365").text
            wanted = {name: row(mine) for name, mine in groups.items()}
            shown, wanted["All together"] = read_page(page), row(lives)
            assert set(shown) == set(wanted)
            for name, line in wanted.items():
                assert shown[name] == line, (by, name)
    everything = row(lives)
    assert set(everything[4]) == {"handed over", "given back", "withdrawn", "refused as spam"}
    for step in everything[1:4]:  # late ones and kept ones of each promise were among them
        assert 0 < int(step["in time"][0]) < int(step["in time"][1])


def test_the_file_holds_the_numbers_of_the_page(app: Flask, portal: Runtime) -> None:
    with portal.database.write() as session:
        live(session, BEGINS, ENDS, 60)
    with time_machine.travel(ENDS, tick=False):
        client = reader(app, portal)
        page = read_page(client.get("/staff/figures/?by=kind&days=365").text)
        answer = client.get("/staff/figures/figures.csv?by=kind&days=365")
    assert "attachment" in answer.headers["Content-Disposition"]
    lines = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [line["Kind of question"] for line in lines] == list(page)
    for line, (asked, _, first, _, besides) in zip(lines, page.values(), strict=True):
        assert line["Enquiries"] == asked
        assert line["First answer: done"] == first["done"]
        kept = (line["First answer: in time"], line["First answer: was due"])
        assert kept == first.get("in time", ("0", "0"))
        if "half" in first:
            assert (
                hours(60 * float(line["First answer: half within, office hours"])) == first["half"]
            )
        assert line["refused as spam"] == besides.get("refused as spam", "0")
