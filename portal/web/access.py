"""Every view says who may use it; what says nothing is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from flask import abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.models import User
from portal.accounts.permissions import Permission, allows

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
PUBLIC = "public"


def public(view: View) -> View:
    """Anybody may use this view."""
    view.access = PUBLIC  # type: ignore[attr-defined]
    return view


def requires(permission: Permission) -> Callable[[View], View]:
    """Only staff who hold `permission` may use this view.

    A view of one record asks :func:`authorize` as well, with the record's organisation.
    """

    def mark(view: View) -> View:
        view.access = permission  # type: ignore[attr-defined]
        return view

    return mark


def declared_access(endpoint: str) -> str | Permission | None:
    return getattr(current_app.view_functions[endpoint], "access", None)


def current_user() -> User | None:
    """Who is signed in on the desk; looked up once a request by `web.staff.sessions`."""
    return cast("User | None", g.get("user"))


def staff() -> User:
    """The signed-in member of staff; only for views that require a permission."""
    user = current_user()
    if user is None:
        abort(403)
    return user


def authorize(permission: Permission, organisation_id: int | None) -> None:
    """Refuse (403) unless the signed-in person may do this to a record of that organisation."""
    if not allows(staff(), permission, organisation_id):
        abort(403)


def enforce() -> ResponseReturnValue | None:
    """Before each request: let in, send to sign-in, or refuse."""
    if request.endpoint is None or request.endpoint == "static":
        return None
    access = declared_access(request.endpoint)
    if access == PUBLIC:
        return None
    user = current_user()
    if user is None and access is not None:
        return redirect(url_for("staff_sign_in.form", next=request.path), 303)
    if not isinstance(access, Permission) or user is None or not allows(user, access):
        abort(403)
    return None
