"""A table of figures as a spreadsheet reads it: every number of the page, times in hours."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping

from flask_babel import gettext as _

from portal.core.i18n import Label
from portal.editorial import rows
from portal.editorial.rows import Format
from portal.enquiries.figures import Line, Times
from portal.web.staff.figures.choosing import TABLES, Chosen
from portal.web.staff.figures.naming import names_of

Cells = Mapping[str, str]


def csv_of(chosen: Chosen) -> bytes:
    names = names_of(chosen.by, chosen.lines)
    found = [_cells(chosen, line, names.get(line.key, line.key)) for line in chosen.lines]
    found.append(_cells(chosen, chosen.total, _("All together")))
    file = io.BytesIO()
    rows.write(file, Format.CSV, tuple(found[-1]), found)
    return file.getvalue()


def _cells(chosen: Chosen, line: Line, name: Label | int | None) -> Cells:
    cells = {str(TABLES[chosen.by]): str(name), _("Enquiries"): str(line.asked)}
    steps = (
        (_("Accepted"), line.accepted), (_("First answer"), line.answered),
        (_("Closed"), line.closed),
    )  # fmt: skip
    for step, times in steps:
        cells |= _times(step, times)
    return cells | {
        _("handed over"): str(line.handed_over),
        _("given back"): str(line.declined),
        _("withdrawn"): str(line.withdrawn),
        _("refused as spam"): str(line.refused),
    }


def _times(step: str, times: Times) -> Iterator[tuple[str, str]]:
    yield _("%(step)s: done", step=step), str(times.cases)
    yield _("%(step)s: was due", step=step), str(times.due)
    yield _("%(step)s: in time", step=step), str(times.kept)
    yield _("%(step)s: half within, office hours", step=step), _hours(times.median)
    yield _("%(step)s: nine in ten within, office hours", step=step), _hours(times.ninetieth)
    yield _("%(step)s: half within, by the clock", step=step), _hours(times.clock_median)
    yield _("%(step)s: nine in ten within, by the clock", step=step), _hours(times.clock_ninetieth)


def _hours(minutes: float | None) -> str:
    """With a point and without thousands' commas, as spreadsheets read numbers."""
    return "" if minutes is None else f"{minutes / 60:.2f}"
