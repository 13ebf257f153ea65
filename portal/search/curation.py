"""What staff teach the search: synonyms, words that stay whole, pinned answers.

Every change outdates cached pages and the lexicon of every process. They follow a counter above
this floor, so whoever calls a change also advances the generation `GENERATION`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.core.audit import Actor, record
from portal.core.clock import now
from portal.search.folding import fold
from portal.search.models import DictionaryWord, PinnedAnswer, SynonymGroup

GENERATION = "search"
LONGEST_WORD = 40  # characters
MOST_WORDS = 20  # of one group
MOST_PINNED = 10  # listings of one question

Entry = SynonymGroup | DictionaryWord | PinnedAnswer
Row = TypeVar("Row", SynonymGroup, DictionaryWord, PinnedAnswer)


class Taken(Exception):
    """There is an entry for this word, question or replaced group already: `id`."""

    def __init__(self, id: int) -> None:
        super().__init__(f"entry {id}")
        self.id = id


class Conflict(Exception):
    """The entry was changed since the form was opened."""


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """`replaces`: the folded first word of a group of content/search/synonyms.yaml, or None."""

    words: tuple[str, ...]
    note: str = ""
    replaces: str | None = None
    active: bool = True


@dataclass(frozen=True, slots=True)
class WordFacts:
    word: str
    note: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class PinFacts:
    question: str
    listing_ids: tuple[int, ...]
    note: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Curated:
    """What the desk adds to, and takes from, the lexicon of content/.

    `switched_off` holds the folded first words of groups of content/search/synonyms.yaml that no
    longer count, `words_off` folded words that no longer stay whole.
    """

    synonyms: tuple[tuple[str, ...], ...] = ()
    switched_off: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()
    words_off: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Pin:
    """Listings that stand first, up to and including the last day."""

    listing_ids: tuple[int, ...]
    until: date | None


def as_asked(question: str) -> str:
    """A question as it is compared with others: folded, blanks single; repeating changes nothing."""
    return " ".join(fold(question).split())


def curated(session: Session) -> Curated:
    """Everything that counts now, oldest entry first; two queries."""
    groups, words = all_groups(session), all_words(session)
    return Curated(
        synonyms=tuple(tuple(group.words) for group in groups if group.active),
        switched_off=frozenset(group.replaces for group in groups if group.replaces),
        words=tuple(word.word for word in words if word.active),
        words_off=frozenset(word.folded for word in words if not word.active),
    )


def pins(session: Session) -> Mapping[str, Pin]:
    """What is pinned to which question, as it is compared; one query."""
    return {pin.folded: Pin(tuple(pin.listing_ids), pin.until) for pin in all_pins(session)}


def pinned(pins: Mapping[str, Pin], question: str, today: date) -> tuple[int, ...]:
    """The listings pinned to a question, in their order; some may no longer be public."""
    found = pins.get(as_asked(question))
    return found.listing_ids if found and (found.until is None or today <= found.until) else ()


def all_groups(session: Session) -> Sequence[SynonymGroup]:
    return session.scalars(select(SynonymGroup).order_by(SynonymGroup.id)).all()


def all_words(session: Session) -> Sequence[DictionaryWord]:
    return session.scalars(select(DictionaryWord).order_by(DictionaryWord.id)).all()


def all_pins(session: Session) -> Sequence[PinnedAnswer]:
    return session.scalars(select(PinnedAnswer).order_by(PinnedAnswer.folded)).all()


def add_group(session: Session, actor: Actor, facts: GroupFacts) -> SynonymGroup:
    """A new group; raises :class:`Taken` where the same group of content/ is replaced already."""
    group = SynonymGroup()
    with _only(session, actor, group, _replacing(facts.replaces)):
        _put_group(group, facts)
        group.replaces = facts.replaces
    record(session, actor, "synonyms.added", ("synonyms", group.id), name=_listed(facts.words))
    return group


def change_group(
    session: Session, actor: Actor, id: int, version: int, facts: GroupFacts
) -> SynonymGroup:
    """Change words, note and state, never what it replaces; raises Conflict or LookupError."""
    group = _current(session, SynonymGroup, id, version)
    with _only(session, actor, group, _replacing(group.replaces)):
        _put_group(group, facts)
    record(session, actor, "synonyms.changed", ("synonyms", id), name=_listed(facts.words))
    return group


def remove_group(session: Session, actor: Actor, id: int, version: int) -> None:
    """What it replaced counts again; raises Conflict or LookupError."""
    group = _current(session, SynonymGroup, id, version)
    record(session, actor, "synonyms.removed", ("synonyms", id), name=_listed(group.words))
    session.delete(group)
    session.flush()


def add_word(session: Session, actor: Actor, facts: WordFacts) -> DictionaryWord:
    """A new word; raises :class:`Taken`."""
    word = DictionaryWord()
    with _only(session, actor, word, _same_word(facts)):
        _put_word(word, facts)
    record(session, actor, "word.added", ("word", word.id), name=facts.word)
    return word


def change_word(
    session: Session, actor: Actor, id: int, version: int, facts: WordFacts
) -> DictionaryWord:
    """Change a word; raises Conflict, Taken or LookupError."""
    word = _current(session, DictionaryWord, id, version)
    with _only(session, actor, word, _same_word(facts)):
        _put_word(word, facts)
    record(session, actor, "word.changed", ("word", id), name=facts.word)
    return word


def remove_word(session: Session, actor: Actor, id: int, version: int) -> None:
    """The word is what content/ says again; raises Conflict or LookupError."""
    word = _current(session, DictionaryWord, id, version)
    record(session, actor, "word.removed", ("word", id), name=word.word)
    session.delete(word)
    session.flush()


def add_pin(session: Session, actor: Actor, facts: PinFacts) -> PinnedAnswer:
    """Pin listings to a question that has none yet; raises :class:`Taken`."""
    pin = PinnedAnswer()
    with _only(session, actor, pin, _same_question(facts)):
        _put_pin(pin, facts)
    record(session, actor, "pin.added", ("pin", pin.id), name=facts.question)
    return pin


def change_pin(
    session: Session, actor: Actor, id: int, version: int, facts: PinFacts
) -> PinnedAnswer:
    """Change a pinned answer; raises Conflict, Taken or LookupError."""
    pin = _current(session, PinnedAnswer, id, version)
    with _only(session, actor, pin, _same_question(facts)):
        _put_pin(pin, facts)
    record(session, actor, "pin.changed", ("pin", id), name=facts.question)
    return pin


def remove_pin(session: Session, actor: Actor, id: int, version: int) -> None:
    """Let the ranking answer again; raises Conflict or LookupError."""
    pin = _current(session, PinnedAnswer, id, version)
    record(session, actor, "pin.removed", ("pin", id), name=pin.question)
    session.delete(pin)
    session.flush()


def _put_group(group: SynonymGroup, facts: GroupFacts) -> None:
    group.words = list(facts.words)
    group.note = facts.note
    group.active = facts.active


def _put_word(word: DictionaryWord, facts: WordFacts) -> None:
    word.word = facts.word
    word.folded = as_asked(facts.word)
    word.note = facts.note
    word.active = facts.active


def _put_pin(pin: PinnedAnswer, facts: PinFacts) -> None:
    pin.question = facts.question
    pin.folded = as_asked(facts.question)
    pin.listing_ids = list(facts.listing_ids)
    pin.note = facts.note
    pin.until = facts.until


def _replacing(replaced: str | None) -> Select[int]:
    return select(SynonymGroup.id).where(SynonymGroup.replaces == replaced)


def _same_word(facts: WordFacts) -> Select[int]:
    return select(DictionaryWord.id).where(DictionaryWord.folded == as_asked(facts.word))


def _same_question(facts: PinFacts) -> Select[int]:
    return select(PinnedAnswer.id).where(PinnedAnswer.folded == as_asked(facts.question))


@contextmanager
def _only(session: Session, actor: Actor, row: Entry, same: Select[int]) -> Iterator[None]:
    """Write what the block puts into a row, signed, as its next version; the first is 1.

    Raises :class:`Taken` where there is another row for the `same`, and then nothing is written.
    """
    try:
        with session.begin_nested():
            yield
            row.version = (row.version or 0) + 1
            row.updated_at, row.updated_by = now(), actor.name
            session.add(row)
    except IntegrityError as error:
        raise Taken(session.scalars(same).one()) from error


def _current(session: Session, table: type[Row], id: int, version: int) -> Row:
    """The row, locked, if it still is at that version; raises Conflict or LookupError."""
    row = session.get(table, id, with_for_update=True, populate_existing=True)
    if row is None:
        raise LookupError(id)
    if row.version != version:
        raise Conflict
    return row


def _listed(words: Sequence[str]) -> str:
    return ", ".join(words)
