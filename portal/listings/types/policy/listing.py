"""Policies: who may have what support, under which conditions, where and until when."""

from __future__ import annotations

from pathlib import Path

from portal.core import units
from portal.core.i18n import _l
from portal.listings.fields import (
    Choice,
    Choices,
    Day,
    Link,
    Number,
    Record,
    Text,
    Vocabulary,
    Weight,
)
from portal.listings.kit import ListingType, Part
from portal.listings.shared_fields import REGIONS, SHARED
from portal.listings.types.policy.model import Policy, PolicySupport

LEVELS = Vocabulary({
    "national": _l("National level"),
    "provincial": _l("Provincial level"),
    "city": _l("City level"),
    "county": _l("County level"),
    "park": _l("Park level"),
})  # fmt: skip
SUPPORT = Vocabulary({
    "reward": _l("Grant or reward"),
    "rent": _l("Rent relief"),
    "tax": _l("Tax relief"),
    "interest": _l("Loan interest"),
    "land": _l("Land"),
    "talent": _l("Talent"),
    "equipment": _l("Equipment and technology"),
    "service": _l("Service"),
})  # fmt: skip
DOCUMENT, WHO, HOW = _l("The document"), _l("Who and what"), _l("How to apply")


def derive(record: Record) -> Record:
    """The kinds of support and the highest cap, for filters and cards."""
    support = record.get("support")
    rows = [row for row in support if isinstance(row, dict)] if isinstance(support, tuple) else []
    kinds = dict.fromkeys(str(row["kind"]) for row in rows if row.get("kind"))
    caps = [float(cap) for row in rows if isinstance(cap := row.get("cap"), (int, float))]
    return {"support_kinds": tuple(kinds) or None, "cap": max(caps, default=None)}


LISTING = ListingType(
    key="policy",
    segment="policies",
    order=30,
    label=_l("Policies"),
    singular=_l("Policy"),
    lead=_l("Support for investors: who may have it, how much, what to hand in and until when."),
    ask=_l("Ask about this policy"),
    asks="policy",
    spoken=(
        "政策", "优惠政策", "扶持政策", "招商政策", "产业政策", "惠企政策", "支持政策", "补贴政策", "奖补政策", "人才政策", "税收政策",
        "土地政策", "policy", "incentive policy", "support policy", "investment policy",
        "preferential policy", "talent policy", "tax policy",
    ),
    hints=(
        "补贴", "补助", "奖补", "奖励", "资助", "减免", "优惠", "扶持", "专项资金", "贴息", "申报", "subsidy", "grant", "incentive",
        "tax relief", "reward", "allowance",
    ),
    model=Policy,
    folder=Path(__file__).parent,
    derive=derive,
    fields=(
        Choice(name="level", label=_l("Level"), group=DOCUMENT, vocabulary=LEVELS, required=True,
               facet=True, weight=Weight.BODY),
        Text(name="issuer", label=_l("Issued by"), group=DOCUMENT, translated=True, required=True,
             weight=Weight.KEY, listed=True),
        Text(name="document_number", label=_l("Document number"), group=DOCUMENT, max_length=80,
             weight=Weight.KEY),
        Day(name="issued_on", label=_l("Issued on"), group=DOCUMENT),
        Day(name="valid_from", label=_l("Valid from"), group=DOCUMENT),
        Day(name="valid_until", label=_l("Valid until"), group=DOCUMENT, listed=True),
        Link(name="original_url", label=_l("Original text"), group=DOCUMENT),
        Text(name="beneficiaries", label=_l("For whom"), group=WHO, translated=True, multiline=True,
             max_length=4000, weight=Weight.BODY),
        Text(name="conditions", label=_l("Conditions"), group=WHO, translated=True, multiline=True,
             max_length=6000, weight=Weight.BODY),
        Choices(name="applies_regions", label=_l("Applies in"), group=WHO, vocabulary=REGIONS),
        Choices(name="support_kinds", label=_l("Kind of support"), vocabulary=SUPPORT, derived=True,
                facet=True, weight=Weight.KEY),
        Number(name="cap", label=_l("Up to"), quantity=units.MONEY, derived=True, listed=True,
               ranged=True),
        Text(name="materials", label=_l("What to hand in"), group=HOW, translated=True,
             multiline=True, max_length=6000, weight=Weight.BODY),
        Text(name="procedure", label=_l("Procedure"), group=HOW, translated=True, multiline=True,
             max_length=6000, weight=Weight.BODY),
        Text(name="apply_at", label=_l("Where to apply"), group=HOW, translated=True,
             weight=Weight.BODY),
        Day(name="apply_until", label=_l("Apply until"), group=HOW, listed=True, ranged=True),
        Text(name="office_phone", label=_l("Telephone of the office"), group=HOW, max_length=40),
        *SHARED,
    ),
    parts=(
        Part(
            name="support",
            label=_l("Support"),
            singular=_l("Kind of support"),
            model=PolicySupport,
            fields=(
                Choice(name="kind", label=_l("Kind"), vocabulary=SUPPORT, required=True),
                Number(name="rate", label=_l("Rate"), quantity=units.PERCENT, maximum=1000),
                Number(name="cap", label=_l("Up to"), quantity=units.MONEY),
            ),
        ),
    ),
)  # fmt: skip
