"""Which office answers: rules as data, first match wins. Pure functions, no database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from portal.core import reference
from portal.core.i18n import Label, _l
from portal.enquiries.models import Kind

CONTACT = "use_contact"
EQUAL = ("kind", "listing_type", "listing_id", "locale", "origin_id")
PLAIN = ("kind", "listing_type", "listing_id", "region", "industry", "locale", "origin_id", "hours")
RANGES = ("area", "investment")


class Hours(StrEnum):
    """When an enquiry comes."""

    IN = "in"  # somebody sits in the office
    OUT = "out"


ANY_RANGE = (None, None)
Range = tuple[float | None, float | None]  # from, below; None where it is open
Value = str | int | Range


@dataclass(frozen=True, slots=True)
class Case:
    """What an enquiry is about; without a listing nothing is known of type, region and industry.

    `office_id` is the office that owns the listing, unless that is the agency: it publishes
    for all counties, so its owning a hall says nothing about who answers for it.
    """

    locale: str  # segment
    listing_type: str | None = None
    region: str | None = None
    industry: str | None = None
    chains: tuple[str, ...] = ()
    office_id: int | None = None
    contact_id: int | None = None  # the listing's own person, if that person can answer
    kind: str = Kind.GENERAL
    listing_id: int | None = None
    area: float | None = None  # m², of what is wished for
    investment: float | None = None  # 10,000 yuan
    origin_id: int | None = None
    in_hours: bool = True  # whether it comes within office hours


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the rules; an empty condition matches everything.

    Of the ranges the lower end belongs to it and the upper does not; what is not known lies in
    none.
    """

    id: int
    name: str
    listing_type: str | None = None
    region: str | None = None
    industry: str | None = None  # a section, a division or the key of a chain
    locale: str | None = None
    use_contact: bool = False
    organisation_id: int | None = None
    user_id: int | None = None
    kind: str | None = None
    listing_id: int | None = None
    origin_id: int | None = None
    area_min: float | None = None
    area_max: float | None = None
    investment_min: float | None = None
    investment_max: float | None = None
    hours: str | None = None  # see `Hours`
    team_id: int | None = None

    @property
    def area(self) -> Range:
        return self.area_min, self.area_max

    @property
    def investment(self) -> Range:
        return self.investment_min, self.investment_max

    @property
    def conditions(self) -> Mapping[str, Value]:
        """What it asks for, by name; a range is what it spans."""
        found: dict[str, Value] = {
            name: value for name in PLAIN if (value := getattr(self, name)) is not None
        }
        spans = {name: getattr(self, name) for name in RANGES}
        return found | {name: span for name, span in spans.items() if span != ANY_RANGE}

    @property
    def facts(self) -> dict[str, object]:
        """What is kept with an enquiry, so that it can say why it came where it did."""
        return {**self.conditions, "use_contact": self.use_contact}


@dataclass(frozen=True, slots=True)
class Route:
    """The rule that won and what of the case it matched, by condition."""

    rule: Rule
    matched: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Step:
    """A rule that was tried, and the conditions that did not hold; none where it won."""

    rule: Rule
    failed: tuple[str, ...]


class NoRule(Exception):
    """No rule matches, not even the last: `ensure_rules` has not run."""


def route(rules: Iterable[Rule], case: Case) -> Route:
    """The first rule that matches; raises :class:`NoRule`."""
    for rule in rules:
        if matches(rule, case):
            return won_by(rule, case)
    raise NoRule("the last routing rule is missing")


def won_by(rule: Rule, case: Case) -> Route:
    """The route of a case that this rule matches."""
    return Route(rule, _matched(rule, case))


def steps(rules: Iterable[Rule], case: Case) -> list[Step]:
    """Every rule up to the one that wins, with what of it did not hold."""
    found = []
    for rule in rules:
        found.append(Step(rule, tuple(_unmet(rule, case))))
        if not found[-1].failed:
            break
    return found


def matches(rule: Rule, case: Case) -> bool:
    return next(_unmet(rule, case), None) is None


def _unmet(rule: Rule, case: Case) -> Iterator[str]:
    """The conditions that do not hold; the cheap ones first."""
    if rule.use_contact and case.office_id is None and case.contact_id is None:
        yield CONTACT
    for name in EQUAL:
        wanted = getattr(rule, name)
        if wanted is not None and wanted != getattr(case, name):
            yield name
    if rule.hours is not None and (rule.hours == Hours.IN) is not case.in_hours:
        yield "hours"
    if not _lies_in(case.area, rule.area_min, rule.area_max):
        yield "area"
    if not _lies_in(case.investment, rule.investment_min, rule.investment_max):
        yield "investment"
    if not _region_matches(rule.region, case.region):
        yield "region"
    if not _industry_matches(rule.industry, case):
        yield "industry"


def _lies_in(value: float | None, low: float | None, high: float | None) -> bool:
    if low is None and high is None:
        return True
    if value is None:
        return False
    return (low is None or low <= value) and (high is None or value < high)


def within(code: str | None, whole: str) -> bool:
    """Whether a region or industry is `whole` or lies in it."""
    return whole in lineage(code)


def lineage(code: str | None) -> tuple[str, ...]:
    """A region or industry and what it lies in, from the narrowest up; empty where not known."""
    terms = reference.regions() if code in reference.regions() else reference.industries()
    found: list[str] = []
    while code:
        found.append(code)
        term = terms.get(code)
        code = term.parent if term else None
    return tuple(found)


def rule_label(name: str, conditions: Mapping[str, object]) -> Label:
    """What a rule is called: its own name, or what it does where it has none."""
    if name:
        return name
    if conditions.get("use_contact"):
        return _l("The listing's own contact")
    if conditions.get("region"):
        return _l("The office of the region")
    if any(value not in (None, "", False) for value in conditions.values()):
        return _l("Enquiries that meet its conditions")
    return _l("Everything else")


def _region_matches(wanted: str | None, region: str | None) -> bool:
    return wanted is None or within(region, wanted)


def _industry_matches(wanted: str | None, case: Case) -> bool:
    return wanted is None or wanted in case.chains or within(case.industry, wanted)


def _matched(rule: Rule, case: Case) -> Mapping[str, str]:
    """The case's own values: a rule for a section tells which division it was."""
    values: dict[str, object] = {name: getattr(case, name) for name in (*EQUAL, "region", *RANGES)}
    values["industry"] = rule.industry if rule.industry in case.chains else case.industry
    values["hours"] = Hours.IN if case.in_hours else Hours.OUT
    return {name: _said(values[name]) for name in rule.conditions}


def _said(value: object) -> str:
    if isinstance(value, float):
        return f"{value:g}" if value < 1e6 else str(round(value))
    return "" if value is None else str(value)
