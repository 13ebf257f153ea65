"""Which listing types there are: one for each folder under `portal/listings/types/`."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType, ModuleType

import portal.listings.types as types_package
from portal.listings.kit import DeclarationError, ListingType


@cache
def registry() -> Mapping[str, ListingType]:
    """All declared types by key, in menu order; raises :class:`DeclarationError`."""
    found = [_declaration(module) for module in _modules(types_package)]
    ordered = sorted(found, key=lambda listing_type: (listing_type.order, listing_type.key))
    for listing_type in ordered:
        listing_type.check()
    return MappingProxyType({listing_type.key: listing_type for listing_type in ordered})


def by_segment(segment: str) -> ListingType | None:
    """The type whose addresses use `segment`, or None."""
    return next((found for found in registry().values() if found.segment == segment), None)


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    for info in pkgutil.iter_modules(package.__path__):
        yield importlib.import_module(f"{package.__name__}.{info.name}.listing")


def _declaration(module: ModuleType) -> ListingType:
    declared = getattr(module, "LISTING", None)
    if not isinstance(declared, ListingType):
        raise DeclarationError(f"{module.__name__} declares no LISTING")
    return declared
