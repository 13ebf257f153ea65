"""Reading the parameters that API resources share; a bad one is a problem detail."""

from __future__ import annotations

from flask import Response, abort, request
from flask_babel import gettext as _

from portal.core.i18n import Label
from portal.core.locales import DEFAULT, find
from portal.core.paging import read_whole
from portal.web.context import speak
from portal.web.errors import problem

LAST_PAGE = 1000  # of hits


def refuse(errors: dict[str, Label]) -> None:
    """End the request with 422 and a list of fields, if there are any errors."""
    if errors:
        abort(refusal(errors))


def refusal(errors: dict[str, Label]) -> Response:
    listed = [{"field": name, "message": str(message)} for name, message in errors.items()]
    return problem(422, _("Some parameters cannot be used"), errors=listed)


def read_locale() -> None:
    """Answer in the language of `?locale=` (`zh-Hans`, `en` …); unknown ones are refused."""
    asked = request.args.get("locale", "").strip()
    found = find(asked) if asked else DEFAULT
    if found is None:
        refuse({"locale": _("This language is not known.")})
    else:
        speak(found)


def whole(name: str, default: int, least: int, most: int) -> int:
    """A whole number of the query string; any other is refused."""
    raw = request.args.get(name, "").strip()
    if not raw:
        return default
    try:
        return read_whole(raw, least, most)
    except ValueError:
        message = _("Give a number from %(least)s to %(most)s.", least=str(least), most=str(most))
        abort(refusal({name: message}))
