"""Fields that every listing type has: place, industry, chains, source, dates, pictures."""

from __future__ import annotations

from portal.core import reference
from portal.core.i18n import _l
from portal.listings.fields import (
    Choice,
    Choices,
    Day,
    Field,
    Files,
    Link,
    Moment,
    Text,
    Vocabulary,
    Weight,
)

REGIONS = Vocabulary(source=reference.regions)
INDUSTRIES = Vocabulary(source=reference.industries)
CHAINS = Vocabulary(source=reference.chains)
PLACE = _l("Place and industry")
SOURCE = _l("Source and dates")

SHARED: tuple[Field, ...] = (
    Choice(name="region", label=_l("Region"), group=PLACE, vocabulary=REGIONS, facet=True,
           required=True, default=reference.root_region, weight=Weight.KEY),
    Choice(name="industry", label=_l("Industry"), group=PLACE, vocabulary=INDUSTRIES, facet=True,
           help=_l("Section or division of GB/T 4754-2017"), weight=Weight.KEY),
    Choices(name="chains", label=_l("Key chains"), group=PLACE, vocabulary=CHAINS, facet=True,
            weight=Weight.KEY),
    Text(name="source_name", label=_l("Source"), group=SOURCE, translated=True,
         help=_l("Where the facts come from; readers see it.")),
    Link(name="source_url", label=_l("Link to the source"), group=SOURCE),
    Moment(name="published_at", label=_l("Published"), group=SOURCE,
           help=_l("Left empty, it is the moment of publishing.")),
    Day(name="verified_on", label=_l("Facts verified on"), group=SOURCE),
    Files(name="images", label=_l("Pictures"), pictures=True),
    Files(name="attachments", label=_l("Attachments")),
)  # fmt: skip
