"""Words that staff send often: an office's own, or everybody's, with places for what differs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.accounts.models import Organisation, User
from portal.accounts.permissions import Permission, Scope, scope_of
from portal.core import audit
from portal.core.clock import now
from portal.core.locales import Locale, fallback
from portal.core.reference import in_locale
from portal.enquiries.models import Enquiry, SavedAnswer
from portal.enquiries.private_link import locale_of

PLACES = ("name", "reference", "office", "listing", "phone")  # phone: the office's
_PLACE = re.compile(r"\{([^{}]*)\}")


class AnswerChanged(Exception):
    """Somebody changed the saved answer meanwhile."""


@dataclass(frozen=True, slots=True)
class Facts:
    organisation_id: int | None  # None: everybody's
    title: str
    texts: Mapping[str, str]  # by locale segment; at least one


@dataclass(frozen=True, slots=True)
class Filled:
    """A text for one enquiry, and the language it is in: not always the investor's."""

    text: str
    locale: Locale


def unknown_places(text: str) -> list[str]:
    """What stands in braces and is no place, such as `{nmae}`; as it was typed."""
    return [match[0] for match in _PLACE.finditer(text) if match[1] not in PLACES]


def open_places(text: str) -> list[str]:
    """Places that nothing was put in yet."""
    return [match[0] for match in _PLACE.finditer(text) if match[1] in PLACES]


def offered(session: Session, organisation_id: int) -> Sequence[SavedAnswer]:
    """Those of an office and everybody's, by title."""
    mine = or_(
        SavedAnswer.organisation_id == organisation_id, SavedAnswer.organisation_id.is_(None)
    )
    order = (SavedAnswer.title, SavedAnswer.id)
    return session.scalars(select(SavedAnswer).where(mine).order_by(*order)).all()


def readable(session: Session, user: User) -> Sequence[SavedAnswer]:
    """Those that this person sees in the list: administrators see every office's."""
    if scope_of(user, Permission.ENQUIRY_ANSWER) is Scope.ANY:
        return session.scalars(select(SavedAnswer).order_by(SavedAnswer.title)).all()
    return offered(session, user.organisation_id)


def may_edit(user: User, organisation_id: int | None) -> bool:
    """Everybody's answers belong to those who may answer for every office."""
    scope = scope_of(user, Permission.ENQUIRY_ANSWER)
    own = organisation_id is not None and organisation_id == user.organisation_id
    return scope is Scope.ANY or (scope is Scope.OWN and own)


def fill(session: Session, answer: SavedAnswer, enquiry: Enquiry) -> Filled:
    """The text in the investor's language, or the nearest there is.

    A place that this enquiry has nothing for stays as it is, for the officer to see.
    """
    found = fallback(locale_of(enquiry), answer.texts)
    assert found is not None  # one without a text is never saved
    locale, text = found
    values = _values(session, enquiry, locale)
    return Filled(_PLACE.sub(lambda match: values.get(match[1]) or match[0], text), locale)


def add(session: Session, by: User, facts: Facts) -> SavedAnswer:
    answer = SavedAnswer(version=1)
    _put(answer, facts)
    session.add(answer)
    session.flush()
    audit.record(session, by.actor, "answer.added", ("answer", answer.id))
    return answer


def change(session: Session, by: User, answer: SavedAnswer, version: int, facts: Facts) -> None:
    """Raises :class:`AnswerChanged`."""
    session.refresh(answer, with_for_update=True)
    if answer.version != version:
        raise AnswerChanged
    _put(answer, facts)
    answer.version = version + 1
    session.flush()
    audit.record(session, by.actor, "answer.changed", ("answer", answer.id))


def remove(session: Session, by: User, answer: SavedAnswer) -> None:
    audit.record(session, by.actor, "answer.removed", ("answer", answer.id))
    session.delete(answer)
    session.flush()


def _put(answer: SavedAnswer, facts: Facts) -> None:
    answer.organisation_id, answer.title = facts.organisation_id, facts.title
    answer.texts, answer.updated_at = dict(facts.texts), now()


def _values(session: Session, enquiry: Enquiry, locale: Locale) -> Mapping[str, str]:
    office = session.get_one(Organisation, enquiry.organisation_id)
    return {
        "name": enquiry.name,
        "reference": enquiry.reference,
        "office": in_locale(office.names, locale),
        "listing": enquiry.listing_title,
        "phone": office.phone,
    }
