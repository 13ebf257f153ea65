"""Files of a form: new ones are checked and kept at once, so that an error loses none.

Checking takes seconds and storing waits for the disk: both come before the view's transaction,
for which all other writers wait.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import request
from werkzeug.datastructures import FileStorage

from portal.core.i18n import Label, _l
from portal.enquiries import files
from portal.media.checks import Refused, Upload
from portal.media.models import MediaFile
from portal.media.service import Prepared
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


@dataclass(frozen=True, slots=True)
class Brought:
    """Files just sent: those whose bytes are kept, without rows, and what is wrong with others."""

    files: Sequence[Prepared]
    problems: Sequence[Label]


def brings_files() -> bool:
    """Whether this request has files to take in."""
    return any(storage.filename for storage in request.files.getlist("files"))


def kept_before(form_key: FormKey | None) -> list[MediaFile]:
    """Files that an earlier attempt at this form has left here and the reader wants still."""
    named = _named(form_key)
    return [file for file in files.kept(db(), list(named)) if named[file.id] == file.digest]


def prepare_new(form_key: FormKey | None) -> Brought:
    """Check and store the files just sent; what is refused is told with its name.

    Never inside a transaction. Without a form key nothing is taken in.
    """
    if form_key is None:
        return Brought((), ())
    room = files.MOST_FILES - len(_named(form_key))
    sent = [storage for storage in request.files.getlist("files") if storage.filename]
    found: list[Prepared] = []
    problems: list[Label] = []
    if len(sent) > room:
        problems.append(_l("Send at most %(most)s files.", most=files.MOST_FILES))
    for storage in sent[: max(room, 0)]:
        try:
            found.append(files.prepare(runtime().store, _upload(storage)))
        except Refused as refused:
            name = _shown(storage.filename or "")
            problems.append(_l("%(name)s: %(problem)s", name=name, problem=refused.message))
    return Brought(found, problems)


def keep_new(brought: Brought) -> list[MediaFile]:
    return [files.keep(db(), file) for file in brought.files]


def sealed(kept: Iterable[MediaFile], form_key: FormKey) -> list[Kept]:
    return [Kept(file, seal_file(file.id, file.digest, form_key)) for file in kept]


def _named(form_key: FormKey | None) -> dict[int, str]:
    """Digests by id of the kept files that the form names."""
    if form_key is None:
        return {}
    return open_files(request.form.getlist("kept")[: 2 * files.MOST_FILES], form_key)


def _upload(storage: FileStorage) -> Upload:
    return Upload(storage.filename or "", storage.stream.read(files.MOST_BYTES + 1))


def _shown(name: str) -> str:
    return "".join(character for character in name if character.isprintable())[:60]
