"""Groups of words that mean the same: those of the content, and those of the desk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.permissions import Permission, allows
from portal.core.i18n import Label
from portal.core.paging import Page
from portal.listings.fields import clean
from portal.listings.vocabulary import base_lexicon
from portal.search import curation
from portal.search.curation import LONGEST_WORD, Conflict, Taken, as_asked
from portal.search.folding import fold
from portal.search.models import SynonymGroup
from portal.web.access import requires, staff
from portal.web.context import db, transactional
from portal.web.staff.forms import page_number, posted_version
from portal.web.staff.paging import page_address
from portal.web.staff.searching import asking
from portal.web.staff.searching.asking import MOST_EXAMPLES, Compared
from portal.web.staff.searching.blueprint import bp
from portal.web.staff.searching.forms import GroupForm, of_group, words_of
from portal.web.staff.searching.saving import PREVIEW, done, removed, wants

PAGE_SIZE = 50
GROUP = "/synonyms/<int(max=2147483647):group_id>"


class State(StrEnum):
    SUPPLIED = "supplied"
    ON = "on"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group as the list shows it; `group` is None for one that only the content has."""

    words: tuple[str, ...]
    state: State
    address: str
    group: SynonymGroup | None = None


@bp.get("/synonyms/")
@requires(Permission.SEARCH_VIEW)
def synonyms() -> ResponseReturnValue:
    words = clean(request.args.get("words", ""))[:LONGEST_WORD]
    sought = as_asked(words)
    rows = [row for row in _rows() if any(sought in as_asked(word) for word in row.words)]
    number = page_number()
    shown = rows[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    return render_template(
        "staff/searching/synonyms.html",
        found=Page(shown, number, len(rows), PAGE_SIZE),
        words=words,
        may_curate=allows(staff(), Permission.SEARCH_CURATE),
        page_address=page_address,
    )


@bp.get("/synonyms/new")
@requires(Permission.SEARCH_CURATE)
def new_group() -> ResponseReturnValue:
    base = _base_group()
    standing = _replacing(base)
    if standing:
        return redirect(url_for(".group", group_id=standing.id), 303)
    words = "\n".join(base) if base else clean(request.args.get("word", ""))[:LONGEST_WORD]
    form = GroupForm(formdata=None, data={"words": words, "active": True})
    return _page(form, base=base)


@bp.post("/synonyms/new")
@requires(Permission.SEARCH_CURATE)
def add_group() -> ResponseReturnValue:
    form, base = GroupForm(), _base_group()
    if not form.validate():
        return _page(form, base=base, status=422)
    return _previewed(form, base=base) if wants(PREVIEW) else _add(form, base)


@bp.get(GROUP)
@requires(Permission.SEARCH_CURATE)
def group(group_id: int) -> ResponseReturnValue:
    standing = _group(group_id)
    return _page(GroupForm(formdata=None, data=of_group(standing)), standing)


@bp.post(GROUP)
@requires(Permission.SEARCH_CURATE)
def change_group(group_id: int) -> ResponseReturnValue:
    form, standing = GroupForm(), _group(group_id)
    if not form.validate():
        return _page(form, standing, status=422)
    return _previewed(form, standing) if wants(PREVIEW) else _change(form, group_id)


@bp.post(f"{GROUP}/remove")
@requires(Permission.SEARCH_CURATE)
@transactional
def remove_group(group_id: int) -> ResponseReturnValue:
    return removed(
        curation.remove_group, group_id, url_for(".group", group_id=group_id), ".synonyms"
    )


@transactional
def _add(form: GroupForm, base: Sequence[str]) -> ResponseReturnValue:
    try:
        curation.add_group(db(), staff().actor, form.facts(_key(base)))
    except Taken as taken:
        flash(
            _("Somebody else changed this group meanwhile. This is how it stands now."), "warning"
        )
        return redirect(url_for(".group", group_id=taken.id), 303)
    return done(_("Saved. It counts from the next search on."), ".synonyms")


@transactional
def _change(form: GroupForm, group_id: int) -> ResponseReturnValue:
    standing = _group(group_id)
    facts = form.facts(standing.replaces)
    try:
        curation.change_group(db(), staff().actor, group_id, posted_version(), facts)
    except Conflict:
        return _page(form, standing, status=409)
    return done(_("Saved. It counts from the next search on."), ".synonyms")


def _previewed(
    form: GroupForm, standing: SynonymGroup | None = None, base: Sequence[str] = ()
) -> ResponseReturnValue:
    facts = form.facts(standing.replaces if standing else _key(base))
    was = standing.words if standing and standing.active else ()
    changed = asking.with_group(facts.words, facts.active, facts.replaces, was)
    questions = form.questions(facts.words[:MOST_EXAMPLES])
    return _page(form, standing, base, compared=asking.compare(questions, changed))


def _page(
    form: GroupForm,
    standing: SynonymGroup | None = None,
    base: Sequence[str] = (),
    status: int = 200,
    compared: Sequence[Compared] = (),
) -> ResponseReturnValue:
    page = render_template(
        "staff/searching/group.html",
        form=form,
        group=standing,
        base=base or (_supplied(standing.replaces) if standing else ()),
        differences=_differences(form, standing) if standing and status == 409 else [],
        compared=compared,
        elsewhere=_elsewhere(form, standing, base) if compared else [],
    )
    return make_response(page, status)


def _rows() -> Iterator[GroupRow]:
    """The desk's groups, the latest first, then those of the content that are not replaced."""
    own = curation.all_groups(db())
    for row in reversed(own):
        state = State.ON if row.active else State.OFF
        yield GroupRow(tuple(row.words), state, url_for(".group", group_id=row.id), row)
    replaced = {row.replaces for row in own}
    for words in base_lexicon().synonyms:
        if fold(words[0]) not in replaced:
            address = url_for(".new_group", replaces=fold(words[0]))
            yield GroupRow(words, State.SUPPLIED, address)


def _group(group_id: int) -> SynonymGroup:
    return db().get(SynonymGroup, group_id) or abort(404)


def _supplied(key: str | None) -> tuple[str, ...]:
    return next((words for words in base_lexicon().synonyms if fold(words[0]) == key), ())


def _base_group() -> tuple[str, ...]:
    """The group of the content that the address names; empty where it names none."""
    key = request.args.get("replaces", "")
    return (_supplied(key) or abort(404)) if key else ()


def _key(base: Sequence[str]) -> str | None:
    return fold(base[0]) if base else None


def _replacing(base: Sequence[str]) -> SynonymGroup | None:
    """The desk's group that stands for a group of the content."""
    key = _key(base)
    return next((row for row in curation.all_groups(db()) if key and row.replaces == key), None)


def _elsewhere(
    form: GroupForm, standing: SynonymGroup | None, base: Sequence[str]
) -> list[tuple[str, tuple[str, ...]]]:
    """Words of the form that stand in another group too: their groups count together."""
    here = {standing.id} if standing else set()
    others = [row for row in _rows() if row.state is not State.OFF]
    others = [row for row in others if not (row.group and row.group.id in here)]
    others = [row for row in others if row.words != tuple(base)]
    return [
        (word, row.words)
        for word in words_of(form.words.data)
        for row in others
        if as_asked(word) in map(as_asked, row.words)
    ]


def _differences(form: GroupForm, standing: SynonymGroup) -> list[tuple[Label, str, str]]:
    """Field by field: as it stands now, as it was typed."""
    ticks = {True: _("ticked"), False: _("not ticked")}
    typed = (", ".join(words_of(form.words.data)), form.note.data, ticks[bool(form.active.data)])
    now = (", ".join(standing.words), standing.note, ticks[standing.active])
    labels = (form.words.label.text, form.note.label.text, form.active.label.text)
    return list(zip(labels, now, typed, strict=True))
