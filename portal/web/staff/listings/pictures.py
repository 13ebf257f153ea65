"""Pictures and attachments in the editor: what can be chosen, and new files taken in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import request
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from portal.core.locales import LOCALES
from portal.listings.fields import Record, clean
from portal.media import library
from portal.media.checks import Refused, Upload
from portal.media.library import ALT_LENGTH
from portal.media.models import MediaFile
from portal.media.service import DOCUMENT, IMAGE, store_document, store_image
from portal.web.context import runtime
from portal.web.staff.listings.entries import FilesEntry
from portal.web.staff.listings.sheet import ADD, Sheet

OFFERED, MOST_OFFERED = 24, 480
ALT_LOCALES = tuple(locale for locale in LOCALES if locale.segment != "zh-hant")


@dataclass(frozen=True, slots=True)
class Shelf:
    """Files to choose from: the chosen ones first, then the newest of the library."""

    files: Sequence[MediaFile]
    chosen: frozenset[int]
    offered: int  # of the newest
    hidden: int  # older ones that are not offered
    begin: int | None  # the first of those that were asked for just now


def shelves(session: Session, sheet: Sheet, owner_id: int) -> Mapping[str, Shelf]:
    """A shelf for each entry of files."""
    found = {}
    for entry in sheet.files:
        ids = _ids(entry)
        held = library.by_id(session, ids)
        offered, before = _asked_for(entry)
        newest, total = _newest(session, owner_id, _kind(entry), offered)
        first = [held[id] for id in ids if id in held]
        rest = [file for file in newest if file.id not in held]
        begin = next((file.id for file in newest[before:] if file.id not in held), None)
        found[entry.name] = Shelf(
            [*first, *rest], frozenset(held), offered, max(0, total - offered), begin
        )
    return found


def _asked_for(entry: FilesEntry) -> tuple[int, int]:
    """How many of the newest to offer; where older ones begin that were just asked for."""
    shown = request.form.get(f"{entry.name}-shown", OFFERED, type=int)
    shown = min(max(shown, OFFERED), MOST_OFFERED)
    if request.form.get(ADD) == entry.name:
        return min(shown + OFFERED, MOST_OFFERED), shown
    return shown, MOST_OFFERED


def _newest(
    session: Session, owner_id: int, kind: str, count: int
) -> tuple[Sequence[MediaFile], int]:
    """The newest files of the library, and how many it has."""
    found = library.page(session, owner_id, kind, 1)
    files, number = list(found.files), 1
    while len(files) < min(count, found.total):
        number += 1
        files += library.page(session, owner_id, kind, number).files
    return files[:count], found.total


def receive(session: Session, entry: FilesEntry, before: Record, owner_id: int) -> bool:
    """Take in a new file and check the chosen ones; whether all is well.

    Only files of the library of that kind can be chosen: those of the organisation, and what
    the listing shows already.
    """
    upload = request.files.get(f"{entry.name}-upload")
    if upload is not None and upload.filename:
        try:
            file = _store(session, entry, upload, owner_id)
        except Refused as error:
            entry.errors = [str(error.message)]
            return False
        entry.data.append(str(file.id))
        entry.validate(None)
    held = before.get(entry.declared.name)
    kept = set(held) if isinstance(held, tuple) else set()
    known = library.by_id(session, _ids(entry))
    strange = [
        id for id in _ids(entry)
        if id not in known or known[id].kind != _kind(entry)
        or (known[id].owner_id != owner_id and id not in kept)
    ]  # fmt: skip
    if strange:
        entry.errors = [_("Choose files of the library.")]
    return not entry.errors


def read_upload(upload: FileStorage) -> Upload:
    """A file as it arrived, its name without what no database could hold."""
    return Upload(clean(upload.filename or ""), upload.read())


def typed_alt(prefix: str) -> dict[str, str]:
    """The descriptions typed beside an upload, by locale segment."""
    typed = {
        locale.segment: " ".join(clean(request.form.get(f"{prefix}-{locale.segment}", "")).split())
        for locale in ALT_LOCALES
    }
    return {segment: text[:ALT_LENGTH] for segment, text in typed.items() if text}


def _store(session: Session, entry: FilesEntry, upload: FileStorage, owner_id: int) -> MediaFile:
    store = runtime().store
    if entry.pictures:
        alt = typed_alt(f"{entry.name}-alt")
        return store_image(session, store, read_upload(upload), alt, owner_id)
    return store_document(session, store, read_upload(upload), private=False, owner_id=owner_id)


def _kind(entry: FilesEntry) -> str:
    return IMAGE if entry.pictures else DOCUMENT


def _ids(entry: FilesEntry) -> list[int]:
    return [int(id) for id in entry.data if id.isascii() and id.isdigit() and len(id) < 10]
