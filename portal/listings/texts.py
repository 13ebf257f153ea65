"""A listing's text in one language, as rooms hand it to one another."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from portal.core.locales import BY_SEGMENT
from portal.core.scripts import to_traditional
from portal.listings.models import Origin

SLUG_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Text:
    """`fields` holds the type's own translated fields by name; `body` is Markdown."""

    title: str
    summary: str = ""
    body: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    origin: Origin = Origin.WRITTEN

    @property
    def slug(self) -> str:
        """The readable end of an address: letters, digits and hyphens of any script."""
        folded = unicodedata.normalize("NFKC", self.title).lower()
        return re.sub(r"[\W_]+", "-", folded).strip("-")[:SLUG_LENGTH].strip("-") or "listing"


def with_conversions(texts: Mapping[str, Text]) -> dict[str, Text]:
    """The texts, traditional Chinese made from simplified where nobody wrote it."""
    complete = dict(texts)
    source = texts.get("zh-hans")
    if source is not None and "zh-hant" not in texts and "zh-hant" in BY_SEGMENT:
        complete["zh-hant"] = _converted(source)
    return complete


def _converted(source: Text) -> Text:
    return replace(
        source,
        title=to_traditional(source.title),
        summary=to_traditional(source.summary),
        body=to_traditional(source.body),
        fields={name: to_traditional(value) for name, value in source.fields.items()},
        origin=Origin.CONVERTED,
    )
