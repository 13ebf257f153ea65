"""A routing rule: its conditions and where it leads."""

from __future__ import annotations

import math
from collections.abc import Mapping

from wtforms import BooleanField, SelectField, StringField

from portal.core.i18n import _l
from portal.core.locales import LOCALES
from portal.core.reference import chains, industries, regions
from portal.enquiries.models import RoutingRule
from portal.enquiries.origins.models import Origin
from portal.enquiries.rules import RuleFacts
from portal.listings.models import Listing
from portal.listings.registry import registry
from portal.web.context import db, locale
from portal.web.staff.enquiries.words import HOURS
from portal.web.staff.forms import DeskForm, add_error, text_field
from portal.web.staff.rules.origins import origin_choices
from portal.web.staff.rules.targets import RuleTarget, value_of
from portal.web.staff.standards.forms import KINDS

ANY = ("", _l("any"))
LISTS = ("kind", "listing_type", "region", "industry", "locale", "hours")
NUMBERS = ("area_min", "area_max", "investment_min", "investment_max")
LARGEST = 1e9
HIGHEST_ID = 2**31 - 1


class ConditionsForm(DeskForm):
    """Lists in which an empty choice matches everything, and a listing by its number."""

    kind = SelectField(_l("Kind of question"), validate_choice=False)
    listing_type = SelectField(_l("Type of listing"), validate_choice=False)
    listing_id = text_field(_l("Listing number"), most=40, required=False)
    region = SelectField(_l("Region"), validate_choice=False)
    industry = SelectField(_l("Industry"), validate_choice=False)
    locale = SelectField(_l("Language"), validate_choice=False)
    origin_id = SelectField(_l("Brought by"), validate_choice=False)
    hours = SelectField(_l("Comes"), validate_choice=False)

    def fill(self) -> None:
        """The lists, in the reader's language."""
        self.kind.choices = [ANY, *KINDS.items()]
        self.listing_type.choices = [ANY, *((t.key, t.label) for t in registry().values())]
        self.region.choices = [ANY, *((t.code, t.name(locale())) for t in regions().values())]
        self.industry.choices = {
            "–": [ANY],
            str(_l("Key chains")): [(t.code, t.name(locale())) for t in chains().values()],
            str(_l("Industries (GB/T 4754)")): [
                (t.code, f"{t.code} {t.name(locale())}") for t in industries().values()
            ],
        }
        self.locale.choices = [
            ANY,
            *((one.segment, one.name, {"lang": one.tag}) for one in LOCALES),
        ]
        self.origin_id.choices = [ANY, *origin_choices(db())]
        self.hours.choices = [ANY, *HOURS.items()]

    def chosen(self) -> dict[str, str | None]:
        """The choices of the lists; what is on no list is told at its field."""
        for name in LISTS:
            if self[name].data and self[name].data not in _known(name):
                add_error(self[name], _l("Choose one of the list."))
        return {name: self[name].data or None for name in LISTS}

    def listing(self) -> Listing | None:
        """The listing of the number typed; told at the field where there is none."""
        found = _of_number(self.listing_id, Listing)
        return found if isinstance(found, Listing) else None

    def origin(self) -> Origin | None:
        found = _of_number(self.origin_id, Origin)
        return found if isinstance(found, Origin) else None

    def amount(self, name: str) -> float | None:
        """A number from 0 on; what is none is told at its field."""
        typed = (self[name].data or "").strip().replace(",", "").replace("，", "")
        if not typed:
            return None
        try:
            value = float(typed)
        except ValueError:
            value = math.nan
        if not 0 <= value <= LARGEST:
            add_error(self[name], _l("Give a number, such as 5000."))
            return None
        return value


class RuleForm(ConditionsForm):
    name = text_field(
        _l("Name"),
        most=80,
        required=False,
        help=_l("Without one the desk says what the rule does."),
    )
    area_min = text_field(_l("Area wished for, from"), most=40, required=False)
    area_max = text_field(_l("Area wished for, below"), most=40, required=False)
    investment_min = text_field(_l("Investment, from"), most=40, required=False)
    investment_max = text_field(_l("Investment, below"), most=40, required=False)
    use_contact = BooleanField(
        _l("Send it to the listing's own contact"),
        description=_l(
            "The person named in the listing, or the office that owns it. “To” is then not needed."
        ),
    )
    target = SelectField(_l("To"), validate_choice=False)

    def span(self, name: str) -> tuple[float | None, float | None]:
        """From and below; a range that holds nothing is told where it ends."""
        low, high = self.amount(f"{name}_min"), self.amount(f"{name}_max")
        if low is not None and high is not None and low >= high:
            add_error(
                self[f"{name}_max"], _l("A range must reach from a smaller number to a larger one.")
            )
        return low, high

    def facts(self, target: RuleTarget | None) -> RuleFacts:
        """The form as the service takes it; what is wrong is told at its field."""
        chosen, listing, origin = self.chosen(), self.listing(), self.origin()
        area, investment = self.span("area"), self.span("investment")
        return RuleFacts(
            name=self.name.data or "",
            listing_type=chosen["listing_type"],
            region=chosen["region"],
            industry=chosen["industry"],
            locale=chosen["locale"],
            kind=chosen["kind"],
            hours=chosen["hours"],
            listing_id=listing.id if listing else None,
            origin_id=origin.id if origin else None,
            area_min=area[0],
            area_max=area[1],
            investment_min=investment[0],
            investment_max=investment[1],
            use_contact=bool(self.use_contact.data),
            organisation_id=target.office.id if target else None,
            user_id=target.person.id if target and target.person else None,
            team_id=target.team.id if target and target.team else None,
        )


def of_rule(rule: RoutingRule) -> dict[str, object]:
    """A rule as the form's data."""
    found: dict[str, object] = {name: getattr(rule, name) or "" for name in LISTS}
    numbers = {name: _number(getattr(rule, name)) for name in NUMBERS}
    return (
        found
        | numbers
        | {
            "name": rule.name,
            "listing_id": str(rule.listing_id or ""),
            "origin_id": str(rule.origin_id or ""),
            "use_contact": rule.use_contact,
            "target": value_of(rule),
        }
    )


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.12g}"


def _of_number(field: StringField, model: type[Listing] | type[Origin]) -> object:
    typed = (field.data or "").strip()
    if not typed:
        return None
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 11 else 0
    found = db().get(model, number) if 0 < number <= HIGHEST_ID else None
    if found is None:
        add_error(field, _l("There is none with this number."))
    return found


def _known(name: str) -> set[str]:
    lists: Mapping[str, set[str]] = {
        "kind": {str(kind) for kind in KINDS},
        "listing_type": set(registry()),
        "region": set(regions()),
        "industry": set(industries()) | set(chains()),
        "locale": {one.segment for one in LOCALES},
        "hours": set(HOURS),
    }
    return lists[name]
