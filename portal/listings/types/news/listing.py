"""News, interpretations, notices: published to the minute, with source and office."""

from __future__ import annotations

from pathlib import Path

from portal.core.i18n import _l
from portal.listings.fields import Choice, Text, Vocabulary, Weight
from portal.listings.kit import ListingType
from portal.listings.shared_fields import SHARED
from portal.listings.types.news.model import News

COLUMNS = Vocabulary({
    "activity": _l("Investment news"),
    "interpretation": _l("Policies explained"),
    "park_news": _l("Park news"),
    "notice": _l("Notices"),
})  # fmt: skip
ARTICLE = _l("The article")

LISTING = ListingType(
    key="news",
    segment="news",
    order=70,
    label=_l("News"),
    singular=_l("News item"),
    lead=_l("What happened, what changed and what it means for investors."),
    ask=_l("Ask about this news"),
    spoken=(
        "新闻", "资讯", "招商动态", "招商新闻", "新闻动态", "动态", "news", "news item", "investment news",
    ),
    model=News,
    folder=Path(__file__).parent,
    fields=(
        Choice(name="column", label=_l("Column"), group=ARTICLE, vocabulary=COLUMNS, required=True,
               default=lambda: "activity", facet=True, weight=Weight.BODY),
        Text(name="author_office", label=_l("Author office"), group=ARTICLE, translated=True,
             weight=Weight.BODY, listed=True),
        *SHARED,
    ),
)  # fmt: skip
