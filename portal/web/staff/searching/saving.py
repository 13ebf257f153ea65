"""What all changes of the search have in common: the forms' buttons, and what follows a change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal.core.audit import Actor
from portal.listings import generations
from portal.search.curation import GENERATION, Conflict
from portal.web.access import staff
from portal.web.context import db
from portal.web.staff.forms import posted_version

PREVIEW = "preview"
Remove = Callable[[Session, Actor, int, int], None]


def wants(deed: str) -> bool:
    """Whether that button of the form was pressed."""
    return request.form.get("do") == deed


def done(message: str, endpoint: str, **values: Any) -> ResponseReturnValue:
    """Outdate cached pages and every process's words, tell, and lead on."""
    generations.advance(db(), GENERATION)
    flash(message)
    return redirect(url_for(endpoint, **values), 303)


def removed(remove: Remove, id: int, edit: str, index: str) -> ResponseReturnValue:
    """Take an entry away, unless somebody changed it since its page was opened: then back to `edit`."""
    try:
        remove(db(), staff().actor, id, posted_version())
    except LookupError:
        abort(404)
    except Conflict:
        flash(_("Somebody else changed this meanwhile. Nothing was deleted."), "warning")
        return redirect(edit, 303)
    return done(_("Deleted."), index)
