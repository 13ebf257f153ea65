"""In which order the editor shows its entries, and which of them come first.

Only what decides stands open at first: what is needed, filtered by or shown on a card. The
rest of a group is folded under "More", unless it holds something or something is wrong there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from portal.core.i18n import Label, _l
from portal.listings.fields import Field
from portal.listings.shared_fields import PLACE, SOURCE
from portal.web.staff.listings.entries import FilesEntry
from portal.web.staff.listings.sheet import PartRows, Sheet

FEW = 2  # so many are not worth folding
BASICS, OTHER = _l("What it is"), _l("Details")


@dataclass(slots=True)
class Block:
    """A group of entries (`first` open, `more` folded), a part's rows, or the text's body."""

    title: Label
    first: list[Any] = field(default_factory=list)
    more: list[Any] = field(default_factory=list)
    part: PartRows | None = None
    body: Any = None
    id: str = ""

    @property
    def missing(self) -> int:
        """How many entries that are needed to publish are still empty."""
        rows = self.part.kept if self.part else ()
        entries = [*self.first, *self.more, *([self.body] if self.body is not None else [])]
        entries += [entry for row in rows for entry in row]
        return sum(entry.declared.required and not entry.data for entry in entries)


def arranged(sheet: Sheet) -> Sequence[Block]:
    """Title and summary, the type's own groups, its parts, the body, place, files, source.

    Without parts the body comes right after the summary: it is what matters then.
    """
    basics = Block(BASICS, [sheet["title"], sheet["summary"]])
    body = Block(sheet["body"].label.text, body=sheet["body"])
    groups = _groups(sheet)
    shared = [groups.pop(str(title)) for title in (PLACE, SOURCE) if str(title) in groups]
    own = [block for block in groups.values() if block.title]
    rest = [block for block in groups.values() if not block.title]
    parts = [Block(rows.part.label, part=rows) for rows in sheet.parts]
    words = [*own, *parts, body] if parts else [*own, body]
    if not sheet.with_facts:
        words = [*own, body]
    for block in rest:
        block.title = OTHER
    files = [Block(entry.label.text, [entry]) for entry in sheet.files]
    blocks = [basics, *words, *rest, *shared[:1], *files, *shared[1:]]
    shown = [block for block in blocks if block.first or block.more or block.part or block.body]
    for number, block in enumerate(shown, 1):
        block.id = f"part-{number}"
    return shown


def _groups(sheet: Sheet) -> dict[str, Block]:
    """Blocks by group title in the order of declaration; files are left out."""
    found: dict[str, Block] = {}
    for declared in sheet.type.fields:
        if declared.name not in sheet.texts and declared.name not in sheet.facts:
            continue
        entry = sheet[declared.name]
        if isinstance(entry, FilesEntry):
            continue
        block = found.setdefault(str(declared.group), Block(declared.group))
        (block.first if _matters(declared, entry) else block.more).append(entry)
    for block in found.values():
        if len(block.more) <= FEW:
            block.first, block.more = block.first + block.more, []
    return found


def _matters(declared: Field, entry: Any) -> bool:
    decides = declared.required or declared.listed or declared.facet or declared.translated
    return bool(decides or entry.errors or entry.data)
