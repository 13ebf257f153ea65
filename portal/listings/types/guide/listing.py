"""The investor's guide: from the place and its costs to registration and production."""

from __future__ import annotations

from pathlib import Path

from portal.core import units
from portal.core.i18n import _l
from portal.listings.fields import Choice, Number, Vocabulary, Weight
from portal.listings.kit import ListingType
from portal.listings.shared_fields import SHARED
from portal.listings.types.guide.model import GuideChapter

TOPICS = Vocabulary({
    "location": _l("Location"),
    "transport": _l("Transport links"),
    "costs": _l("Costs"),
    "labour": _l("Labour"),
    "procedure": _l("From registration to production"),
    "taxes": _l("Taxes"),
    "talent": _l("Talent"),
    "living": _l("Living here"),
})  # fmt: skip
CHAPTER = _l("The chapter")

LISTING = ListingType(
    key="guide",
    segment="guide",
    order=80,
    label=_l("Investor’s guide"),
    singular=_l("Chapter"),
    lead=_l("Where we are, what it costs, and the way from registration to production."),
    ask=_l("Ask about this chapter"),
    spoken=(
        "投资指南", "招商指南", "指南", "办事指南", "投资环境", "guide", "investment guide", "investor's guide",
        "investor guide",
    ),
    model=GuideChapter,
    folder=Path(__file__).parent,
    first_sort="chapter",
    fields=(
        Number(name="chapter", label=_l("Chapter number"), group=CHAPTER, quantity=units.COUNT,
               minimum=1, maximum=99, whole=True, required=True, listed=True),
        Choice(name="topic", label=_l("Topic"), group=CHAPTER, vocabulary=TOPICS, required=True,
               facet=True, weight=Weight.BODY),
        *SHARED,
    ),
)  # fmt: skip
