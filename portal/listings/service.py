"""Making listings public, changing them in public, and withdrawing them.

Each verb works in the caller's transaction and leaves an outbox row for the search index.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.core import outbox
from portal.core.clock import now
from portal.core.i18n import Label, _l
from portal.core.locales import LOCALES, fallback
from portal.listings import cards, generations
from portal.listings.fields import Field, FieldError, Files, Record, Value
from portal.listings.kit import COMMON_COLUMNS, ListingType
from portal.listings.models import (
    Card,
    Facet,
    Listing,
    ListingFile,
    ListingText,
    Published,
    State,
)
from portal.listings.registry import registry
from portal.listings.texts import Text, with_conversions

INDEX_TOPIC = "listing.index"


@dataclass(frozen=True, slots=True)
class Problem:
    """What keeps a listing from being published, at which field."""

    field: str
    message: Label


class NotPublishable(Exception):
    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(", ".join(problem.field for problem in problems))
        self.problems = problems


def create(
    session: Session,
    listing_type: ListingType,
    owner_id: int,
    working_title: str,
    *,
    source_id: str | None = None,
    sample: bool = False,
) -> Listing:
    """A listing that exists and is not public yet."""
    moment = now()
    listing = Listing(
        type=listing_type.key,
        owner_id=owner_id,
        working_title=working_title,
        source_id=source_id,
        sample=sample,
        state=State.DRAFT,
        created_at=moment,
        changed_at=moment,
    )
    session.add(listing)
    session.flush()
    return listing


def problems(
    listing_type: ListingType, record: Record, texts: Mapping[str, Text]
) -> tuple[Problem, ...]:
    """Everything that is missing before the listing can be published."""
    missing = _l("This is needed before publishing.")
    found = [
        Problem(field.name, missing)
        for field in listing_type.facts
        if field.required and not field.derived and record.get(field.name) in (None, ())
    ]
    if not texts:
        found.append(Problem("title", missing))
    found += [
        Problem(name, missing)
        for text in texts.values()
        for name in _missing_texts(listing_type, text)
    ]
    found += _missing_in_parts(listing_type, record, missing)
    return tuple(dict.fromkeys(found))


def publish(
    session: Session, listing: Listing, record: Record, texts: Mapping[str, Text]
) -> None:
    """Make these facts and texts what the public sees; raises :class:`NotPublishable`."""
    listing_type = registry()[listing.type]
    found = problems(listing_type, record, texts)
    if found:
        raise NotPublishable(found)
    complete = record | listing_type.derive(record)
    written = with_conversions(texts)
    source = next(iter(fallback(LOCALES[0], written) or ()), None)
    listing.state = State.PUBLISHED
    listing.changed_at = now()
    if source is not None:
        listing.working_title = written[source.segment].title
    published = _put_published(session, listing, complete)
    _put_type_row(session, listing_type, listing.id, complete)
    _put_parts(session, listing_type, listing.id, complete)
    _put_texts(session, listing.id, written)
    _put_facets(session, listing_type, listing, complete)
    _put_files(session, listing_type, listing.id, complete)
    session.flush()
    _put_cards(session, listing_type, published, complete, written)
    announce(session, listing)


def withdraw(session: Session, listing: Listing) -> None:
    """Take a listing from the public; its texts stay in the revisions, its address says 410."""
    session.execute(delete(Published).where(Published.listing_id == listing.id))
    listing.state = State.WITHDRAWN
    listing.changed_at = now()
    announce(session, listing)


def announce(session: Session, listing: Listing) -> None:
    """Tell the index and every cached page that this listing changed."""
    generations.advance(session, listing.type)
    outbox.enqueue(session, INDEX_TOPIC, listing=listing.id)


def parse_record(
    listing_type: ListingType, raw: Mapping[str, Any]
) -> tuple[Record, dict[str, FieldError]]:
    """Parse all facts of a type, rows of parts included.

    Errors are named after the field, those of a part's row `units.2.area` (rows from 0).
    """
    record, errors = _parse(listing_type.facts, raw, "")
    for part in listing_type.parts:
        rows = raw.get(part.name) or ()
        if not isinstance(rows, (list, tuple)) or not all(isinstance(r, Mapping) for r in rows):
            errors[part.name] = FieldError(_l("Give a list of rows."))
            continue
        parsed = [_parse(part.fields, row, f"{part.name}.{i}.") for i, row in enumerate(rows)]
        record[part.name] = tuple(row for row, _ in parsed)
        for _, row_errors in parsed:
            errors |= row_errors
    return record, errors


def dump_record(listing_type: ListingType, record: Mapping[str, Value]) -> dict[str, Any]:
    """A record as JSON: what `parse_record` reads back, without derived and empty fields."""
    dumped = _dump(listing_type.facts, record)
    for part in listing_type.parts:
        rows = record.get(part.name)
        if isinstance(rows, tuple):
            dumped[part.name] = [_dump(part.fields, row) for row in rows if isinstance(row, dict)]
    return dumped


def _parse(
    fields: Iterable[Field], raw: Mapping[str, Any], prefix: str
) -> tuple[Record, dict[str, FieldError]]:
    record: Record = {}
    errors: dict[str, FieldError] = {}
    for field in fields:
        if field.derived:
            continue
        try:
            record[field.name] = field.parse(raw.get(field.name))
        except FieldError as error:
            errors[prefix + field.name] = error
    return record, errors


def _dump(fields: Iterable[Field], record: Mapping[str, Value]) -> dict[str, Any]:
    return {
        field.name: field.dump(record[field.name])
        for field in fields
        if not field.derived and record.get(field.name) is not None
    }


def _missing_texts(listing_type: ListingType, text: Text) -> list[str]:
    missing = [] if text.title.strip() else ["title"]
    return missing + [f.name for f in listing_type.texts if f.required and not text.fields.get(f.name)]


def _missing_in_parts(listing_type: ListingType, record: Record, missing: Label) -> list[Problem]:
    found = []
    for part in listing_type.parts:
        rows = record.get(part.name)
        for i, row in enumerate(rows if isinstance(rows, tuple) else ()):
            found += [
                Problem(f"{part.name}.{i}.{field.name}", missing)
                for field in part.fields
                if field.required and isinstance(row, dict) and row.get(field.name) is None
            ]
    return found


def _put_published(session: Session, listing: Listing, record: Record) -> Published:
    published = session.get(Published, listing.id)
    first = published is None
    if published is None:
        published = Published(listing_id=listing.id, type=listing.type)
        session.add(published)
    for name in ("region", "industry", "source_url", "verified_on"):
        setattr(published, name, record.get(name))
    chains = record.get("chains")
    published.chains = [str(key) for key in chains] if isinstance(chains, tuple) else None
    published.owner_id, published.sample = listing.owner_id, listing.sample
    moment = record.get("published_at")
    if moment is not None or first:
        published.published_at = moment or now()  # type: ignore[assignment]
    published.updated_at = now()
    session.flush()
    return published


def _put_type_row(session: Session, listing_type: ListingType, id: int, record: Record) -> None:
    model: Any = listing_type.model
    row = session.get(model, id) or model(listing_id=id)
    for field in listing_type.facts:
        if field.name not in COMMON_COLUMNS:
            setattr(row, field.name, _column(record.get(field.name)))
    session.add(row)


def _put_parts(session: Session, listing_type: ListingType, id: int, record: Record) -> None:
    for part in listing_type.parts:
        model: Any = part.model
        session.execute(delete(model).where(model.listing_id == id))
        rows = record.get(part.name)
        for position, row in enumerate(rows if isinstance(rows, tuple) else ()):
            values = {f.name: _column(row.get(f.name)) for f in part.fields if isinstance(row, dict)}
            session.add(model(listing_id=id, position=position, **values))


def _column(value: Value) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _put_texts(session: Session, id: int, texts: Mapping[str, Text]) -> None:
    session.execute(delete(ListingText).where(ListingText.listing_id == id))
    for locale, text in texts.items():
        session.add(
            ListingText(
                listing_id=id,
                locale=locale,
                title=text.title,
                slug=text.slug,
                summary=text.summary,
                body=text.body,
                fields=dict(text.fields),
                origin=text.origin,
            )
        )


def _put_facets(
    session: Session, listing_type: ListingType, listing: Listing, record: Record
) -> None:
    """The declared facets, and the listing itself under its type's key.

    So a hall with `park=7` and park 7 share the facet (park, 7): that is what relates them.
    """
    session.execute(delete(Facet).where(Facet.listing_id == listing.id))
    pairs = {(listing.type, str(listing.id))}
    for field in listing_type.facets:
        pairs |= {(field.name, value) for value in field.facet_values(record.get(field.name))}
    for name, value in sorted(pairs):
        session.add(Facet(listing_id=listing.id, name=name, value=value, type=listing.type))


def _put_files(session: Session, listing_type: ListingType, id: int, record: Record) -> None:
    session.execute(delete(ListingFile).where(ListingFile.listing_id == id))
    for field in listing_type.facts:
        if isinstance(field, Files):
            chosen = record.get(field.name)
            for position, media_id in enumerate(chosen if isinstance(chosen, tuple) else ()):
                session.add(
                    ListingFile(
                        listing_id=id, media_id=media_id, role=field.name, position=position
                    )
                )


def _put_cards(
    session: Session,
    listing_type: ListingType,
    published: Published,
    record: Record,
    texts: Mapping[str, Text],
) -> None:
    session.execute(delete(Card).where(Card.listing_id == published.listing_id))
    picture = cards.picture(session, published.listing_id)
    for locale in LOCALES:
        data = cards.build(listing_type, published, record, texts, locale, picture)
        session.add(Card(listing_id=published.listing_id, locale=locale.segment, data=data))


def published_ids(session: Session, type_key: str | None = None) -> Iterable[int]:
    """Ids of all public listings, oldest first."""
    query = select(Published.listing_id).order_by(Published.listing_id)
    return session.scalars(query.where(Published.type == type_key) if type_key else query)

