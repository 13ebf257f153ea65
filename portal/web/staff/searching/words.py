"""Words that stay whole in searches, and those that no longer do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import abort, make_response, render_template, request, url_for
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
from portal.search.models import DictionaryWord
from portal.web.access import requires, staff
from portal.web.context import db, transactional
from portal.web.staff.forms import add_error, page_number, posted_version
from portal.web.staff.paging import page_address
from portal.web.staff.searching import asking
from portal.web.staff.searching.asking import Compared
from portal.web.staff.searching.blueprint import bp
from portal.web.staff.searching.forms import APART, USES, WHOLE, WordForm, of_word
from portal.web.staff.searching.saving import PREVIEW, done, removed, wants

PAGE_SIZE = 50
WORD = "/words/<int(max=2147483647):word_id>"


@dataclass(frozen=True, slots=True)
class WordRow:
    """A word as the list shows it; `entry` is None for one that only the content has."""

    word: str
    address: str
    entry: DictionaryWord | None = None


@bp.get("/words/")
@requires(Permission.SEARCH_VIEW)
def words() -> ResponseReturnValue:
    part = clean(request.args.get("words", ""))[:LONGEST_WORD]
    rows = [row for row in _rows() if as_asked(part) in as_asked(row.word)]
    number = page_number()
    shown = rows[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    return render_template(
        "staff/searching/words.html",
        found=Page(shown, number, len(rows), PAGE_SIZE),
        words=part,
        may_curate=allows(staff(), Permission.SEARCH_CURATE),
        page_address=page_address,
    )


@bp.get("/words/new")
@requires(Permission.SEARCH_CURATE)
def new_word() -> ResponseReturnValue:
    word = clean(request.args.get("word", ""))[:LONGEST_WORD]
    use = APART if request.args.get("use") == APART else WHOLE
    return _page(WordForm(formdata=None, data={"word": word, "use": use}))


@bp.post("/words/new")
@requires(Permission.SEARCH_CURATE)
def add_word() -> ResponseReturnValue:
    form = WordForm()
    if not form.validate():
        return _page(form, status=422)
    return _previewed(form) if wants(PREVIEW) else _add(form)


@bp.get(WORD)
@requires(Permission.SEARCH_CURATE)
def word(word_id: int) -> ResponseReturnValue:
    entry = _word(word_id)
    return _page(WordForm(formdata=None, data=of_word(entry)), entry)


@bp.post(WORD)
@requires(Permission.SEARCH_CURATE)
def change_word(word_id: int) -> ResponseReturnValue:
    form, entry = WordForm(), _word(word_id)
    if not form.validate():
        return _page(form, entry, 422)
    return _previewed(form, entry) if wants(PREVIEW) else _change(form, word_id)


@bp.post(f"{WORD}/remove")
@requires(Permission.SEARCH_CURATE)
@transactional
def remove_word(word_id: int) -> ResponseReturnValue:
    return removed(curation.remove_word, word_id, url_for(".word", word_id=word_id), ".words")


@transactional
def _add(form: WordForm) -> ResponseReturnValue:
    try:
        curation.add_word(db(), staff().actor, form.facts())
    except Taken:
        add_error(form.word, _("This word is on the desk's list already."))
        return _page(form, status=422)
    return done(_("Saved. It counts from the next search on."), ".words")


@transactional
def _change(form: WordForm, word_id: int) -> ResponseReturnValue:
    try:
        curation.change_word(db(), staff().actor, word_id, posted_version(), form.facts())
    except Conflict:
        return _page(form, _word(word_id), 409)
    except Taken:
        add_error(form.word, _("This word is on the desk's list already."))
        return _page(form, _word(word_id), 422)
    return done(_("Saved. It counts from the next search on."), ".words")


def _previewed(form: WordForm, entry: DictionaryWord | None = None) -> ResponseReturnValue:
    facts = form.facts()
    changed = asking.with_word(facts.word, facts.active, entry.word if entry else "")
    compared = asking.compare(form.questions((facts.word,)), changed)
    return _page(form, entry, compared=compared)


def _page(
    form: WordForm,
    entry: DictionaryWord | None = None,
    status: int = 200,
    compared: Sequence[Compared] = (),
) -> ResponseReturnValue:
    page = render_template(
        "staff/searching/word.html",
        form=form,
        word=entry,
        differences=_differences(form, entry) if entry and status == 409 else [],
        compared=compared,
    )
    return make_response(page, status)


def _rows() -> Iterator[WordRow]:
    """The desk's words, the latest first, then those of the content that it leaves alone."""
    own = curation.all_words(db())
    for entry in reversed(own):
        yield WordRow(entry.word, url_for(".word", word_id=entry.id), entry)
    changed = {entry.folded for entry in own}
    for word in base_lexicon().words:
        if fold(word) not in changed:
            yield WordRow(word, url_for(".new_word", word=word, use=APART))


def _word(word_id: int) -> DictionaryWord:
    return db().get(DictionaryWord, word_id) or abort(404)


def _differences(form: WordForm, entry: DictionaryWord) -> list[tuple[Label, str, str]]:
    """Field by field: as it stands now, as it was typed."""
    uses = {value: str(label) for value, label in USES}
    now = of_word(entry)
    return [
        (form[name].label.text, *(uses.get(str(v), str(v)) for v in (now[name], form[name].data)))
        for name in ("word", "use", "note")
    ]
