"""A listing type, declared once: from here come forms, lists, search, API and exchange.

`registry()` (in `registry.py`) finds every folder under `portal/listings/types/`; no list
anywhere names the types, and shared code asks the declaration instead of the type's key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.orm import DeclarativeBase

from portal.core.i18n import Label
from portal.listings.fields import Field, Record
from portal.search.engine import Figures


class DeclarationError(Exception):
    """A type's declaration and its model do not fit; start-up stops."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """Rows that belong to a listing, such as a building's units: own table, own fields."""

    name: str
    label: Label
    singular: Label
    model: type[DeclarativeBase]
    fields: tuple[Field, ...]

    def get(self, name: str) -> Field:
        """The field of that name; raises KeyError."""
        return _named(self.fields, name)


def _derive_nothing(_record: Record) -> Record:
    return {}


def _as_they_are(_row: Any, things: tuple[Figures, ...]) -> tuple[Figures, ...]:
    return things


@dataclass(frozen=True, kw_only=True)
class ListingType:
    """One type of listing.

    `derive` computes the derived fields from a whole record. `refine_figures` may add to the
    figures that the search compares, given the listing's own row; `further_measures` names what
    it adds.
    """

    key: str  # in imports, hits and facets
    segment: str  # in addresses
    order: int  # its place in menus
    label: Label  # many: "Factory space"
    singular: Label  # one: "a hall or office"
    lead: Label  # one sentence under the heading of its list
    ask: Label  # the button on its page: "Ask about this hall"
    asks: str = "general"  # the kind of enquiry that one about it is: its questions, its deadlines
    spoken: tuple[str, ...] = ()  # what people who look for one call it, in Chinese and English
    hints: tuple[str, ...] = ()  # words that only hint at it: its listings then come a little first
    model: type[DeclarativeBase]
    fields: tuple[Field, ...]
    parts: tuple[Part, ...] = ()
    derive: Callable[[Record], Record] = _derive_nothing
    refine_figures: Callable[[Any, tuple[Figures, ...]], tuple[Figures, ...]] = _as_they_are
    further_measures: tuple[str, ...] = ()
    schema_version: int = 1
    first_sort: str = "newest"  # the order of its list when nobody asks for another
    folder: Path = field(default=Path())

    @property
    def template_folder(self) -> Path:
        return self.folder / "templates"

    def get(self, name: str) -> Field:
        """The field of that name; raises KeyError."""
        return _named(self.fields, name)

    @property
    def facts(self) -> tuple[Field, ...]:
        """Fields that are the same in every language."""
        return tuple(field for field in self.fields if not field.translated)

    @property
    def texts(self) -> tuple[Field, ...]:
        """Fields with a text per locale, besides title, summary and body."""
        return tuple(field for field in self.fields if field.translated)

    @property
    def facets(self) -> tuple[Field, ...]:
        return tuple(field for field in self.fields if field.facet)

    @property
    def listed(self) -> tuple[Field, ...]:
        return tuple(field for field in self.fields if field.listed)

    def ranges(self) -> Iterator[tuple[Field, Part | None]]:
        """Fields filtered by least and most, with the part whose rows hold them."""
        of_parts = {
            field.name: part for part in self.parts for field in part.fields if field.ranged
        }
        for candidate in self.fields:
            if candidate.ranged:
                yield candidate, of_parts.get(candidate.name)

    def check(self) -> None:
        """Raise :class:`DeclarationError` where declaration and model disagree."""
        _check_columns(self.key, self.model, self.facts)
        for part in self.parts:
            _check_columns(f"{self.key}.{part.name}", part.model, part.fields)
        for name in ("card.html", "detail.html"):
            if not (self.template_folder / self.key / name).is_file():
                raise DeclarationError(f"{self.key}: templates/{self.key}/{name} is missing")


def _named(fields: tuple[Field, ...], name: str) -> Field:
    for candidate in fields:
        if candidate.name == name:
            return candidate
    raise KeyError(name)


def _check_columns(owner: str, model: type[DeclarativeBase], fields: tuple[Field, ...]) -> None:
    names = [field.name for field in fields]
    doubled = {name for name in names if names.count(name) > 1}
    reserved = {name for name in names if name.endswith(("_min", "_max"))}
    columns = set(model.__mapper__.columns.keys()) | set(COMMON_COLUMNS)
    missing = {name for name in names if name not in columns}
    for problem, found in (("doubled", doubled), ("reserved", reserved), ("no column", missing)):
        if found:
            raise DeclarationError(f"{owner}: {problem}: {', '.join(sorted(found))}")


# Common facts live in the `published` row or in link tables, not in the type's own table.
COMMON_COLUMNS = (
    "region", "industry", "chains", "source_url", "published_at", "verified_on",
    "images", "attachments",
)  # fmt: skip
