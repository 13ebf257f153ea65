"""Names of facets and of their values, in the reader's language, for pages and the API alike."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from portal.core import reference
from portal.core.i18n import Label, _l
from portal.core.locales import BY_SEGMENT
from portal.listings.registry import registry
from portal.web.context import locale

FACET_NAMES: Mapping[str, Label] = {
    "type": _l("Kind"),
    "region": _l("Region"),
    "industry": _l("Industry"),
    "chains": _l("Key chains"),
}
TERMS = {
    "region": reference.regions,
    "industry": reference.industries,
    "chains": reference.chains,
}


def facet_label(name: str, value: str) -> str:
    """The label of a value of a facet that all types share; unknown values stay as they are."""
    return _label(name, value, locale().segment)


def facet_name(name: str) -> str:
    return _facet_name(name, locale().segment)


def facet_of(field: str, value: str) -> str:
    """The facet that a condition is about: chains are understood as industries too."""
    return "chains" if field == "industry" and value in reference.chains() else field


@lru_cache(maxsize=64)
def _facet_name(name: str, _locale: str) -> str:
    return str(FACET_NAMES[name])


@lru_cache(maxsize=4096)
def _label(name: str, value: str, segment: str) -> str:
    """Kept, for a page has some fifty, and names in traditional Chinese are converted."""
    if name == "type":
        return str(registry()[value].label) if value in registry() else value
    term = TERMS[name]().get(value)
    return term.name(BY_SEGMENT[segment]) if term else value
