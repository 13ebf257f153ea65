"""Pinned answers: which listings stand first when exactly this is asked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flask import abort, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.permissions import Permission, allows
from portal.core.database import LARGEST_ID
from portal.core.i18n import Label
from portal.listings.cards import CardView
from portal.listings.fields import clean
from portal.search import curation
from portal.search.curation import MOST_PINNED, Conflict, Taken
from portal.search.models import PinnedAnswer
from portal.search.understanding.line import LONGEST_TEXT
from portal.web.access import requires, staff
from portal.web.context import db, transactional
from portal.web.staff.forms import add_error, posted_version
from portal.web.staff.searching.asking import ask, cards_by_id
from portal.web.staff.searching.blueprint import bp
from portal.web.staff.searching.forms import PinForm
from portal.web.staff.searching.saving import done, removed, wants

PIN = "/pins/<int(max=2147483647):pin_id>"
CANDIDATES = 8
SAVE, LOOK = "save", "look"
NAMED = re.compile(r"(?:\S*/)?(\d{1,10})(?:-\S*)?")  # 12, or the address of a listing's page


@bp.get("/pins/")
@requires(Permission.SEARCH_VIEW)
def pins() -> ResponseReturnValue:
    found = curation.all_pins(db())
    return render_template(
        "staff/searching/pins.html",
        pins=found,
        cards=cards_by_id({id for pin in found for id in pin.listing_ids}),
        may_curate=allows(staff(), Permission.SEARCH_CURATE),
    )


@bp.get("/pins/new")
@requires(Permission.SEARCH_CURATE)
def new_pin() -> ResponseReturnValue:
    question = clean(request.args.get("q", ""))[:LONGEST_TEXT]
    form = PinForm(formdata=None, data={"question": question})
    return _page(form, [], candidates=_candidates(question))


@bp.post("/pins/new")
@requires(Permission.SEARCH_CURATE)
def add_pin() -> ResponseReturnValue:
    form, ids = PinForm(), _ids()
    if not wants(SAVE):
        return _rearranged(form, ids)
    return _add(form, ids) if _valid(form, ids) else _page(form, ids, status=422)


@bp.get(PIN)
@requires(Permission.SEARCH_CURATE)
def pin(pin_id: int) -> ResponseReturnValue:
    entry = _pin(pin_id)
    return _page(PinForm(formdata=None, data=_of_pin(entry)), entry.listing_ids, entry)


@bp.post(PIN)
@requires(Permission.SEARCH_CURATE)
def change_pin(pin_id: int) -> ResponseReturnValue:
    form, ids, entry = PinForm(), _ids(), _pin(pin_id)
    if not wants(SAVE):
        return _rearranged(form, ids, entry)
    return _change(form, ids, pin_id) if _valid(form, ids) else _page(form, ids, entry, 422)


@bp.post(f"{PIN}/remove")
@requires(Permission.SEARCH_CURATE)
@transactional
def remove_pin(pin_id: int) -> ResponseReturnValue:
    return removed(curation.remove_pin, pin_id, url_for(".pin", pin_id=pin_id), ".pins")


@transactional
def _add(form: PinForm, ids: Sequence[int]) -> ResponseReturnValue:
    try:
        curation.add_pin(db(), staff().actor, form.facts(tuple(ids)))
    except Taken:
        add_error(form.question, _("This question has pinned answers already."))
        return _page(form, ids, status=422)
    return done(_("Saved. It counts from the next search on."), ".pins")


@transactional
def _change(form: PinForm, ids: Sequence[int], pin_id: int) -> ResponseReturnValue:
    try:
        curation.change_pin(db(), staff().actor, pin_id, posted_version(), form.facts(tuple(ids)))
    except Conflict:
        return _page(form, ids, _pin(pin_id), 409)
    except Taken:
        add_error(form.question, _("This question has pinned answers already."))
        return _page(form, ids, _pin(pin_id), 422)
    return done(_("Saved. It counts from the next search on."), ".pins")


def _valid(form: PinForm, ids: Sequence[int]) -> bool:
    """Whether the form can be saved; what is wrong is told at its fields."""
    form.validate()
    gone = [id for id in ids if id not in cards_by_id(ids)]
    if not ids:
        add_error(form.look, _("Pin at least one listing: search for it, then press “Pin”."))
    if len(ids) > MOST_PINNED:
        add_error(form.look, _("At most %(most)d listings can be pinned.", most=MOST_PINNED))
    if gone:
        add_error(form.look, _("Listing %(number)d is not public: take it out.", number=gone[0]))
    return not form.errors


def _rearranged(
    form: PinForm, ids: list[int], entry: PinnedAnswer | None = None
) -> ResponseReturnValue:
    """The form after a button that saves nothing: look, pin, up, down, take out."""
    deed, _separator, number = request.form.get("do", "").partition("-")
    id = int(number) if number.isdecimal() and len(number) < 10 else 0
    if deed == "pin" and id not in ids and id in cards_by_id([id]):
        ids.append(id)
    elif id in ids:
        place = ids.index(id)
        ids.remove(id)
        if deed != "drop":
            ids.insert(max(0, place + {"up": -1, "down": 1}.get(deed, 0)), id)
    words = form.look.data or form.question.data or ""
    return _page(form, ids, entry, candidates=_candidates(words[:LONGEST_TEXT]))


def _page(
    form: PinForm,
    ids: Sequence[int],
    entry: PinnedAnswer | None = None,
    status: int = 200,
    candidates: Sequence[CardView] = (),
) -> ResponseReturnValue:
    page = render_template(
        "staff/searching/pin.html",
        form=form,
        pin=entry,
        ids=ids,
        cards=cards_by_id(ids),
        candidates=[card for card in candidates if card.id not in ids],
        looked=bool(form.look.data),
        most=MOST_PINNED,
        differences=_differences(form, ids, entry) if entry and status == 409 else [],
    )
    return make_response(page, status)


def _candidates(words: str) -> Sequence[CardView]:
    """What may be meant: the listing that a number or an address names, else what is found."""
    named = NAMED.fullmatch(words.strip())
    id = int(named[1]) if named else 0
    if 0 < id <= LARGEST_ID and (cards := cards_by_id([id])):
        return tuple(cards.values())
    found = [hit.id for hit in ask(words, CANDIDATES).result.hits] if words else []
    return tuple(cards_by_id(found[:CANDIDATES]).values())


def _ids() -> list[int]:
    """The listings of the form in their order; what is no number is left out."""
    typed = (value for value in request.form.getlist("listing") if value.isascii())
    numbers = (int(value) for value in typed if value.isdecimal() and len(value) < 11)
    return [id for id in dict.fromkeys(numbers) if 0 < id <= LARGEST_ID][: 2 * MOST_PINNED]


def _pin(pin_id: int) -> PinnedAnswer:
    return db().get(PinnedAnswer, pin_id) or abort(404)


def _of_pin(entry: PinnedAnswer) -> dict[str, object]:
    until = entry.until.isoformat() if entry.until else ""
    return {"question": entry.question, "note": entry.note, "until": until}


def _differences(
    form: PinForm, ids: Sequence[int], entry: PinnedAnswer
) -> list[tuple[Label, str, str]]:
    """Field by field: as it stands now, as it was typed."""
    now = _of_pin(entry)
    rows: list[tuple[Label, str, str]] = [
        (form[name].label.text, str(now[name]), form[name].data)
        for name in ("question", "until", "note")
    ]
    cards = cards_by_id({*ids, *entry.listing_ids})
    titles = {id: card.title for id, card in cards.items()}
    standing, typed = (
        " · ".join(titles.get(id, str(id)) for id in order) for order in (entry.listing_ids, ids)
    )
    return [rows[0], (_("Listings"), standing, typed), *rows[1:]]
