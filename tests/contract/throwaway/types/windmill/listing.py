"""A type that only the tests know: one folder is all it takes."""

from __future__ import annotations

from pathlib import Path

from portal.core import units
from portal.listings.fields import Choice, Number, Text, Vocabulary, Weight
from portal.listings.kit import ListingType, Part
from portal.listings.shared_fields import SHARED
from tests.contract.throwaway.types.windmill.model import Rotor, Windmill

LISTING = ListingType(
    key="windmill",
    segment="windmills",
    order=90,
    label="Windmills",
    singular="Windmill",
    lead="Windmills of the city.",
    ask="Ask about this windmill",
    model=Windmill,
    folder=Path(__file__).parent,
    fields=(
        Choice(name="make", label="Make", vocabulary=Vocabulary({"post": "Post mill", "tower": "Tower mill"}),
               required=True, facet=True, weight=Weight.KEY),
        Number(name="height", label="Height", quantity=units.LENGTH, listed=True, ranged=True),
        Text(name="miller", label="Miller", translated=True, weight=Weight.KEY),
        *SHARED,
    ),
    parts=(
        Part(name="rotors", label="Rotors", singular="Rotor", model=Rotor, fields=(
            Text(name="name", label="Rotor name", required=True),
            Number(name="diameter", label="Diameter", quantity=units.LENGTH),
        )),
    ),
)  # fmt: skip
