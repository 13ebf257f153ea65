"""Records from outside, whatever file they came in: checked, matched to what is there, saved.

A record names listings and offices by their own ids (`source_id`, organisation key); what it
does not name stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Organisation
from portal.core.audit import Actor
from portal.core.i18n import Label, _l
from portal.core.locales import DEFAULT
from portal.editorial import revisions, service
from portal.editorial.models import FACTS
from portal.editorial.service import WorkingCopy
from portal.listings.fields import Field, FieldError, Files, Record, Reference, YesNo, clean
from portal.listings.fields import Text as TextField
from portal.listings.kit import ListingType
from portal.listings.models import Listing, Origin, State
from portal.listings.records import dump_record, parse_record, problems
from portal.listings.texts import Text

TITLE = TextField(
    name="title", label=_l("Title"), max_length=200, required=True,
    help=_l("What it is and where, in one line: lists show it first."),
)  # fmt: skip
SUMMARY = TextField(
    name="summary", label=_l("Summary"), max_length=1000, multiline=True,
    help=_l("One or two sentences with what decides. Lists and search results show them."),
)  # fmt: skip
BODY = TextField(name="body", label=_l("Text"), max_length=200_000, multiline=True)
SOURCE_ID = TextField(name="source_id", label=_l("Source id"), max_length=200)
SAMPLE = YesNo(name="sample", label=_l("Sample"))
WORDS: tuple[Field, ...] = (TITLE, SUMMARY, BODY)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a record, at which field (`units.2.area`)."""

    field: str
    message: Label


class Rejected(Exception):
    """A record cannot be taken; nothing of it was saved."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(", ".join(fault.field for fault in self.faults))


class Outcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A record as a file gives it: raw facts, and raw texts by locale segment."""

    source_id: str
    facts: Mapping[str, Any]
    texts: Mapping[str, Mapping[str, Any]]
    owner: object = None  # an organisation's key
    sample: object = None


@dataclass(frozen=True, slots=True)
class Parsed:
    """A record that was understood; only what it named is in it."""

    source_id: str
    facts: Record
    texts: Mapping[str, Mapping[str, str]]
    owner_id: int | None
    sample: bool | None


@dataclass(slots=True)
class Directory:
    """Which listings and organisations the names in a file mean; filled a batch at a time.

    `planned` are source ids that earlier lines of the same file bring, for a dry run.
    """

    listing_type: ListingType
    organisations: dict[str, int] = field(default_factory=dict)
    listings: dict[tuple[str, str], int] = field(default_factory=dict)
    planned: dict[str, WorkingCopy] = field(default_factory=dict)

    def look_up(self, session: Session, batch: Iterable[Incoming]) -> None:
        """Learn everything that a batch names, in one query a type and one for the offices."""
        wanted: dict[str, set[str]] = {self.listing_type.key: set()}
        for incoming in batch:
            wanted[self.listing_type.key].add(incoming.source_id)
            for reference in _references(self.listing_type):
                named = incoming.facts.get(reference.name)
                if isinstance(named, (str, int)):
                    wanted.setdefault(reference.to, set()).add(clean(str(named)))
        for type_key, source_ids in wanted.items():
            rows = session.execute(
                select(Listing.source_id, Listing.id).where(
                    Listing.type == type_key, Listing.source_id.in_(source_ids)
                )
            )
            self.listings |= {(type_key, str(source_id)): id for source_id, id in rows}
        offices = session.execute(select(Organisation.key, Organisation.id))
        self.organisations = {row.key: row.id for row in offices}

    def own(self, source_id: str) -> int | None:
        return self.listings.get((self.listing_type.key, source_id))


def text_fields(listing_type: ListingType) -> tuple[Field, ...]:
    """Everything that is said once a language: title, summary, body, the type's own."""
    return (*WORDS, *listing_type.texts)


def fact_fields(listing_type: ListingType) -> tuple[Field, ...]:
    """The facts that files carry: files of the library have ids of this portal only."""
    return tuple(
        field for field in listing_type.facts if not field.derived and not isinstance(field, Files)
    )


def read(incoming: Incoming, directory: Directory) -> Parsed:
    """Check one record by itself; raises :class:`Rejected` with all its faults."""
    listing_type = directory.listing_type
    faults: list[Fault] = []
    facts = _facts(incoming, directory, faults)
    texts = {locale: _words(listing_type, raw, faults) for locale, raw in incoming.texts.items()}
    owner_id = directory.organisations.get(str(incoming.owner)) if incoming.owner else None
    if incoming.owner and owner_id is None:
        faults.append(Fault("owner", _l("There is no organisation with this key.")))
    sample: bool | None = None
    try:
        sample = SAMPLE.parse(incoming.sample)
    except FieldError as error:
        faults.append(Fault("sample", error.message))
    if faults:
        raise Rejected(faults)
    return Parsed(incoming.source_id, facts, texts, owner_id, sample)


def merged(copy: WorkingCopy, parsed: Parsed) -> WorkingCopy:
    """The working copy as it will be with this record on top."""
    texts = dict(copy.texts)
    for locale, words in parsed.texts.items():
        texts[locale] = _with_words(texts.get(locale, Text("")), words)
    for locale in parsed.texts:
        texts[locale] = replace(texts[locale], origin=origin(locale, texts))
    return replace(copy, record=copy.record | parsed.facts, texts=texts)


