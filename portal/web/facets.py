"""Names of facet values, in the reader's language, for pages and the API alike."""

from __future__ import annotations

from portal.core import reference
from portal.listings.registry import registry
from portal.web.context import locale

TERMS = {
    "region": reference.regions,
    "industry": reference.industries,
    "chains": reference.chains,
}


def facet_label(name: str, value: str) -> str:
    """The label of a value of a facet that all types share; unknown values stay as they are."""
    if name == "type":
        return str(registry()[value].label) if value in registry() else value
    term = TERMS[name]().get(value)
    return term.name(locale()) if term else value
