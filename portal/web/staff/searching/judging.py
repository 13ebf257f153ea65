"""Judged questions: how well listings answer, and how today's order does by that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from portal.accounts.permissions import Permission
from portal.core.database import LARGEST_ID
from portal.core.i18n import Label, _l
from portal.core.paging import Page
from portal.listings.cards import CardView
from portal.listings.fields import clean
from portal.search import judgements
from portal.search.curation import as_asked
from portal.search.judgements import DEPTH, GRADES, Judged
from portal.search.understanding.line import LONGEST_TEXT
from portal.web.access import requires, staff
from portal.web.context import db, transactional
from portal.web.staff.forms import page_number
from portal.web.staff.paging import page_address
from portal.web.staff.searching.asking import ask, cards_by_id
from portal.web.staff.searching.blueprint import bp

SHOWN = 15  # hits to judge
GRADE_NAMES: Mapping[int, Label] = {
    3: _l("3 · exactly what is wanted"),
    2: _l("2 · a good answer"),
    1: _l("1 · touches it"),
    0: _l("0 · no answer"),
}


@dataclass(frozen=True, slots=True)
class Quality:
    """A judged question and how good today's order is, from 0 to 1."""

    question: str
    judged: int
    ndcg: float


@dataclass(frozen=True, slots=True)
class JudgedHit:
    """A listing to judge; `place` is None where it is not among the first `SHOWN`."""

    card: CardView
    place: int | None
    grade: int | None  # as it stands
    typed: int | None  # as the form has it


@bp.get("/judged/")
@requires(Permission.SEARCH_CURATE)
def judged() -> ResponseReturnValue:
    found = judgements.judged_questions(db(), page_number())
    return render_template(
        "staff/searching/judged.html",
        found=Page([_quality(item) for item in found.items], found.number, found.total, found.size),
        depth=DEPTH,
        page_address=page_address,
    )


@bp.get("/judged/question")
@requires(Permission.SEARCH_CURATE)
def judge() -> ResponseReturnValue:
    question = clean(request.args.get("q", ""))[:LONGEST_TEXT]
    if not as_asked(question):
        return redirect(url_for(".judged"), 303)
    return _page(question, judgements.judged(db(), question))


@bp.post("/judged/question")
@requires(Permission.SEARCH_CURATE)
@transactional
def save_grades() -> ResponseReturnValue:
    """Only grades that this person changed are written; a colleague's newer ones are shown."""
    question = clean(request.form.get("q", ""))[:LONGEST_TEXT]
    if not as_asked(question):
        abort(400)
    opened, typed = _grades("was"), _grades("grade")
    changed = {id: grade for id, grade in typed.items() if grade != opened.get(id)}
    standing = judgements.judged(db(), question)
    if any(standing.get(id) not in (opened.get(id), grade) for id, grade in changed.items()):
        return _page(question, standing, typed=changed)
    judgements.judge(db(), staff().actor, question, changed)
    flash(ngettext("%(num)s grade saved.", "%(num)s grades saved.", len(changed)))
    return redirect(url_for(".judge", q=question), 303)


def _page(
    question: str, standing: Mapping[int, int], typed: Mapping[int, int | None] | None = None
) -> ResponseReturnValue:
    """The hits with their grades; with grades that met a colleague's it answers 409."""
    ids = [hit.id for hit in ask(question, SHOWN).result.hits]
    places = {id: place for place, id in enumerate(ids[:SHOWN], start=1)}
    shown = {**dict.fromkeys(ids[:SHOWN]), **standing}
    cards = cards_by_id(shown)
    page = render_template(
        "staff/searching/judge.html",
        question=question,
        hits=[
            JudgedHit(cards[id], places.get(id), grade, {**standing, **(typed or {})}.get(id))
            for id in shown
            if id in cards
            for grade in [standing.get(id)]
        ],
        names=GRADE_NAMES,
        ndcg=judgements.ndcg(standing, ids) if standing else None,
        depth=DEPTH,
        conflict=typed is not None,
    )
    return make_response(page, 409 if typed is not None else 200)


def _quality(item: Judged) -> Quality:
    ids: Sequence[int] = [hit.id for hit in ask(item.question, DEPTH).result.hits]
    return Quality(item.question, len(item.grades), judgements.ndcg(item.grades, ids))


def _grades(name: str) -> dict[int, int | None]:
    """The grades of the form's fields `name-<listing>`; 400 for what no such form sends."""
    found: dict[int, int | None] = {}
    for key, value in request.form.items():
        prefix, _separator, number = key.partition("-")
        if prefix != name:
            continue
        if not (number.isdecimal() and len(number) < 11 and int(number) <= LARGEST_ID):
            abort(400)
        if value not in ("", *map(str, GRADES)):
            abort(400)
        found[int(number)] = int(value) if value else None
    return found
