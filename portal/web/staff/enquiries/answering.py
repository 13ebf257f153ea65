"""What helps an officer to write: saved answers put into the text, listings found and chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request

from portal.core.i18n import Label, _l
from portal.core.locales import Locale
from portal.enquiries import attached, saved_answers
from portal.enquiries.models import Enquiry, SavedAnswer
from portal.enquiries.private_link import locale_of
from portal.listings import queries
from portal.listings.cards import CardView
from portal.web.context import db, locale
from portal.web.staff.enquiries.forms import AnswerForm
from portal.web.staff.forms import add_error

INSERT, FIND = "insert", "find"
MOST_READ = 20  # of the numbers a form brings; more than may be sent


@dataclass(frozen=True, slots=True)
class Ready:
    """A saved answer, filled in for this enquiry."""

    id: int
    title: str
    text: str
    locale: Locale
    other: bool  # not the investor's language


@dataclass(frozen=True, slots=True)
class Aids:
    saved: Sequence[Ready]
    inserted: Ready | None
    chosen: Sequence[CardView]
    found: Sequence[CardView]
    missed: bool  # nothing was found


def asked_for() -> str:
    """Which aid was asked for; empty when the answer is to be sent."""
    wanted = request.form.get("do", "") if request.method == "POST" else ""
    return wanted if wanted in (INSERT, FIND) else ""


def aids(enquiry: Enquiry, form: AnswerForm) -> Aids:
    """For the page: what may be inserted, what was chosen so far, what was just found."""
    saved = [_ready(enquiry, answer) for answer in _offered(enquiry)]
    looked = (form.find.data or "").strip() if asked_for() == FIND else ""
    chosen = queries.cards_of(db(), chosen_ids(form), locale())
    found = attached.find(db(), looked, locale()) if looked else ()
    return Aids(
        saved=saved,
        inserted=_chosen(saved, form) if asked_for() == INSERT else None,
        chosen=chosen,
        found=[card for card in found if card.id not in {one.id for one in chosen}],
        missed=bool(looked) and not found,
    )


def insert(enquiry: Enquiry, form: AnswerForm) -> None:
    """Put the chosen saved answer below what is written already."""
    ready = _chosen([_ready(enquiry, answer) for answer in _offered(enquiry)], form)
    if ready is not None:
        written = (form.text.data or "").rstrip()
        form.text.data = f"{written}\n\n{ready.text}" if written else ready.text


def chosen_ids(form: AnswerForm) -> list[int]:
    """The numbers of the chosen listings, each once; what is none is left out."""
    typed = [value for value in (form.listings.data or ())[:MOST_READ] if _is_number(value)]
    return list(dict.fromkeys(min(int(value), attached.HIGHEST_ID) for value in typed))


def too_many() -> Label:
    return _l("Send at most %(most)s listings along.", most=attached.MOST_LISTINGS)


def is_complete(form: AnswerForm) -> bool:
    """Whether nothing that should have been filled in is left; if not, the form says what."""
    left = saved_answers.open_places(form.text.data or "")
    if left:
        add_error(form.text, _l("Replace %(place)s before sending.", place=left[0]))
    return not left


def _offered(enquiry: Enquiry) -> Sequence[SavedAnswer]:
    return saved_answers.offered(db(), enquiry.organisation_id)


def _ready(enquiry: Enquiry, answer: SavedAnswer) -> Ready:
    filled = saved_answers.fill(db(), answer, enquiry)
    other = filled.locale != locale_of(enquiry)
    return Ready(answer.id, answer.title, filled.text, filled.locale, other)


def _chosen(saved: Sequence[Ready], form: AnswerForm) -> Ready | None:
    return next((one for one in saved if str(one.id) == form.saved.data), None)


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdecimal() and len(value) <= 10
