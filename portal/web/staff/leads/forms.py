"""The forms of a lead: its facts, a line of progress, and the list's conditions."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from flask import request
from wtforms import Field, Form
from wtforms.validators import ValidationError

from portal.accounts.models import Organisation, User
from portal.core.i18n import Label, _l
from portal.core.paging import read_whole
from portal.core.reference import chains, in_locale, industries, regions
from portal.enquiries.origins.models import Origin
from portal.pipeline.finding import Wanted
from portal.pipeline.leads import LeadFacts
from portal.pipeline.models import Lead, LeadState
from portal.web.context import locale
from portal.web.staff.forms import DeskForm, area_field, choice_field, text_field

STATES: dict[str, Label] = {
    LeadState.NEW: _l("New"),
    LeadState.IN_TALKS: _l("In talks"),
    LeadState.DROPPED: _l("Dropped"),
}
MARKS: dict[str, str] = {LeadState.NEW: "wait", LeadState.IN_TALKS: "on", LeadState.DROPPED: "off"}
LONGEST_WISH = 4000
MOST_AMOUNT = 1e9  # 10,000 yuan: no project of mankind costs more
NONE: tuple[str, Label] = ("", _l("None"))
HIGHEST_ID = 2**31 - 1


def check_amount(_form: Form, field: Field) -> None:
    if field.data and read_amount(field.data) is None:
        raise ValidationError(_l("Give a number of 10,000 yuan, such as 5000."))


def read_amount(typed: str) -> float | None:
    """10,000 yuan from ASCII or full-width digits; None for anything else."""
    try:
        found = float(typed.replace(",", "").replace("，", ""))
    except ValueError:
        return None
    return found if math.isfinite(found) and 0 <= found <= MOST_AMOUNT else None


class LeadForm(DeskForm):
    investor = text_field(
        _l("Investor"), most=120,
        help=_l("The company. Telephone numbers and addresses stay in the enquiry."),
    )  # fmt: skip
    wish = area_field(_l("What is wished for"), most=LONGEST_WISH, rows=4)
    amount = text_field(
        _l("Investment"), most=20, required=False, checks=[check_amount], inputmode="decimal"
    )
    region = choice_field(_l("Region"), [NONE])
    industry = choice_field(_l("Industry"), [NONE])
    organisation = choice_field(_l("Organisation"))
    officer = choice_field(_l("Officer"), [NONE])
    origin = choice_field(_l("Brought by"), [NONE])

    def offer(
        self, offices: Sequence[Organisation], people: Sequence[User], origins: Sequence[Origin]
    ) -> None:
        """The lists, in the reader's language."""
        spoken = locale()
        trades = [*chains().values(), *industries().values()]
        self.region.choices = [NONE, *((t.code, t.name(spoken)) for t in regions().values())]
        self.industry.choices = [NONE, *((t.code, t.name(spoken)) for t in trades)]
        self.organisation.choices = [(str(o.id), in_locale(o.names, spoken)) for o in offices]
        self.officer.choices = [NONE, *((str(p.id), p.name) for p in people)]
        self.origin.choices = [NONE, *((str(o.id), o.name) for o in origins)]

    def facts(self) -> LeadFacts:
        """The valid form as the service takes it."""
        return LeadFacts(
            investor=self.investor.data,
            wish=self.wish.data,
            amount=read_amount(self.amount.data) if self.amount.data else None,
            region=self.region.data or None,
            industry=self.industry.data or None,
            organisation_id=int(self.organisation.data),
            officer_id=_id(self.officer.data),
            origin_id=_id(self.origin.data),
        )


class ProgressForm(DeskForm):
    state = choice_field(_l("State"), list(STATES.items()))
    text = area_field(
        _l("What was done"), most=LONGEST_WISH, rows=3, required=False,
        help=_l("Dropping a lead needs a reason."),
    )  # fmt: skip


def of_lead(lead: Lead) -> dict[str, str]:
    """A lead as the form's data."""
    return {
        "investor": lead.investor,
        "wish": lead.wish,
        "amount": "" if lead.amount is None else f"{lead.amount:g}",
        "region": lead.region or "",
        "industry": lead.industry or "",
        "organisation": str(lead.organisation_id),
        "officer": str(lead.officer_id or ""),
        "origin": str(lead.origin_id or ""),
    }


def differences(form: LeadForm, lead: Lead) -> list[tuple[Label, str, str]]:
    """Field by field: as it stands now, as it was typed."""
    return [
        (form[name].label.text, _said(form[name], now), _said(form[name], form[name].data or ""))
        for name, now in of_lead(lead).items()
    ]


def wanted() -> Wanted:
    """The conditions of the address; what is none is not asked for."""
    state = request.args.get("state", "")
    return Wanted(
        state=LeadState(state) if state in STATES else None,
        organisation_id=_asked("organisation"),
        officer_id=_asked("officer"),
        origin_id=_asked("origin"),
    )


def _asked(name: str) -> int | None:
    try:
        return read_whole(request.args.get(name, ""), 1, HIGHEST_ID)
    except ValueError:
        return None


def _id(value: str | None) -> int | None:
    return int(value) if value else None


def _said(field: Field, value: str) -> str:
    named: Mapping[str, Label] = dict(getattr(field, "choices", None) or [])
    return str(named.get(value, value))
