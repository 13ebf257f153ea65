"""Import: a file of records into drafts or public listings, good lines kept, bad ones listed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import IO, Any

from sqlalchemy.orm import Session

from portal.core import locales
from portal.core.audit import Actor
from portal.core.database import Database
from portal.core.i18n import Label, _l
from portal.core.locales import DEFAULT
from portal.editorial import intake, rows, service
from portal.editorial.intake import Directory, Fault, Incoming, Outcome, Parsed, Rejected
from portal.editorial.rows import BadRow, Format, Row
from portal.listings.fields import FieldError, clean
from portal.listings.kit import ListingType
from portal.listings.models import Listing
from portal.listings.service import NotPublishable

BATCH = 50
KEPT_FAULTS = 1000
ABOUT = ("source_id", "locale", "owner", "sample")


@dataclass(frozen=True, slots=True)
class Options:
    """How to import: `owner_id` owns what names no owner; `dry_run` writes nothing."""

    actor: Actor
    owner_id: int
    publish: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class LineFault:
    line: int
    field: str
    message: Label


@dataclass(slots=True)
class Report:
    """What became of a file. `ignored` counts the values under names the type does not have."""

    good: int = 0
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    bad: int = 0  # lines
    faults: list[LineFault] = field(default_factory=list)  # the first `KEPT_FAULTS`
    ignored: Counter[str] = field(default_factory=Counter)

    def reject(self, line: int, faults: tuple[Fault, ...]) -> None:
        self.bad += 1
        room = KEPT_FAULTS - len(self.faults)
        self.faults += [LineFault(line, f.field, f.message) for f in faults[:room]]


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    incoming: Incoming


def import_file(
    database: Database,
    listing_type: ListingType,
    file: IO[bytes],
    format: Format,
    options: Options,
    progress: Callable[[int], None] = lambda _lines: None,
) -> Report:
    """Read a file into the database, `BATCH` records a transaction; `progress` hears the count.

    Each record has a savepoint of its own: a bad one leaves nothing behind.
    """
    report, directory = Report(), Directory(listing_type)
    lines = _incoming(listing_type, rows.read(file, format), report)
    while batch := list(islice(lines, BATCH)):
        with (database.read if options.dry_run else database.write)() as session:
            directory.look_up(session, [line.incoming for line in batch])
            for line in batch:
                _take(session, directory, line, options, report)
        progress(report.good + report.bad)
        directory.listings.clear()  # memory stays flat, however long the file
    report.faults.sort(key=lambda fault: fault.line)  # a batch is read before it is checked
    return report


def columns(listing_type: ListingType) -> tuple[str, ...]:
    """The names a record of this type may use, in the order of an exported file."""
    fields = (*intake.text_fields(listing_type), *intake.fact_fields(listing_type))
    parts = tuple(part.name for part in listing_type.parts)
    return (*ABOUT, *(f.name for f in fields), *parts)


def _incoming(
    listing_type: ListingType, found: Iterator[Row | BadRow], report: Report
) -> Iterator[_Line]:
    """Lines that can be read as records; the others are reported."""
    for row in found:
        if isinstance(row, BadRow):
            report.reject(row.line, (Fault("", row.message),))
            continue
        try:
            yield _Line(row.line, _split(listing_type, row.values, report))
        except Rejected as error:
            report.reject(row.line, error.faults)


def _split(listing_type: ListingType, values: Mapping[str, Any], report: Report) -> Incoming:
    """One flat record as facts and a text."""
    words = {f.name for f in intake.text_fields(listing_type)}
    facts = {f.name for f in intake.fact_fields(listing_type)}
    parts = {part.name for part in listing_type.parts}
    known = words | facts | parts | set(ABOUT)
    report.ignored.update(clean(str(name))[:60] for name in values if name not in known)
    locale = locales.find(str(values.get("locale") or DEFAULT.tag))
    if locale is None:
        raise Rejected([Fault("locale", _l("Use zh-Hans, zh-Hant or en."))])
    given = {name: value for name, value in values.items() if name in facts}
    given |= {name: _rows_of_part(name, values[name]) for name in parts if name in values}
    return Incoming(
        source_id=_source_id(values),
        facts=given,
        texts={locale.segment: {name: values[name] for name in words if name in values}},
        owner=values.get("owner"),
        sample=values.get("sample"),
    )


def _source_id(values: Mapping[str, Any]) -> str:
    try:
        source_id = intake.SOURCE_ID.parse(values.get("source_id"))
    except FieldError as error:
        raise Rejected([Fault("source_id", error.message)]) from error
    if not source_id:
        raise Rejected([Fault("source_id", _l("Each record needs an id of its own."))])
    return str(source_id)


def _rows_of_part(name: str, raw: object) -> object:
    """In csv the rows of a part are a JSON list in one cell."""
    if not isinstance(raw, str):
        return raw
    try:
        return rows.parse_json(raw)
    except (ValueError, RecursionError) as error:
        raise Rejected([Fault(name, _l("Give a list of rows."))]) from error


def _take(
    session: Session, directory: Directory, line: _Line, options: Options, report: Report
) -> None:
    try:
        parsed = intake.read(line.incoming, directory)
        if options.dry_run:
            outcome = _rehearse(session, directory, parsed, options)
        else:
            # The services flush where they look again; a flush at every query costs a fifth.
            with session.begin_nested(), session.no_autoflush:
                outcome = _perform(session, directory, parsed, options)
    except Rejected as error:
        report.reject(line.number, error.faults)
    except NotPublishable as error:
        report.reject(line.number, tuple(Fault(p.field, p.message) for p in error.problems))
    else:
        report.good += 1
        report.outcomes[outcome] += 1


def _perform(session: Session, directory: Directory, parsed: Parsed, options: Options) -> Outcome:
    known = directory.own(parsed.source_id)
    try:
        listing, outcome = intake.save(session, directory, parsed, options.owner_id, options.actor)
        if options.publish:
            intake.publish(session, listing, outcome, options.actor)
    except NotPublishable:
        if known is None:  # the savepoint takes the new listing away again
            directory.listings.pop((directory.listing_type.key, parsed.source_id), None)
        raise
    return outcome


def _rehearse(session: Session, directory: Directory, parsed: Parsed, options: Options) -> Outcome:
    """What `_perform` would do, from what is there and what earlier lines would have brought."""
    before = directory.planned.get(parsed.source_id)
    id = directory.own(parsed.source_id)
    if before is None and id is not None:
        before = service.working_copy(session, session.get_one(Listing, id))
    after = intake.merged(before or intake.blank(directory.listing_type), parsed)
    if options.publish:
        intake.refuse_unpublishable(directory.listing_type, after)
    directory.planned[parsed.source_id] = intake.without_bodies(after)
    return Outcome.UPDATED if before else Outcome.CREATED
