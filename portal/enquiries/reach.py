"""Which rules can never match, because earlier ones take all that they would. Pure functions.

Sound and not complete: a rule that is named never wins; one that is not named may still never
win where only several earlier rules of different conditions take all of it together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from portal.core.locales import LOCALES
from portal.enquiries.models import Kind
from portal.enquiries.routing import ANY_RANGE, RANGES, Hours, Range, Rule, within

# Conditions of which every case has one value of a closed list.
CLOSED: Mapping[str, frozenset[str]] = {
    "kind": frozenset(Kind),
    "locale": frozenset(locale.segment for locale in LOCALES),
    "hours": frozenset(Hours),
}
NESTED = ("region", "industry")
EXACT = ("listing_type", "listing_id", "origin_id")
INFINITE = float("inf")
TAKEN = ""


def unreachable(rules: Sequence[Rule]) -> Mapping[int, tuple[int, ...]]:
    """Rules that can never match, by id, with the ids of the earlier rules in the way.

    One earlier rule may be in the way, or several that together leave no gap: those of office
    hours and of the time outside, or of sizes that meet. A rule whose own range is empty is
    named with none.
    """
    found: dict[int, tuple[int, ...]] = {}
    standing: list[Rule] = []
    for rule in rules:
        if _is_empty(rule):
            found[rule.id] = ()
            continue
        taken = _taken_by(standing, rule)
        if taken:
            found[rule.id] = taken
        else:
            standing.append(rule)  # what never matches takes nothing either
    return found


def _taken_by(earlier: Iterable[Rule], rule: Rule) -> tuple[int, ...]:
    """The rules that take all of it: one, or some that differ in the same condition alone."""
    nearly: dict[str, list[Rule]] = {}
    for other in earlier:
        open_in = _not_covered(other, rule)
        if open_in == TAKEN:
            return (other.id,)
        if open_in is not None:
            nearly.setdefault(open_in, []).append(other)
    for name, others in nearly.items():
        together = _spanning(name, others, rule) if name in RANGES else _listing(name, others, rule)
        if together:
            return together
    return ()


def _not_covered(earlier: Rule, later: Rule) -> str | None:
    """The only condition in which `earlier` does not take all of `later`: `TAKEN` where there is
    none, None where there are more.

    Only conditions count in which several rules can take it together.
    """
    if earlier.use_contact and not later.use_contact:
        return None
    for name in EXACT:
        wanted = getattr(earlier, name)
        if wanted is not None and wanted != getattr(later, name):
            return None
    for name in NESTED:
        if not _nested(getattr(earlier, name), getattr(later, name)):
            return None
    open_in = [name for name in (*CLOSED, *RANGES) if not _takes(name, earlier, later)]
    if len(open_in) > 1:
        return None
    return open_in[0] if open_in else TAKEN


def _takes(name: str, earlier: Rule, later: Rule) -> bool:
    wide, narrow = getattr(earlier, name), getattr(later, name)
    if name in RANGES:
        return _inside(narrow, wide)
    return wide is None or wide == narrow


def _nested(wide: str | None, narrow: str | None) -> bool:
    if wide is None or wide == narrow:
        return True
    return narrow is not None and within(narrow, wide)


def _inside(narrow: Range, wide: Range) -> bool:
    """A rule without a range also takes what has no known size."""
    if wide == ANY_RANGE:
        return True
    if narrow == ANY_RANGE:
        return False
    (low, high), (least, most) = _ends(narrow), _ends(wide)
    return least <= low and high <= most


def _listing(name: str, others: Sequence[Rule], rule: Rule) -> tuple[int, ...]:
    """Rules that between them name every value the condition can have."""
    if getattr(rule, name) is not None:
        return ()
    by_value: dict[str, int] = {}
    for other in others:
        by_value.setdefault(getattr(other, name), other.id)
    return tuple(by_value.values()) if by_value.keys() >= CLOSED[name] else ()


def _spanning(name: str, others: Sequence[Rule], rule: Rule) -> tuple[int, ...]:
    """Rules whose ranges leave no gap in this one's."""
    span: Range = getattr(rule, name)
    if span == ANY_RANGE:
        return ()
    reached, high = _ends(span)
    used = []
    for other in sorted(others, key=lambda one: _ends(getattr(one, name))):
        least, most = _ends(getattr(other, name))
        if least <= reached < most:
            used.append(other.id)
            reached = most
        if reached >= high:
            return tuple(other.id for other in others if other.id in used)
    return ()


def _is_empty(rule: Rule) -> bool:
    return any(low >= high for low, high in (_ends(rule.area), _ends(rule.investment)))


def _ends(span: Range) -> tuple[float, float]:
    low, high = span
    return (-INFINITE if low is None else low, INFINITE if high is None else high)