def without_bodies(copy: WorkingCopy) -> WorkingCopy:
    """Enough of a copy to check later records against, without its long texts."""
    short = {key: replace(text, body="", summary="") for key, text in copy.texts.items()}
    return replace(copy, texts=short)


def origin(locale: str, texts: Mapping[str, Text]) -> Origin:
    """A text beside one in the first language is its translation; Chinese is never one."""
    translated = DEFAULT.segment in texts and not locale.startswith("zh")
    return Origin.TRANSLATED if translated else Origin.WRITTEN


def refuse_unpublishable(listing_type: ListingType, copy: WorkingCopy) -> None:
    """Raises :class:`Rejected` with what is missing before this could be published."""
    texts = {key: text for key, text in copy.texts.items() if not revisions.is_empty(text)}
    missing = problems(listing_type, copy.record, texts)
    if missing:
        raise Rejected(Fault(problem.field, problem.message) for problem in missing)


def save(
    session: Session, directory: Directory, parsed: Parsed, owner_id: int, actor: Actor
) -> tuple[Listing, Outcome]:
    """Create or update the listing's working copy; `owner_id` is for a record that names none."""
    listing_type = directory.listing_type
    id = directory.own(parsed.source_id)
    listing = session.get(Listing, id) if id is not None else None
    outcome = Outcome.UNCHANGED
    if listing is None:
        listing = service.create(
            session, listing_type, parsed.owner_id or owner_id, actor,
            source_id=parsed.source_id, sample=bool(parsed.sample),
        )  # fmt: skip
        directory.listings[(listing_type.key, parsed.source_id)] = listing.id
        copy, outcome = blank(listing_type), Outcome.CREATED
    else:
        copy = service.working_copy(session, listing)
        if _take_over(listing, parsed):
            outcome = Outcome.UPDATED
    after = merged(copy, parsed)
    if dump_record(listing_type, after.record) != dump_record(listing_type, copy.record) or (
        not copy.versions.get(FACTS)
    ):
        service.save_facts(session, listing, after.record, actor, None)
        outcome = outcome if outcome is Outcome.CREATED else Outcome.UPDATED
    for locale in parsed.texts:
        if revisions.data_of(after.texts[locale]) != _data(copy.texts.get(locale)):
            service.save_text(session, listing, locale, after.texts[locale], actor, None)
            outcome = outcome if outcome is Outcome.CREATED else Outcome.UPDATED
    return listing, outcome


def publish(session: Session, listing: Listing, outcome: Outcome, actor: Actor) -> None:
    """Publish unless what is public already says the same."""
    if (
        outcome is Outcome.UNCHANGED
        and listing.state == State.PUBLISHED
        and not service.working_copy(session, listing).dirty
    ):
        return
    service.publish(session, listing, actor)


def blank(listing_type: ListingType) -> WorkingCopy:
    """What a new listing has before its record says anything: the defaults of its fields."""
    record = {field.name: field.default() for field in listing_type.facts if field.default}
    return WorkingCopy(record=record, texts={}, versions={}, dirty=frozenset())


def _take_over(listing: Listing, parsed: Parsed) -> bool:
    """Owner and sample mark, where the record names them."""
    before = listing.owner_id, listing.sample
    if parsed.owner_id is not None:
        listing.owner_id = parsed.owner_id
    if parsed.sample is not None:
        listing.sample = parsed.sample
    return before != (listing.owner_id, listing.sample)


def _data(text: Text | None) -> dict[str, Any] | None:
    return revisions.data_of(text) if text else None


def _references(listing_type: ListingType) -> list[Reference]:
    return [field for field in listing_type.facts if isinstance(field, Reference)]


def _facts(incoming: Incoming, directory: Directory, faults: list[Fault]) -> Record:
    listing_type = directory.listing_type
    raw = dict(incoming.facts)
    for reference in _references(listing_type):
        if raw.get(reference.name) not in (None, ""):
            raw[reference.name] = _referred(reference, raw[reference.name], directory, faults)
    record, errors = parse_record(listing_type, raw)
    faults += [Fault(name, error.message) for name, error in errors.items()]
    return {name: value for name, value in record.items() if name in raw}


def _referred(
    reference: Reference, named: object, directory: Directory, faults: list[Fault]
) -> int | None:
    found = directory.listings.get((reference.to, clean(str(named))))
    if found is None:
        faults.append(
            Fault(
                reference.name,
                _l("There is no “%(type)s” with the source id “%(id)s”.", type=reference.to,
                   id=clean(str(named))[:60]),
            )
        )  # fmt: skip
    return found


def _words(
    listing_type: ListingType, raw: Mapping[str, Any], faults: list[Fault]
) -> Mapping[str, str]:
    words = {}
    for candidate in text_fields(listing_type):
        if candidate.name in raw:
            try:
                words[candidate.name] = str(candidate.parse(raw[candidate.name]) or "")
            except FieldError as error:
                faults.append(Fault(candidate.name, error.message))
    return words


def _with_words(text: Text, words: Mapping[str, str]) -> Text:
    own = {name: value for name, value in words.items() if name not in ("title", "summary", "body")}
    return replace(
        text,
        title=words.get("title", text.title),
        summary=words.get("summary", text.summary),
        body=words.get("body", text.body),
        fields={name: value for name, value in {**text.fields, **own}.items() if value},
    )
