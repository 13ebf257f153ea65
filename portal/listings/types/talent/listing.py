"""Talent needs: the post, what it asks and what it pays."""

from __future__ import annotations

from pathlib import Path

from portal.core import units
from portal.core.i18n import _l
from portal.listings.fields import (
    Choice,
    Choices,
    Day,
    Number,
    Record,
    Reference,
    Text,
    Vocabulary,
    Weight,
)
from portal.listings.kit import ListingType
from portal.listings.shared_fields import SHARED
from portal.listings.types.talent.model import TalentNeed

EMPLOYMENT = Vocabulary({
    "full_time": _l("Full time"),
    "part_time": _l("Part time"),
    "internship": _l("Internship"),
    "expert": _l("Visiting expert"),
})  # fmt: skip
EDUCATION = Vocabulary({
    "none": _l("No formal requirement"),
    "secondary": _l("Secondary or vocational school"),
    "college": _l("College diploma"),
    "bachelor": _l("Bachelor’s degree"),
    "master": _l("Master’s degree"),
    "doctor": _l("Doctorate"),
})  # fmt: skip
BENEFITS = Vocabulary({
    "housing": _l("Housing"),
    "housing_allowance": _l("Housing allowance"),
    "settling_allowance": _l("Settling-in allowance"),
    "insurance": _l("Social insurance and housing fund"),
    "schooling": _l("Help with children’s schooling"),
    "meals": _l("Meals"),
    "transport": _l("Transport"),
})  # fmt: skip
POST, OFFER = _l("The post"), _l("What is offered")


def derive(record: Record) -> Record:
    """The most a post pays; where only the least is given, that."""
    return {"pay": record.get("pay_to") or record.get("pay_from")}


LISTING = ListingType(
    key="talent",
    segment="talent",
    order=50,
    label=_l("People wanted"),
    singular=_l("Talent need"),
    lead=_l("Posts that firms here want to fill, with pay, housing and support."),
    ask=_l("Ask about this post"),
    asks="people",
    spoken=(
        "人才", "人才需求", "人才招聘", "招聘", "招聘岗位", "岗位", "招工", "职位", "招聘信息", "招聘职位", "talent", "job",
        "job opening", "vacancy", "job vacancy", "open position", "people wanted", "talent need",
    ),
    hints=(
        "工程师", "技师", "技工", "操作工", "月薪", "薪资", "engineer", "technician", "operator", "salary",
    ),
    model=TalentNeed,
    folder=Path(__file__).parent,
    derive=derive,
    fields=(
        Text(name="employer", label=_l("Employer"), group=POST, translated=True, required=True,
             weight=Weight.KEY, listed=True),
        Reference(name="enterprise", label=_l("Enterprise"), group=POST, to="enterprise"),
        Choice(name="employment", label=_l("Employment"), group=POST, vocabulary=EMPLOYMENT,
               facet=True, weight=Weight.BODY),
        Number(name="headcount", label=_l("Wanted"), group=POST, quantity=units.COUNT, minimum=1,
               maximum=10000, whole=True, listed=True),
        Choice(name="education", label=_l("Education"), group=POST, vocabulary=EDUCATION,
               facet=True, weight=Weight.BODY),
        Number(name="experience_years", label=_l("Experience"), group=POST, quantity=units.YEARS,
               maximum=50, whole=True, listed=True),
        Text(name="skills", label=_l("Skills"), group=POST, translated=True, multiline=True,
             max_length=2000, weight=Weight.KEY),
        Text(name="place", label=_l("Place of work"), group=POST, translated=True,
             weight=Weight.BODY),
        Number(name="pay_from", label=_l("Pay from"), group=OFFER, quantity=units.PAY, maximum=1e7,
               listed=True, measure="pay"),
        Number(name="pay_to", label=_l("Pay up to"), group=OFFER, quantity=units.PAY, maximum=1e7,
               listed=True, measure="pay"),
        Number(name="pay", label=_l("Pay"), quantity=units.PAY, derived=True, ranged=True),
        Choices(name="benefits", label=_l("Housing and support"), group=OFFER, vocabulary=BENEFITS,
                facet=True, weight=Weight.BODY),
        Day(name="deadline", label=_l("Apply until"), group=OFFER, listed=True),
        *SHARED,
    ),
)  # fmt: skip
