"""Which listings answer which question well: a small judged set, and how today's order does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.core.audit import Actor, record
from portal.core.clock import now
from portal.core.paging import Page, page_of
from portal.search.curation import as_asked
from portal.search.models import Judgement

GRADES = (0, 1, 2, 3)  # not an answer, touches it, a good answer, exactly what is wanted
DEPTH = 10  # hits that count
PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class Judged:
    """A question with the grade of every listing judged for it."""

    question: str
    grades: Mapping[int, int]


def judged(session: Session, question: str) -> Mapping[int, int]:
    """The grades by listing id."""
    return {row.listing_id: row.grade for row in _rows(session, [as_asked(question)])}


def judged_questions(session: Session, page: int) -> Page[Judged]:
    """A page of the judged questions, in the order of their letters."""
    query = select(Judgement.question).group_by(Judgement.question).order_by(Judgement.question)
    found = page_of(session, query, page, PAGE_SIZE)
    grades: dict[str, dict[int, int]] = {question: {} for question in found.items}
    for row in _rows(session, found.items):
        grades[row.question][row.listing_id] = row.grade
    items = [Judged(question, given) for question, given in grades.items()]
    return Page(items, found.number, found.total, found.size)


def judge(
    session: Session, actor: Actor, question: str, given: Mapping[int, int | None]
) -> Mapping[int, int]:
    """Set the grades of these listings (None takes one back), and return all of the question.

    Grades are 0 to 3; what is said again as it stands is not written.
    """
    asked = as_asked(question)
    standing = {row.listing_id: row for row in _rows(session, [asked])}
    before = {id: row.grade for id, row in standing.items()}
    changed = {id: grade for id, grade in given.items() if before.get(id) != grade}
    if changed:
        session.execute(
            delete(Judgement).where(
                Judgement.question == asked, Judgement.listing_id.in_(tuple(changed))
            )
        )
        moment = now()
        session.add_all(
            Judgement(
                question=asked, listing_id=id, grade=grade, given_at=moment, given_by=actor.name
            )
            for id, grade in changed.items()
            if grade is not None
        )
        record(session, actor, "judgement.given", ("judgement", asked), grades=len(changed))
        session.flush()
    return judged(session, asked)


def ndcg(grades: Mapping[int, int], ranked: Sequence[int]) -> float:
    """How good an order of listing ids is, from 0 to 1: 1 has the best grades first.

    The normalised discounted cumulative gain of the first `DEPTH`, gains 2^grade - 1; what was not
    judged counts as 0. Without any grade above 0 there is nothing to find, and it is 1.
    """
    best = _gain(sorted(grades.values(), reverse=True))
    return _gain([grades.get(id, 0) for id in ranked]) / best if best else 1.0


def _gain(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1) / log2(place + 2) for place, grade in enumerate(grades[:DEPTH]))


def _rows(session: Session, questions: Sequence[str]) -> Sequence[Judgement]:
    return session.scalars(
        select(Judgement)
        .where(Judgement.question.in_(questions))
        .order_by(Judgement.question, Judgement.grade.desc(), Judgement.listing_id)
    ).all()
