"""The copy of what is kept of a person: one archive with a page to read, data, and the files."""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from typing import IO, Any

from flask import Response, render_template, send_file

from portal.core.clock import now, today
from portal.core.i18n import speaking
from portal.core.locales import Locale
from portal.enquiries import wishes
from portal.enquiries.disclosure import Copy, copies_of
from portal.enquiries.models import Enquiry
from portal.enquiries.private_link import locale_of
from portal.pipeline import finding, leads
from portal.pipeline.models import Lead, LeadEntry
from portal.web.context import db, locale, runtime, speak
from portal.web.staff.enquiries import words
from portal.web.staff.leads.forms import STATES
from portal.web.staff.privacy.words import AUTHORS, GIVEN
from portal.web.staff.standards.forms import KINDS

IN_MEMORY = 8 * 1024 * 1024  # bytes; a larger archive goes to the disk, without a name there

Done = Mapping[int, Sequence[LeadEntry]]  # by the lead's id


def packed(enquiries: Sequence[Enquiry]) -> Response:
    """The archive as a download, in the language of the person's latest enquiry."""
    copies = copies_of(db(), enquiries)
    became = leads.of_enquiries(db(), [enquiry.id for enquiry in enquiries])
    done = finding.entries_of(db(), became.values())
    target = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 (closed with the response)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        missing = set(_add_files(archive, copies))
        archive.writestr("data.json", _data(copies, became.values(), done, missing))
        archive.writestr("index.html", _page(enquiries, copies, became, done, missing))
    target.seek(0)
    name = f"personal-data-{today().isoformat()}.zip"  # of whom, a file's name does not tell
    return _download(target, name)


def _download(target: IO[bytes], name: str) -> Response:
    response = send_file(target, mimetype="application/zip", as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store"
    return response


def _add_files(archive: zipfile.ZipFile, copies: Sequence[Copy]) -> Iterator[str]:
    """Adds each file, packed as it is already; yields the paths of those whose bytes are gone."""
    for file in (file for copy in copies for said in copy.said for file in said.files):
        try:
            archive.write(runtime().store.path(file.digest), file.path, zipfile.ZIP_STORED)
        except FileNotFoundError:
            yield file.path


def _data(copies: Sequence[Copy], became: Iterable[Lead], done: Done, missing: set[str]) -> str:
    content = {
        "made_at": now(),
        "enquiries": [asdict(copy) for copy in copies],
        "leads": [_lead(lead, done.get(lead.id, ())) for lead in became],
        "files_missing": sorted(missing),
    }
    return json.dumps(content, ensure_ascii=False, indent=2, default=_plain)


def _lead(lead: Lead, done: Sequence[LeadEntry]) -> Mapping[str, Any]:
    return {
        "investor": lead.investor,
        "wish": lead.wish,
        "investment_in_10000_yuan": lead.amount,
        "state": lead.state,
        "progress": [{"at": entry.created_at, "text": entry.text} for entry in done],
    }


def _plain(value: object) -> str:
    if isinstance(value, date):  # a moment is one too
        return value.isoformat()
    raise TypeError(type(value))


def _page(
    enquiries: Sequence[Enquiry],
    copies: Sequence[Copy],
    became: Mapping[int, Lead],
    done: Done,
    missing: set[str],
) -> str:
    reader = locale_of(enquiries[0])
    with _in_language(reader):
        return render_template(
            "staff/privacy/copy.html",
            asked=list(zip(enquiries, copies, strict=True)),
            became=became,
            progress=lambda lead: done.get(lead.id, ()),
            missing=missing,
            reader=reader,
            told=lambda enquiry: wishes.told(enquiry.wish, enquiry.kind, reader),
            words=words, authors=AUTHORS, given=GIVEN, kinds=KINDS, lead_states=STATES,
        )  # fmt: skip


@contextmanager
def _in_language(reader: Locale) -> Iterator[None]:
    """Speak the person's language for a while instead of the desk's."""
    before = locale()
    speak(reader)
    try:
        with speaking(reader):
            yield
    finally:
        speak(before)
