"""Files of a form: new ones are checked and kept at once, so that an error loses none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from flask import request
from werkzeug.datastructures import FileStorage

from portal.core.i18n import Label, _l
from portal.enquiries import files
from portal.media.checks import Refused, Upload
from portal.media.models import MediaFile
from portal.web.context import db, runtime
from portal.web.limits import Limit
from portal.web.public.enquiries.sealed import FormKey, open_files, seal_file

LARGEST = 56 * 1024 * 1024  # five files of 10 MB and what was typed
ATTACHING = Limit("enquiry-files", 20, timedelta(minutes=10))  # five files each at most


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is safe with us already, and the value by which the form names it."""

    file: MediaFile
    sealed: str


def brings_files() -> bool:
    """Whether this request has files to take in."""
    return any(storage.filename for storage in request.files.getlist("files"))


def kept_before(form_key: FormKey | None) -> list[MediaFile]:
    """Files that an earlier attempt at this form has left here and the reader wants still."""
    if form_key is None:
        return []
    ids = open_files(request.form.getlist("kept")[: 2 * files.MOST_FILES], form_key)
    return files.kept(db(), ids)


def keep_new(room: int) -> tuple[list[MediaFile], list[Label]]:
    """Keep up to `room` of the files just sent; what is refused is told with its name."""
    sent = [storage for storage in request.files.getlist("files") if storage.filename]
    found: list[MediaFile] = []
    problems: list[Label] = []
    if len(sent) > room:
        problems.append(_l("Send at most %(most)s files.", most=files.MOST_FILES))
    for storage in sent[: max(room, 0)]:
        try:
            found.append(files.keep(db(), runtime().store, _upload(storage)))
        except Refused as refused:
            name = _shown(storage.filename or "")
            problems.append(_l("%(name)s: %(problem)s", name=name, problem=refused.message))
    return found, problems


def sealed(kept: Iterable[MediaFile], form_key: FormKey) -> list[Kept]:
    return [Kept(file, seal_file(file.id, form_key)) for file in kept]


def _upload(storage: FileStorage) -> Upload:
    return Upload(storage.filename or "", storage.stream.read(files.MOST_BYTES + 1))


def _shown(name: str) -> str:
    return "".join(character for character in name if character.isprintable())[:60]
