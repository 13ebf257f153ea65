"""Imports every model once, so that the metadata is whole for migrations and tests."""

from portal.listings.registry import registry

TYPE_MODELS = tuple(listing_type.model for listing_type in registry().values())
