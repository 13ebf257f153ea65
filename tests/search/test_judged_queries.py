"""Real-world queries: each is understood as people mean it, and brings first what they want first.

Expectations stand in `queries/`; they are true of the sample content, whatever an engine gives.
"""

from __future__ import annotations

from collections import Counter

import pytest

from tests.search.asking import LARGEST_PAGE, Answer, Understood, ask
from tests.search.judged import KINDS, UNITS, Expected, Judged, judged
from tests.search.sample import Record, Thing, sample
from tests.support.client import StrictClient

CITY = "140800"  # everything of the sample content lies within it


def test_there_are_enough_queries_of_every_kind() -> None:
    counts = Counter(one.kind for one in judged())
    assert sorted(counts) == sorted(KINDS)
    assert sum(counts.values()) >= 120
    assert min(counts.values()) >= 10
    asked = Counter((one.q, one.locale) for one in judged())
    assert max(asked.values()) == 1, asked.most_common(1)


@pytest.mark.parametrize("one", judged(), ids=lambda one: f"{one.kind}: {one.q}")
def test_expectations_are_true_of_the_content(one: Judged) -> None:
    """What is expected first has what the line asks for; what must not be found lacks it."""
    records = sample()
    for key in (*one.first, *one.found):
        assert _answers(one, records[key], records[key].free), key
    for key in one.absent:
        assert not _answers(one, records[key], records[key].things), key
    if one.top:
        able = [r for r in records.values() if one.top.fits(r) and _answers(one, r, r.things)]
        assert len(able) >= one.top.count


@pytest.mark.parametrize("one", judged(), ids=lambda one: f"{one.kind}: {one.q}")
def test_query(city: StrictClient, one: Judged) -> None:
    answer = ask(city, one.q, one.locale)
    wrong = [*_misunderstood(one, answer), *_misplaced(one, answer), *_miscounted(one, answer)]
    assert not wrong, "\n".join([f"{one.kind}: {one.q}", *wrong, answer.told])


def _misunderstood(one: Judged, answer: Answer) -> list[str]:
    if one.understood is None:
        return []
    wrong = [f"understood in a wrong unit: {c}" for c in answer.understood if not _in_unit(c)]
    missing = [c for c in one.understood if not c.spared and not _among(c, answer)]
    wrong += [f"not understood: {c.field} {c.op} {c.value}" for c in missing]
    wrong += [
        f"understood too much: {c.field} {c.op} {c.value}"
        for c in answer.understood
        if not any(_same(expected, c) for expected in one.understood)
    ]
    if one.text is not None and answer.text.split() != one.text.split():
        wrong.append(f"left as words: {answer.text!r} instead of {one.text!r}")
    return wrong


def _misplaced(one: Judged, answer: Answer) -> list[str]:
    records = sample()
    wrong = []
    if one.first and (not answer.hits or answer.hits[0] not in one.first):
        wrong.append(f"first should be {' or '.join(one.first)}")
    if one.top:
        leading = [records[key] for key in answer.hits[: one.top.count]]
        if len(leading) < one.top.count or not all(map(one.top.fits, leading)):
            wrong.append(f"the first {one.top.count} should be {dict(one.top.facts)}")
    wrong += [f"not found: {key}" for key in one.found if key not in answer.hits]
    wrong += [f"found: {key}" for key in one.absent if key in answer.hits]
    return wrong


def _miscounted(one: Judged, answer: Answer) -> list[str]:
    """Whoever asks for figures gets no listing without them, and none with them is left out."""
    records = sample()
    wrong = [
        f"does not have what was asked for: {key}"
        for key in answer.hits
        if not _answers(one, records[key], records[key].things)
    ]
    if answer.total < one.total_at_least or one.total not in (None, answer.total):
        wrong.append(f"{answer.total} found")
    if one.complete and answer.total <= LARGEST_PAGE:
        type_key, _, kind = one.complete.partition("/")
        wrong += [
            f"left out: {key}"
            for key, record in records.items()
            if record.type == type_key
            and (not kind or record.kind == kind)
            and _answers(one, record, record.free)
            and key not in answer.hits
        ]
    return wrong


def _answers(one: Judged, record: Record, things: tuple[Thing, ...]) -> bool:
    """Whether a record meets the conditions, all figures by one and the same of its things."""
    if one.value("type") not in ("", record.type):
        return False
    if one.value("region") not in ("", CITY, record.region):
        return False
    measures = one.measures
    return not measures or any(all(c.holds(thing) for c in measures) for thing in things)


def _among(expected: Expected, answer: Answer) -> bool:
    return any(_same(expected, condition) for condition in answer.understood)


def _same(expected: Expected, given: Understood) -> bool:
    if (expected.field, expected.op) != (given.field, given.op):
        return False
    if isinstance(expected.value, str):
        return expected.value == given.value
    return given.value == pytest.approx(expected.value, rel=1e-4)


def _in_unit(condition: Understood) -> bool:
    return condition.unit == UNITS.get(condition.field, "")
