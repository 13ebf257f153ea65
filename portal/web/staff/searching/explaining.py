"""“Why this order?”: what a question was understood as, and what made each hit's score."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portal.accounts.permissions import Permission, allows
from portal.core.i18n import Label, _l
from portal.listings.cards import CardView
from portal.listings.fields import clean
from portal.listings.finding import FACETS, Asked, Found
from portal.listings.querying import query_of
from portal.search.engine import IndexUnavailable, Order, Query, Reason
from portal.search.question import Question, Space, Term, Way
from portal.search.understanding import Condition
from portal.search.understanding.line import LONGEST_TEXT
from portal.web.access import requires, staff
from portal.web.context import db, runtime
from portal.web.facets import FACET_NAMES, facet_label
from portal.web.measures import condition_words
from portal.web.staff.searching.asking import ask, cards_by_id
from portal.web.staff.searching.blueprint import bp

HITS = 10
MOST_WAYS = 6
SPACES: Mapping[Space, Label] = {
    Space.PAIR: _l("pair of characters"),
    Space.CHARACTER: _l("character"),
    Space.WORD: _l("word"),
    Space.SOUND: _l("sound (pinyin)"),
}
# What the engine calls the things that are no terms of the question.
FACTORS: Mapping[str, Label] = {
    "name": _l("Its title says exactly this"),
    "share": _l("How much of the question it answers"),
    "title": _l("How many of the words stand in its title"),
    "near": _l("The words stand close together"),
    "fresh": _l("How new and how lately verified it is"),
}


@dataclass(frozen=True, slots=True)
class TermShown:
    """A thing that is asked for: `share` in percent of the question, 0 where it only ranks."""

    text: str
    kind: Label
    share: int
    instead: tuple[str, ...] = ()  # other ways of saying it


@dataclass(frozen=True, slots=True)
class HitShown:
    """A hit with what gave its score; `None` where the index is away or it was only pinned."""

    card: CardView
    pinned: bool
    score: float | None
    terms: tuple[Reason, ...]
    factors: tuple[tuple[Label, float], ...]


@bp.get("/why")
@requires(Permission.SEARCH_VIEW)
def why() -> ResponseReturnValue:
    line = " ".join(clean(request.args.get("q", "")).split())[:LONGEST_TEXT]
    found = ask(line, HITS) if line else None
    query = _query(line, found) if found else Query()
    return render_template(
        "staff/searching/why.html",
        question=line,
        found=found,
        chips=_chips(found.understood.conditions) if found else [],
        terms=list(_terms(query.question)),
        hits=_hits(query, found) if found else [],
        reason_label=reason_label,
        may_curate=allows(staff(), Permission.SEARCH_CURATE),
    )


def reason_label(what: str) -> Label:
    """A term as it is; a facet's value by its names ("Region: Yanhu")."""
    name, separator, value = what.partition("=")
    if separator and name in FACETS:
        return f"{FACET_NAMES[name]}: {facet_label(name, value)}"
    return what


def _query(line: str, found: Found) -> Query:
    """What the engine was asked, after corrections."""
    asked = Asked(found.corrected or line, limit=HITS)
    return query_of(runtime().finder(db()), asked, found.understood)


def _chips(conditions: Sequence[Condition]) -> list[tuple[str, str]]:
    """What was said, and what it was taken for; both ends of a range are one."""
    phrases = groupby(conditions, lambda condition: (condition.said, condition.field))
    return [(said, condition_words(list(held))) for (said, _field), held in phrases]


def _terms(question: Question) -> Iterator[TermShown]:
    """Things with several ways first, then single terms, what is asked most first."""
    for choice in question.choices:
        ways = [_way_label(way) for way in choice.ways]
        kind = SPACES[choice.ways[0].terms[0].space] if choice.ways[0].terms else ""
        instead = tuple(dict.fromkeys(ways[1 : MOST_WAYS + 1]))
        yield TermShown(ways[0], kind, round(100 * choice.share), instead)
    for term in sorted(question.terms, key=lambda term: -term.share):
        yield TermShown(term.text, SPACES[term.space], round(100 * term.share))


def _way_label(way: Way) -> str:
    if way.facet:
        return str(reason_label("=".join(way.facet)))
    return " + ".join(dict.fromkeys(term.text for term in _longest(way.terms)))


def _longest(terms: Sequence[Term]) -> Sequence[Term]:
    """The words of a way, or its pairs where it has no words."""
    return [term for term in terms if term.space is Space.WORD] or terms


def _hits(query: Query, found: Found) -> list[HitShown]:
    ids = [hit.id for hit in found.result.hits][:HITS]
    cards = cards_by_id(ids)
    return [_hit(query, cards[id], id in found.pinned) for id in ids if id in cards]


def _hit(query: Query, card: CardView, pinned: bool) -> HitShown:
    try:
        told = runtime().engine.explain(replace(query, order=Order.RELEVANCE), card.id)
    except IndexUnavailable:
        told = None
    if told is None:
        return HitShown(card, pinned, None, (), ())
    terms = [reason for reason in told.reasons if reason.what not in FACTORS]
    return HitShown(
        card,
        pinned,
        told.score,
        tuple(sorted(terms, key=lambda reason: -reason.value)),
        tuple((FACTORS[r.what], r.value) for r in told.reasons if _counts(r)),
    )


def _counts(reason: Reason) -> bool:
    """Whether it is a factor that changes the score by a hundredth or more."""
    return reason.what in FACTORS and abs(reason.value - 1) >= 0.005
