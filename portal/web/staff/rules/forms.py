"""A routing rule: its conditions and where it leads; and the form that tries the rules."""

from __future__ import annotations

from wtforms import BooleanField, SelectField

from portal.core.i18n import Label, _l
from portal.core.locales import LOCALES
from portal.core.reference import chains, industries, regions
from portal.enquiries.models import RoutingRule
from portal.enquiries.routing import Case
from portal.enquiries.rules import RuleFacts
from portal.listings.registry import registry
from portal.web.context import locale
from portal.web.staff.enquiries.targets import Target, target_value
from portal.web.staff.forms import DeskForm, add_error, text_field

ANY = ("", _l("any"))
Choices = list[tuple[str, Label]]
CONDITIONS = ("listing_type", "region", "industry", "locale")


class ConditionsForm(DeskForm):
    """Four lists; an empty choice matches everything."""

    listing_type = SelectField(_l("Type of listing"), validate_choice=False)
    region = SelectField(_l("Region"), validate_choice=False)
    industry = SelectField(_l("Industry"), validate_choice=False)
    locale = SelectField(_l("Language"), validate_choice=False)

    def fill(self) -> None:
        """The lists, in the reader's language."""
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

    def chosen(self) -> dict[str, str | None]:
        """The conditions; what is on no list is told at its field."""
        for name in CONDITIONS:
            if self[name].data and self[name].data not in _known(name):
                add_error(self[name], _l("Choose one of the list."))
        return {name: self[name].data or None for name in CONDITIONS}


class RuleForm(ConditionsForm):
    name = text_field(
        _l("Name"),
        most=80,
        required=False,
        help=_l("Without one the desk says what the rule does."),
    )
    use_contact = BooleanField(
        _l("Send it to the listing's own contact"),
        description=_l(
            "The person named in the listing, or the office that owns it. “To” is then not needed."
        ),
    )
    target = SelectField(_l("To"), validate_choice=False)

    def facts(self, target: Target | None) -> RuleFacts:
        """The valid form as the service takes it."""
        chosen = self.chosen()
        return RuleFacts(
            name=self.name.data or "",
            listing_type=chosen["listing_type"],
            region=chosen["region"],
            industry=chosen["industry"],
            locale=chosen["locale"],
            use_contact=bool(self.use_contact.data),
            organisation_id=target.office.id if target else None,
            user_id=target.person.id if target and target.person else None,
        )


class TryForm(ConditionsForm):
    """What an enquiry would be about, to see where it would go."""

    def case(self) -> Case:
        chosen = self.chosen()
        industry = chosen["industry"]
        is_chain = industry in chains()
        return Case(
            locale=chosen["locale"] or locale().segment,
            listing_type=chosen["listing_type"],
            region=chosen["region"],
            industry=None if is_chain else industry,
            chains=(industry,) if industry and is_chain else (),
        )


def of_rule(rule: RoutingRule) -> dict[str, object]:
    """A rule as the form's data."""
    found: dict[str, object] = {name: getattr(rule, name) or "" for name in CONDITIONS}
    return found | {
        "name": rule.name,
        "use_contact": rule.use_contact,
        "target": target_value(rule.organisation_id, rule.user_id),
    }


def _known(name: str) -> set[str]:
    lists = {
        "listing_type": set(registry()),
        "region": set(regions()),
        "industry": set(industries()) | set(chains()),
        "locale": {one.segment for one in LOCALES},
    }
    return lists[name]
