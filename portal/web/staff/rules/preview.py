"""Trying the rules: a case as typed, who would get it, and why, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from portal.core.i18n import _l
from portal.core.locales import BY_SEGMENT
from portal.core.reference import chains
from portal.enquiries import attached
from portal.enquiries.destinations import Destination, rules, whither
from portal.enquiries.models import Kind
from portal.enquiries.routing import Case, Hours, Step, route, steps
from portal.enquiries.subjects import Asked, case_of, subject_of
from portal.listings.cards import CardView
from portal.listings.models import Listing
from portal.web.context import db, locale
from portal.web.staff.forms import add_error, text_field
from portal.web.staff.rules.forms import ANY, ConditionsForm

FIELDS = (
    "kind", "listing_type", "listing_id", "region", "industry", "locale", "origin_id", "hours",
    "area", "investment",
)  # fmt: skip


class TryForm(ConditionsForm):
    """What an enquiry would be about, to see where it would go."""

    listing_id = text_field(_l("Listing (number or title)"), most=100, required=False)
    area = text_field(_l("Area wished for"), most=40, required=False)
    investment = text_field(_l("Investment"), most=40, required=False)

    found: Sequence[CardView] = ()  # listings among which to choose

    def fill(self) -> None:
        super().fill()
        self.hours.choices = [choice for choice in self.hours.choices if choice != ANY]
        self.kind.choices = [choice for choice in self.kind.choices if choice != ANY]
        self.kind.data = self.kind.data or Kind.GENERAL.value

    def listing(self) -> Listing | None:
        """The listing of the number or the words typed; None also while there are several."""
        typed = (self.listing_id.data or "").strip()
        if not typed or typed.isdecimal():
            return super().listing()
        self.found = attached.find(db(), typed, locale())
        if not self.found:
            add_error(self.listing_id, _l("No public listing is called that."))
        if len(self.found) != 1:
            return None
        self.listing_id.data, self.found = str(self.found[0].id), ()
        return super().listing()

    def case(self) -> Case:
        """The case as typed; a listing brings its own type, region and industry."""
        chosen, listing, origin = self.chosen(), self.listing(), self.origin()
        segment = chosen["locale"] or locale().segment
        spoken = BY_SEGMENT.get(segment, locale())
        subject = subject_of(db(), listing.id if listing else None, spoken)
        of_listing = case_of(db(), subject, spoken, Asked())
        industry = chosen["industry"]
        chain = (industry,) if industry and industry in chains() else ()
        return Case(
            locale=segment,
            listing_type=of_listing.listing_type or chosen["listing_type"],
            region=of_listing.region or chosen["region"],
            industry=of_listing.industry or (None if chain else industry),
            chains=of_listing.chains or chain,
            office_id=of_listing.office_id,
            contact_id=of_listing.contact_id,
            kind=chosen["kind"] or Kind.GENERAL,
            listing_id=of_listing.listing_id,
            area=self.amount("area"),
            investment=self.amount("investment"),
            origin_id=origin.id if origin else None,
            in_hours=chosen["hours"] != Hours.OUT,
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    case: Case
    destination: Destination
    steps: Sequence[Step]


def tried(args: MultiDict[str, str]) -> tuple[TryForm, Outcome | None]:
    """The form as filled in, and where its case goes; None where nothing, or nonsense, was asked."""
    form = TryForm(formdata=args)
    form.fill()
    if not set(FIELDS) & set(args):
        return form, None
    case = form.case()
    if form.errors or form.found:
        return form, None
    found = rules(db())
    return form, Outcome(case, whither(db(), route(found, case), case), steps(found, case))
