"""Import and export on the desk: a file is checked first, then taken in."""

from __future__ import annotations

import tempfile

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.accounts.permissions import Permission
from portal.core import audit
from portal.core.audit import Actor
from portal.core.clock import today
from portal.editorial import exchange, exports, rows
from portal.editorial.exchange import Options, Report
from portal.editorial.rows import Format
from portal.listings.kit import ListingType
from portal.listings.registry import by_segment, registry
from portal.web.access import requires, staff
from portal.web.context import close_session, db, runtime
from portal.web.staff.exchange.forms import CheckForm
from portal.web.staff.exchange.waiting import Waiting

bp = Blueprint("staff_exchange", __name__, url_prefix="/staff/exchange")
CHUNK = 1 << 16
IN_MEMORY = 4 * 1024 * 1024


@bp.get("/")
@requires(Permission.EXCHANGE)
def index() -> ResponseReturnValue:
    return _page(CheckForm())


@bp.get("/<segment>.<format>")
@requires(Permission.EXCHANGE)
def export(segment: str, format: str) -> ResponseReturnValue:
    """What is public of a type as a file to save."""
    listing_type, wanted = by_segment(segment), _format(format)
    if listing_type is None or wanted is None:
        abort(404)
    name = f"{listing_type.key}-{today().isoformat()}.{wanted}"
    response = Response(_exported(listing_type, wanted), content_type=wanted.content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.post("/check")
@requires(Permission.EXCHANGE)
def check() -> ResponseReturnValue:
    """Read a file and say what would come of it; nothing is written but the file itself."""
    form = CheckForm()
    if not form.validate():
        return _page(form, 422)
    listing_type, format = form.listing_type(), form.format()
    report = _read(form.data_sent(), listing_type, format, publish=form.publish.data, dry_run=True)
    kept = _waiting().keep(form.data_sent())
    return render_template(
        "staff/exchange/report.html", report=report, type=listing_type, format=format, kept=kept,
        publish=form.publish.data, done=False,
    )  # fmt: skip


@bp.post("/import")
@requires(Permission.EXCHANGE)
def import_() -> ResponseReturnValue:
    """Take in a file that was checked before: good lines are kept, bad ones listed."""
    listing_type = registry().get(request.form.get("type", ""))
    format = _format(request.form.get("format", ""))
    data = _waiting().take(request.form.get("kept", ""))
    if listing_type is None or format is None or data is None:
        flash(_("That file is no longer here: please choose it again."), "warning")
        return redirect(url_for(".index"), 303)
    publish = request.form.get("publish") == "yes"
    report = _read(data, listing_type, format, publish=publish, dry_run=False)
    with runtime().database.write() as session:
        audit.record(
            session, _actor(), "listings.imported", ("listing_type", listing_type.key),
            good=report.good, bad=report.bad,
        )  # fmt: skip
    if not report.bad:
        count = ngettext("%(num)s record taken in.", "%(num)s records taken in.", report.good)
        flash(count)
        return redirect(url_for("staff_listings.index", segment=listing_type.segment), 303)
    return render_template(
        "staff/exchange/report.html", report=report, type=listing_type, format=format, kept="",
        publish=publish, done=True,
    )  # fmt: skip


def _page(form: CheckForm, status: int = 200) -> ResponseReturnValue:
    form.type.choices = [(key, str(found.label)) for key, found in registry().items()]
    return render_template(
        "staff/exchange/index.html", form=form, formats=tuple(Format),
        columns={key: exchange.columns(found) for key, found in registry().items()},
    ), status  # fmt: skip


def _exported(listing_type: ListingType, format: Format) -> bytes:
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as file:
        found = exports.records(db(), listing_type, format)
        rows.write(file, format, exchange.columns(listing_type), found)
        file.seek(0)
        return file.read()


def _read(
    data: bytes, listing_type: ListingType, format: Format, *, publish: bool, dry_run: bool
) -> Report:
    options = Options(_actor(), staff().organisation_id, publish=publish, dry_run=dry_run)
    close_session()  # the import opens its own, a batch at a time
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as file:
        file.write(data)
        file.seek(0)
        return exchange.import_file(runtime().database, listing_type, file, format, options)


def _waiting() -> Waiting:
    return Waiting(runtime().settings.data_dir / "imports")


def _format(name: str) -> Format | None:
    return Format(name) if name in set(Format) else None


def _actor() -> Actor:
    return Actor(staff().id, staff().name)
