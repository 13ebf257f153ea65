"""What must be there before something is published, besides what the types require."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from portal.core.i18n import _l
from portal.core.locales import DEFAULT
from portal.editorial.models import FACTS
from portal.listings.fields import Files, Record
from portal.listings.models import Listing
from portal.listings.records import Problem, problems
from portal.listings.registry import registry
from portal.listings.service import NotPublishable
from portal.listings.texts import Text
from portal.media import library


def shortcomings(
    session: Session, listing: Listing, record: Record, texts: Mapping[str, Text]
) -> list[tuple[str, Problem]]:
    """What keeps facts and texts from being published, with the locale whose text it is in.

    Problems of the facts stand under `FACTS`.
    """
    listing_type = registry()[listing.type]
    of_text = {"title", *(field.name for field in listing_type.texts)}
    found: dict[tuple[str, Problem], None] = {}
    for locale, text in (texts or {DEFAULT.segment: Text("")}).items():
        for problem in problems(listing_type, record, {locale: text}):
            found[(locale if problem.field in of_text else FACTS, problem)] = None
    for problem in _undescribed(session, listing, record, texts):
        found[(FACTS, problem)] = None
    return list(found)


def refuse_undescribed(
    session: Session, listing: Listing, record: Record, texts: Mapping[str, Text]
) -> None:
    found = _undescribed(session, listing, record, texts)
    if found:
        raise NotPublishable(found)


def _undescribed(
    session: Session, listing: Listing, record: Record, texts: Mapping[str, Text]
) -> tuple[Problem, ...]:
    """Pictures need a description in each language of the page, for who cannot see them."""
    found = []
    for field in registry()[listing.type].facts:
        chosen = record.get(field.name)
        if not isinstance(field, Files) or not field.pictures or not isinstance(chosen, tuple):
            continue
        files = library.by_id(session, [id for id in chosen if isinstance(id, int)])
        if len(files) < len(chosen):
            found.append(Problem(field.name, _l("A file is no longer in the library.")))
        if any(not file.alt.get(locale) for file in files.values() for locale in texts
               if locale != "zh-hant"):  # fmt: skip
            message = _l("Describe each picture in every language of the page first.")
            found.append(Problem(field.name, message))
    return tuple(found)
