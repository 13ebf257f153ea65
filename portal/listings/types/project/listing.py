"""Projects seeking investors: the sum, the form, the site and how far it is prepared."""

from __future__ import annotations

from pathlib import Path

from portal.core import units
from portal.core.i18n import _l
from portal.listings.fields import Choice, Choices, Number, Reference, Text, Vocabulary, Weight
from portal.listings.kit import ListingType
from portal.listings.shared_fields import SHARED
from portal.listings.types.project.model import Project

LINKS = Vocabulary({
    "upstream": _l("Upstream"),
    "midstream": _l("Midstream"),
    "downstream": _l("Downstream"),
    "supporting": _l("Supporting"),
})  # fmt: skip
FORMS = Vocabulary({
    "sole": _l("Sole investment"),
    "joint_venture": _l("Joint venture"),
    "cooperation": _l("Cooperation"),
    "acquisition": _l("Acquisition"),
    "lease": _l("Lease"),
    "technology": _l("Technology partnership"),
})  # fmt: skip
READINESS = Vocabulary({
    "idea": _l("Idea"),
    "feasibility": _l("Feasibility studied"),
    "approved": _l("Registered or approved"),
    "site_ready": _l("Site ready"),
    "building": _l("Under construction"),
})  # fmt: skip
MONEY, NEEDS = _l("Investment and return"), _l("What it needs")

LISTING = ListingType(
    key="project",
    segment="projects",
    order=40,
    label=_l("Projects seeking investors"),
    singular=_l("Project"),
    lead=_l("Prepared projects with the sum, the form of cooperation, the site and the return."),
    ask=_l("Ask about this project"),
    asks="project",
    spoken=(
        "项目", "招商项目", "投资项目", "合作项目", "招引项目", "推介项目", "招商引资项目", "project", "investment project",
        "investment opportunity", "project seeking investors",
    ),
    hints=(
        "合作", "招商项目", "投资额", "joint venture", "partner", "capital sought",
    ),
    model=Project,
    folder=Path(__file__).parent,
    fields=(
        Number(name="investment", label=_l("Total investment"), group=MONEY, quantity=units.MONEY,
               listed=True, ranged=True),
        Number(name="investment_sought", label=_l("Sought"), group=MONEY, quantity=units.MONEY,
               listed=True, ranged=True),
        Number(name="foreign_sought", label=_l("Foreign capital sought"), group=MONEY,
               quantity=units.DOLLARS),
        Choices(name="forms", label=_l("Form of cooperation"), group=MONEY, vocabulary=FORMS,
                facet=True, weight=Weight.BODY),
        Number(name="output", label=_l("Expected output a year"), group=MONEY, quantity=units.MONEY),
        Number(name="profit", label=_l("Expected profit a year"), group=MONEY, quantity=units.MONEY),
        Number(name="payback_years", label=_l("Payback"), group=MONEY, quantity=units.YEARS,
               maximum=100, listed=True),
        Number(name="irr", label=_l("Internal rate of return"), group=MONEY,
               quantity=units.PERCENT, maximum=1000),
        Choice(name="link", label=_l("Link of the chain"), group=NEEDS, vocabulary=LINKS,
               facet=True, weight=Weight.BODY),
        Choice(name="readiness", label=_l("State of preparation"), group=NEEDS,
               vocabulary=READINESS, facet=True, weight=Weight.BODY),
        Number(name="land_area", label=_l("Land needed"), group=NEEDS, quantity=units.LAND,
               listed=True, ranged=True),
        Number(name="area", label=_l("Floor space needed"), group=NEEDS, quantity=units.AREA,
               ranged=True),
        Reference(name="park", label=_l("Park"), group=NEEDS, to="park", facet=True),
        Text(name="site", label=_l("Site"), group=NEEDS, translated=True, weight=Weight.BODY),
        Text(name="cooperation", label=_l("Offered and sought"), group=NEEDS, translated=True,
             multiline=True, max_length=4000, weight=Weight.BODY),
        *SHARED,
    ),
)  # fmt: skip
