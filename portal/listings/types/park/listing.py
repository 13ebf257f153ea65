"""Development zones and industrial parks: land, what is laid on, standards and prices."""

from __future__ import annotations

from pathlib import Path

from portal.core import units
from portal.core.i18n import _l
from portal.listings.fields import Checklist, Choice, Number, Text, Vocabulary, Weight
from portal.listings.kit import ListingType
from portal.listings.shared_fields import SHARED
from portal.listings.types.park.model import Park

LEVELS = Vocabulary({
    "national": _l("National level"),
    "provincial": _l("Provincial level"),
    "county": _l("County level"),
})  # fmt: skip
# 九通一平: nine things laid on to the plot, and the plot levelled.
UTILITIES = Vocabulary({
    "road": _l("Road"),
    "power": _l("Power supply"),
    "water": _l("Water supply"),
    "drainage": _l("Drainage"),
    "gas": _l("Natural gas"),
    "heat": _l("District heat or steam"),
    "telephone": _l("Telephone line"),
    "broadband": _l("Broadband"),
    "cable_tv": _l("Cable television"),
    "levelled": _l("Levelled ground"),
})  # fmt: skip
ZONE, STANDARDS = _l("The park"), _l("Standards and results")
DISTANCES, PRICES = _l("Distances"), _l("Prices")

LISTING = ListingType(
    key="park",
    segment="parks",
    order=20,
    label=_l("Parks"),
    singular=_l("Park"),
    lead=_l("Development zones and industrial parks: land left, what is laid on, prices, distances."),
    ask=_l("Ask about this park"),
    asks="hall",
    spoken=(
        "园区", "产业园", "产业园区", "工业园", "工业园区", "开发区", "经济开发区", "经济技术开发区", "经开区", "高新区",
        "高新技术产业开发区", "科技园", "科创园", "科技产业园", "物流园", "集聚区", "工业集聚区", "产业集聚区", "park",
        "industrial park", "industry park", "industrial zone", "development zone",
        "economic development zone", "economic and technological development zone",
        "high-tech zone", "technology park", "science park", "industrial estate",
        "industrial cluster",
    ),
    hints=(
        "九通一平", "亩均", "zone", "park",
    ),
    model=Park,
    folder=Path(__file__).parent,
    fields=(
        Choice(name="level", label=_l("Level"), group=ZONE, vocabulary=LEVELS, required=True,
               facet=True, weight=Weight.BODY),
        Text(name="code", label=_l("Official code"), group=ZONE, max_length=40, weight=Weight.BODY),
        Text(name="founded", label=_l("Founded"), group=ZONE, pattern=r"\d{4}(-(0[1-9]|1[0-2]))?",
             help=_l("A year or a month, such as 1997 or 1997-04"), max_length=7),
        Number(name="land_area", label=_l("Area"), group=ZONE, quantity=units.LAND, listed=True,
               ranged=True),
        Number(name="land_left", label=_l("Land left"), group=ZONE, quantity=units.LAND,
               listed=True, ranged=True),
        Text(name="lead_industries", label=_l("Lead industries"), group=ZONE, translated=True,
             weight=Weight.KEY, listed=True),
        Checklist(name="laid_on", label=_l("Laid on"), group=ZONE, vocabulary=UTILITIES, facet=True,
                  help=_l("Leave open what is not known: readers are invited to ask.")),
        Text(name="address", label=_l("Address"), group=ZONE, translated=True, weight=Weight.BODY),
        Number(name="latitude", label=_l("Latitude"), group=ZONE, quantity=units.DEGREES,
               minimum=-90, maximum=90),
        Number(name="longitude", label=_l("Longitude"), group=ZONE, quantity=units.DEGREES,
               minimum=-180, maximum=180),
        Number(name="investment_per_mu", label=_l("Investment standard"), group=STANDARDS,
               quantity=units.PER_MU),
        Number(name="tax_per_mu", label=_l("Tax standard a year"), group=STANDARDS,
               quantity=units.PER_MU),
        Number(name="output", label=_l("Output a year"), group=STANDARDS, quantity=units.MONEY,
               listed=True),
        Number(name="output_year", label=_l("Output of the year"), group=STANDARDS,
               quantity=units.YEAR, minimum=1950, maximum=2100, whole=True),
        Number(name="tenants", label=_l("Tenants"), group=STANDARDS, quantity=units.COUNT,
               maximum=100000, whole=True, listed=True),
        *(
            Number(name=name, label=label, group=DISTANCES, quantity=units.DISTANCE, maximum=5000,
                   ranged=name == "motorway_km")
            for name, label in (
                ("airport_km", _l("To the airport")),
                ("high_speed_rail_km", _l("To the high-speed railway station")),
                ("freight_rail_km", _l("To the goods railway station")),
                ("motorway_km", _l("To the motorway")),
                ("port_km", _l("To the dry port")),
            )
        ),
        Number(name="electricity_price", label=_l("Electricity"), group=PRICES,
               quantity=units.PER_KWH, maximum=100),
        Number(name="water_price", label=_l("Water"), group=PRICES, quantity=units.PER_CUBIC,
               maximum=1000),
        Number(name="gas_price", label=_l("Gas"), group=PRICES, quantity=units.PER_CUBIC,
               maximum=1000),
        Number(name="steam_price", label=_l("Steam price"), group=PRICES, quantity=units.PER_TONNE,
               maximum=10000),
        *SHARED,
    ),
)  # fmt: skip
