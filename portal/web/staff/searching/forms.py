"""What staff type to teach the search, and what is wrong with it."""

from __future__ import annotations

import re

from wtforms import BooleanField, Field, Form
from wtforms.validators import ValidationError

from portal.core.clock import today
from portal.core.i18n import Label, _l
from portal.search.curation import (
    LONGEST_WORD,
    MOST_WORDS,
    GroupFacts,
    PinFacts,
    WordFacts,
    as_asked,
)
from portal.search.models import DictionaryWord, SynonymGroup
from portal.search.understanding.line import LONGEST_TEXT
from portal.web.staff.forms import (
    DeskForm,
    area_field,
    check_day,
    choice_field,
    day_of,
    text_field,
)
from portal.web.staff.searching.asking import MOST_EXAMPLES

SEPARATORS = re.compile(r"[\n,，、;；]")
WHOLE, APART = "whole", "apart"
USES: list[tuple[str, Label]] = [
    (WHOLE, _l("Stays whole")),
    (APART, _l("Is taken apart")),
]
NOTE_LENGTH = 200


def words_of(typed: str) -> tuple[str, ...]:
    """One word a line, or separated by commas; what folds alike counts once."""
    found: dict[str, str] = {}
    for part in SEPARATORS.split(typed):
        word = " ".join(part.split())
        found.setdefault(as_asked(word), word)
    return tuple(word for folded, word in found.items() if folded)


def check_word(_form: Form, field: Field) -> None:
    if field.data and len(as_asked(field.data)) < 2:
        raise ValidationError(_l("A word has at least two characters."))


def check_not_over(_form: Form, field: Field) -> None:
    day = None if field.errors else day_of(field)
    if day is not None and day < today():
        raise ValidationError(_l("This day is past."))


def check_question(_form: Form, field: Field) -> None:
    if field.data and not as_asked(field.data):
        raise ValidationError(_l("Type a question as visitors do."))


class TriedForm(DeskForm):
    """A form with questions to try a change on before it is saved."""

    examples = area_field(
        _l("Questions to try"),
        most=(LONGEST_TEXT + 2) * MOST_EXAMPLES,
        required=False,
        help=_l("Up to three, one a line. Empty: the words themselves are tried."),
        rows=3,
    )

    def questions(self, words: tuple[str, ...]) -> list[str]:
        lines = [" ".join(line.split()) for line in (self.examples.data or "").splitlines()]
        return [line[:LONGEST_TEXT] for line in lines if line] or list(words)


class GroupForm(TriedForm):
    words = area_field(
        _l("Words that mean the same"),
        most=(LONGEST_WORD + 2) * MOST_WORDS,
        help=_l("One a line, in any language. Who asks for one finds the others too; the first is the one that suggestions show."),
        rows=6,
    )  # fmt: skip
    note = text_field(
        _l("Note"), most=NOTE_LENGTH, required=False, help=_l("Why, for your colleagues.")
    )
    active = BooleanField(
        _l("In use"), description=_l("Without the tick the group stays here and does nothing.")
    )

    def validate_words(self, field: Field) -> None:
        """At least two words, none too long; WTForms calls it."""
        words = words_of(field.data)
        long = next((word for word in words if len(word) > LONGEST_WORD), "")
        if len(words) < 2:
            raise ValidationError(_l("Give at least two words that mean the same, one a line."))
        if len(words) > MOST_WORDS:
            raise ValidationError(_l("At most %(most)d words stand in one group.", most=MOST_WORDS))
        if long:
            message = _l("“%(word)s…” is too long: at most %(most)d characters.",
                         word=long[:20], most=LONGEST_WORD)  # fmt: skip
            raise ValidationError(message)

    def facts(self, replaces: str | None) -> GroupFacts:
        """The valid form as the service takes it."""
        return GroupFacts(
            words=words_of(self.words.data),
            note=self.note.data or "",
            replaces=replaces,
            active=bool(self.active.data),
        )


class WordForm(TriedForm):
    word = text_field(
        _l("Word"),
        most=LONGEST_WORD,
        help=_l("Such as the name of a park, a product, a scheme: “渔药小镇”."),
        checks=[check_word],
        autocomplete="off",
    )
    use = choice_field(
        _l("In searches it"),
        USES,
        help=_l("A word that stays whole ranks texts with the whole word first."),
    )
    note = text_field(
        _l("Note"), most=NOTE_LENGTH, required=False, help=_l("Why, for your colleagues.")
    )

    def facts(self) -> WordFacts:
        """The valid form as the service takes it."""
        return WordFacts(
            word=self.word.data, note=self.note.data or "", active=self.use.data == WHOLE
        )


class PinForm(DeskForm):
    question = text_field(
        _l("Question"),
        most=LONGEST_TEXT,
        help=_l("Exactly as visitors type it. Capital letters, spaces and traditional characters make no difference."),
        checks=[check_question],
        autocomplete="off",
    )  # fmt: skip
    look = text_field(
        _l("Find a listing"),
        most=LONGEST_TEXT,
        required=False,
        help=_l("Words, a listing's number, or the address of its page."),
        autocomplete="off",
    )
    until = text_field(
        _l("Last day"),
        most=20,
        required=False,
        help=_l("Empty: until somebody takes it away."),
        checks=[check_day, check_not_over],
        type="date",
    )
    note = text_field(
        _l("Note"), most=NOTE_LENGTH, required=False, help=_l("Why, for your colleagues.")
    )

    def facts(self, listing_ids: tuple[int, ...]) -> PinFacts:
        """The valid form as the service takes it."""
        return PinFacts(
            question=self.question.data,
            listing_ids=listing_ids,
            note=self.note.data or "",
            until=day_of(self.until),
        )


def of_group(group: SynonymGroup) -> dict[str, object]:
    """A group as the form's data."""
    return {"words": "\n".join(group.words), "note": group.note, "active": group.active}


def of_word(word: DictionaryWord) -> dict[str, object]:
    """A word as the form's data."""
    return {"word": word.word, "note": word.note, "use": WHOLE if word.active else APART}
