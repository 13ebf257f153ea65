"""The content folder: offices and listings as readable files, loaded into the database.

`content/reference/organisations.yaml`, and `content/<type>/<source_id>.<locale>.md` with YAML
front matter. Loading again changes only what changed, and nothing that a person has touched.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from graphlib import TopologicalSorter
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

import yaml
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.accounts.joining import home_organisation
from portal.accounts.models import Organisation
from portal.core.audit import SYSTEM
from portal.core.locales import DEFAULT, LOCALES
from portal.core.reference import FAST_YAML
from portal.editorial import intake, service
from portal.editorial.intake import Directory, Incoming, Outcome, Rejected
from portal.editorial.models import Revision
from portal.listings.fields import Reference
from portal.listings.kit import ListingType
from portal.listings.models import Listing, State
from portal.listings.registry import registry

BATCH = 50
ABOUT = ("sample", "owner")  # front matter that is about the listing, not in it
TEXTS = ("duties", "address", "hours")


class ContentError(Exception):
    """A content file cannot be used; the message names the file and the field."""

    def __init__(self, file: Path, field: str, message: object) -> None:
        where = f"{file}: {field}" if field else str(file)
        super().__init__(f"{where}: {message}")


class WritingSessions(Protocol):
    """What hands out writing sessions, such as `Database.write`."""

    def __call__(self) -> AbstractContextManager[Session]: ...


@dataclass(slots=True)
class Loaded:
    """How many records there are now by type key; `organisation` counts new offices."""

    counts: dict[str, int] = field(default_factory=dict)
    changed: int = 0  # listings that were created or updated by this run
    left_alone: int = 0  # listings that a person has edited or withdrawn


@dataclass(frozen=True, slots=True)
class _File:
    """A record and the file that carries its facts, for messages."""

    path: Path
    incoming: Incoming


def load_content(session_factory: WritingSessions, folder: Path, *, samples: bool) -> Loaded:
    """Load everything below `folder`; `samples=False` leaves out what is marked as a sample.

    Raises :class:`ContentError` at the first file that cannot be used; batches before it stay.
    """
    loaded = Loaded()
    with session_factory() as session:
        loaded.counts["organisation"] = _load_organisations(session, folder, samples=samples)
    skipped: set[tuple[str, str]] = set()
    for listing_type in in_order(registry()):
        files = _wanted(listing_type, folder, skipped, samples=samples)
        loaded.counts[listing_type.key] = 0
        while batch := list(islice(files, BATCH)):
            with session_factory() as session:
                _load_batch(session, listing_type, batch, loaded)
            loaded.counts[listing_type.key] += len(batch)
    return loaded


def in_order(types: Mapping[str, ListingType]) -> list[ListingType]:
    """The types, each after those that its fields refer to."""
    graph = {
        key: {f.to for f in t.fields if isinstance(f, Reference) and f.to in types and f.to != key}
        for key, t in types.items()
    }
    return [types[key] for key in TopologicalSorter(graph).static_order()]


def read_file(path: Path) -> dict[str, Any]:
    """Front matter and `body` of one content file; raises :class:`ContentError`."""
    parts = path.read_text(encoding="utf-8").split("---\n", 2)
    if len(parts) != 3 or parts[0].strip():
        raise ContentError(path, "", "the file must start with front matter between --- lines")
    try:
        front = yaml.load(parts[1], Loader=FAST_YAML)  # noqa: S506 (a safe loader, in C)
    except yaml.YAMLError as error:
        raise ContentError(path, "front matter", error) from error
    if not isinstance(front, dict):
        raise ContentError(path, "front matter", "names and values are expected")
    return {**front, "body": parts[2].strip()}


def _load_organisations(session: Session, folder: Path, *, samples: bool) -> int:
    """Add the offices that are not there yet; those that are belong to the desk."""
    path = folder / "reference" / "organisations.yaml"
    known = {o.key: o for o in session.scalars(select(Organisation))}
    rows = [row for row in _organisations(path) if samples or not row.get("sample")]
    added = [row for row in rows if row["key"] not in known]
    for row in added:
        known[row["key"]] = _organisation(row)
        session.add(known[row["key"]])
    session.flush()
    for row in added:
        parent = row.get("parent")
        if parent and parent not in known:
            raise ContentError(path, f"{row['key']}.parent", f"there is no organisation {parent!r}")
        known[row["key"]].parent_id = known[parent].id if parent else None
    return len(added)


def _organisations(path: Path) -> list[dict[str, Any]]:
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    for row in rows:
        for name in ("key", "kind", "names"):
            if name not in row:
                raise ContentError(path, f"{row.get('key', '?')}.{name}", "is missing")
    return list(rows)


def _organisation(row: Mapping[str, Any]) -> Organisation:
    return Organisation(
        key=row["key"],
        kind=row["kind"],
        region=row.get("region"),
        names=row["names"],
        phone=row.get("phone", ""),
        email=row.get("email", ""),
        sample=bool(row.get("sample")),
        **{name: row.get(name) or {} for name in TEXTS},
    )


def _wanted(
    listing_type: ListingType, folder: Path, skipped: set[tuple[str, str]], *, samples: bool
) -> Iterator[_File]:
    """The records to load. What refers to a left-out sample loses the reference."""
    for path in sorted((folder / listing_type.key).glob(f"*.{DEFAULT.segment}.md")):
        source_id = path.name.removesuffix(f".{DEFAULT.segment}.md")
        incoming = _read_record(listing_type, path, source_id)
        if incoming.sample and not samples:
            skipped.add((listing_type.key, source_id))
            continue
        lost = {f.name: None for f in listing_type.facts if isinstance(f, Reference)
                and (f.to, incoming.facts.get(f.name)) in skipped}  # fmt: skip
        yield _File(path, replace(incoming, facts={**incoming.facts, **lost}))


def _read_record(listing_type: ListingType, path: Path, source_id: str) -> Incoming:
    words = {field.name for field in intake.text_fields(listing_type)}
    facts = {field.name for field in intake.fact_fields(listing_type)}
    facts |= {part.name for part in listing_type.parts}
    first = read_file(path)
    _refuse_unknown(path, first, words | facts | set(ABOUT))
    texts = {DEFAULT.segment: {name: first.get(name) for name in words}}
    for locale in LOCALES[1:]:
        beside = path.with_name(f"{source_id}.{locale.segment}.md")
        if beside.is_file():
            translation = read_file(beside)
            _refuse_unknown(beside, translation, words)
            texts[locale.segment] = {name: translation.get(name) for name in words}
    return Incoming(
        source_id=source_id,
        facts={name: first.get(name) for name in facts},
        texts=texts,
        owner=first.get("owner"),
        sample=first.get("sample") or False,
    )


def _refuse_unknown(path: Path, front: Mapping[str, Any], known: set[str]) -> None:
    unknown = sorted(str(name) for name in set(front) - known)
    if unknown:
        raise ContentError(path, unknown[0], "there is no such field here")


def _load_batch(
    session: Session, listing_type: ListingType, batch: Sequence[_File], loaded: Loaded
) -> None:
    directory = Directory(listing_type)
    directory.look_up(session, [file.incoming for file in batch])
    owner_id = home_organisation(session).id
    touched = _touched(session, [directory.own(file.incoming.source_id) for file in batch])
    for file in batch:
        if directory.own(file.incoming.source_id) in touched:
            loaded.left_alone += 1
            continue
        try:
            parsed = intake.read(file.incoming, directory)
            listing, outcome = intake.save(session, directory, parsed, owner_id, SYSTEM)
            copy = service.working_copy(session, listing)
            intake.refuse_unpublishable(listing_type, copy)
        except Rejected as error:
            fault = error.faults[0]
            raise ContentError(file.path, fault.field, fault.message) from error
        intake.publish(session, listing, outcome, SYSTEM)
        loaded.changed += outcome is not Outcome.UNCHANGED


def _touched(session: Session, ids: Sequence[int | None]) -> set[int | None]:
    """Listings that a person has edited, or has withdrawn on the desk."""
    rows = session.scalars(
        select(Listing.id)
        .outerjoin(Revision, (Revision.listing_id == Listing.id) & Revision.author_id.is_not(None))
        .where(
            Listing.id.in_([id for id in ids if id is not None]),
            or_(Revision.id.is_not(None), Listing.state == State.WITHDRAWN),
        )
    )
    return set(rows)
