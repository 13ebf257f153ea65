"""Enterprises: what they make, their place in a chain and whom they look for."""

from __future__ import annotations

from pathlib import Path

from portal.core import units
from portal.core.i18n import _l
from portal.listings.fields import (
    Choice,
    Choices,
    Link,
    Number,
    Reference,
    Text,
    Vocabulary,
    Weight,
)
from portal.listings.kit import ListingType
from portal.listings.shared_fields import SHARED
from portal.listings.types.enterprise.model import Enterprise

ROLES = Vocabulary({
    "leader": _l("Chain leader"),
    "core": _l("Core firm"),
    "member": _l("Chain member"),
})  # fmt: skip
LINKS = Vocabulary({
    "upstream": _l("Upstream"),
    "midstream": _l("Midstream"),
    "downstream": _l("Downstream"),
    "supporting": _l("Supporting"),
})  # fmt: skip
SCALES = Vocabulary({
    "large": _l("Large"), "medium": _l("Medium-sized"), "small": _l("Small"), "micro": _l("Micro"),
})  # fmt: skip
WANTED = Vocabulary({
    "suppliers": _l("Suppliers"),
    "customers": _l("Customers"),
    "capital": _l("Capital"),
    "partners": _l("Partners"),
    "people": _l("People"),
})  # fmt: skip
FIRM, SEEKS = _l("The firm"), _l("Looking for")

LISTING = ListingType(
    key="enterprise",
    segment="enterprises",
    order=60,
    label=_l("Enterprises"),
    singular=_l("Enterprise"),
    lead=_l("Firms of the city: what they make, their place in the chain, whom they look for."),
    ask=_l("Ask about this firm"),
    spoken=(
        "企业", "公司", "厂家", "厂商", "生产企业", "制造企业", "加工企业", "生产厂家", "enterprise", "company", "firm",
        "manufacturer",
    ),
    hints=(
        "有限公司", "生产商", "供应商", "采购", "配套", "supplier", "manufacturer", "producer", "company",
    ),
    model=Enterprise,
    folder=Path(__file__).parent,
    fields=(
        Text(name="products", label=_l("Products"), group=FIRM, translated=True, multiline=True,
             max_length=2000, weight=Weight.KEY, listed=True),
        Choice(name="chain_role", label=_l("Role in the chain"), group=FIRM, vocabulary=ROLES,
               facet=True, weight=Weight.BODY),
        Choice(name="link", label=_l("Link of the chain"), group=FIRM, vocabulary=LINKS,
               facet=True),
        Choice(name="scale", label=_l("Size"), group=FIRM, vocabulary=SCALES, facet=True),
        Number(name="staff", label=_l("Employees"), group=FIRM, quantity=units.COUNT, maximum=1e6,
               whole=True, listed=True),
        Number(name="output", label=_l("Output a year"), group=FIRM, quantity=units.MONEY,
               listed=True),
        Text(name="founded", label=_l("Founded"), group=FIRM, pattern=r"\d{4}", max_length=4),
        Reference(name="park", label=_l("Park"), group=FIRM, to="park", facet=True),
        Link(name="website", label=_l("Website"), group=FIRM),
        Text(name="address", label=_l("Address"), group=FIRM, translated=True, weight=Weight.BODY),
        Choices(name="looking_for", label=_l("Looking for"), group=SEEKS, vocabulary=WANTED,
                facet=True, weight=Weight.BODY),
        Text(name="needs", label=_l("What exactly"), group=SEEKS, translated=True, multiline=True,
             max_length=2000, weight=Weight.BODY),
        *SHARED,
    ),
)  # fmt: skip
