"""Which office answers: rules as data, first match wins. Pure functions, no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from portal.core import reference
from portal.core.i18n import Label, _l


@dataclass(frozen=True, slots=True)
class Case:
    """What an enquiry is about; without a listing only `locale` is known.

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


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the rules; an empty condition matches everything."""

    id: int
    name: str
    listing_type: str | None = None
    region: str | None = None
    industry: str | None = None  # a section, a division or the key of a chain
    locale: str | None = None
    use_contact: bool = False
    organisation_id: int | None = None
    user_id: int | None = None

    @property
    def conditions(self) -> Mapping[str, str]:
        found = {
            "listing_type": self.listing_type,
            "region": self.region,
            "industry": self.industry,
            "locale": self.locale,
        }
        return {name: value for name, value in found.items() if value}

    @property
    def facts(self) -> dict[str, object]:
        """What is kept with an enquiry, so that it can say why it came where it did."""
        return {**self.conditions, "use_contact": self.use_contact}


@dataclass(frozen=True, slots=True)
class Route:
    """The rule that won and what of the case it matched, by condition."""

    rule: Rule
    matched: Mapping[str, str]


class NoRule(Exception):
    """No rule matches, not even the last: `ensure_rules` has not run."""


def route(rules: Iterable[Rule], case: Case) -> Route:
    """The first rule that matches; raises :class:`NoRule`."""
    for rule in rules:
        if matches(rule, case):
            return Route(rule, _matched(rule, case))
    raise NoRule("the last routing rule is missing")


def matches(rule: Rule, case: Case) -> bool:
    if rule.use_contact and case.office_id is None and case.contact_id is None:
        return False
    return (
        rule.listing_type in (None, case.listing_type)
        and _region_matches(rule.region, case.region)
        and _industry_matches(rule.industry, case)
        and rule.locale in (None, case.locale)
    )


def unreachable(rules: Sequence[Rule]) -> Mapping[int, int]:
    """Rules that can never match, by id, with the id of the earlier rule that is in the way."""
    found = {}
    for place, rule in enumerate(rules):
        for earlier in rules[:place]:
            if _covers(earlier, rule):
                found[rule.id] = earlier.id
                break
    return found


def within(code: str | None, whole: str) -> bool:
    """Whether a region or industry is `whole` or lies in it."""
    terms = reference.regions() if whole in reference.regions() else reference.industries()
    while code:
        if code == whole:
            return True
        term = terms.get(code)
        code = term.parent if term else None
    return False


def rule_label(name: str, conditions: Mapping[str, object]) -> Label:
    """What a rule is called: its own name, or what it does where it has none."""
    if name:
        return name
    if conditions.get("use_contact"):
        return _l("The listing's own contact")
    if conditions.get("region"):
        return _l("The office of the region")
    return _l("Everything else")


def _region_matches(wanted: str | None, region: str | None) -> bool:
    return wanted is None or within(region, wanted)


def _industry_matches(wanted: str | None, case: Case) -> bool:
    return wanted is None or wanted in case.chains or within(case.industry, wanted)


def _matched(rule: Rule, case: Case) -> Mapping[str, str]:
    """The case's own values: a rule for a section tells which division it was."""
    values = {
        "listing_type": case.listing_type,
        "region": case.region,
        "industry": rule.industry if rule.industry in case.chains else case.industry,
        "locale": case.locale,
    }
    return {name: values[name] or "" for name in rule.conditions}


def _covers(earlier: Rule, later: Rule) -> bool:
    """Whether whatever `later` matches, `earlier` matches too."""
    if earlier.use_contact and not later.use_contact:
        return False
    for name, wanted in earlier.conditions.items():
        narrower = later.conditions.get(name)
        if narrower is None or not (narrower == wanted or within(narrower, wanted)):
            return False
    return True
