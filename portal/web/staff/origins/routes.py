"""Origins on the desk: the list with what each brought, making, changing and retiring them."""

from __future__ import annotations

from collections.abc import Sequence

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts import organisations
from portal.accounts.models import Organisation, User
from portal.accounts.permissions import Permission, Scope, allows, scope_of
from portal.core import qr
from portal.core.reference import in_locale, load_yaml
from portal.enquiries.origins import cards, figures, service
from portal.enquiries.origins.models import Origin, OriginKind
from portal.enquiries.origins.service import Conflict, NewOrigin
from portal.pipeline import finding as leads
from portal.web.access import authorize, requires, staff
from portal.web.context import db, locale, runtime, transactional
from portal.web.languages import lang_of
from portal.web.staff.forms import posted_version
from portal.web.staff.origins.forms import (
    SPANS,
    NewOriginForm,
    OriginForm,
    kind_name,
    leads_to,
    span,
    target_of,
)
from portal.web.staff.paging import page_address, page_number

bp = Blueprint("staff_origins", __name__, url_prefix="/staff/origins")
bp.add_app_template_filter(lang_of, "lang_of")
ONE = "/<int(max=2147483647):origin_id>"
OWN_FONTS = "fonts"  # a folder in the data directory


@bp.get("/")
@requires(Permission.ORIGIN_EDIT)
def index() -> ResponseReturnValue:
    chosen, days = span()
    found = figures.origins(db(), None if _everybodys() else staff().organisation_id, page_number())
    ids = [origin.id for origin in found.items]
    return render_template(
        "staff/origins/index.html",
        found=found,
        brought=figures.brought(db(), ids, days),
        leads=leads.by_origin(db(), ids, days.begins, days.ends),
        offices={office.id: office for office in organisations.all_organisations(db())},
        chosen=chosen,
        spans=SPANS,
        kind_name=kind_name,
        leads_to=leads_to,
        sees_leads=allows(staff(), Permission.LEAD_VIEW),
        page_address=page_address,
    )


@bp.get("/new")
@requires(Permission.ORIGIN_EDIT)
def new_form() -> ResponseReturnValue:
    own = {"organisation": str(staff().organisation_id)}
    return _new_page(NewOriginForm(formdata=None, data=own))


@bp.post("/new")
@requires(Permission.ORIGIN_EDIT)
@transactional
def create() -> ResponseReturnValue:
    form = NewOriginForm()
    form.offer(_offices())
    valid = form.validate()
    target = target_of(form.target)
    if not valid or form.errors:
        return _new_page(form, 422)
    office_id = int(form.organisation.data)
    authorize(Permission.ORIGIN_EDIT, office_id)
    kind = OriginKind(form.kind.data)
    new = NewOrigin(kind, form.name.data, office_id, target=target)
    return _done(service.create(db(), staff().actor, new), _("The link is made."))


@bp.post("/mine")
@requires(Permission.ORIGIN_EDIT)
@transactional
def mine() -> ResponseReturnValue:
    """One's own link, made when it is first asked for."""
    return _done(service.of_officer(db(), staff()), _("This is your own link."))


@bp.post("/office")
@requires(Permission.ORIGIN_EDIT)
@transactional
def office() -> ResponseReturnValue:
    made = service.of_organisation(db(), staff().actor, staff().organisation)
    return _done(made, _("The link is made."))


@bp.get(ONE)
@requires(Permission.ORIGIN_EDIT)
def show(origin_id: int) -> ResponseReturnValue:
    origin = _origin(origin_id)
    form = OriginForm(formdata=None, data={"name": origin.name, "target": origin.target})
    return _page(origin, form)


@bp.post(ONE)
@requires(Permission.ORIGIN_EDIT)
@transactional
def change(origin_id: int) -> ResponseReturnValue:
    origin, form = _origin(origin_id), OriginForm()
    valid = form.validate()
    target = target_of(form.target)
    if not valid or form.errors:
        return _page(origin, form, 422)
    try:
        service.change(db(), staff().actor, origin, posted_version(), form.name.data, target)
    except Conflict:
        return _page(origin, form, 409)
    return _done(origin, _("The link is saved."))


@bp.post(f"{ONE}/retire")
@requires(Permission.ORIGIN_EDIT)
@transactional
def retire(origin_id: int) -> ResponseReturnValue:
    origin = _origin(origin_id)
    try:
        service.retire(db(), staff().actor, origin, posted_version())
    except Conflict:
        return _changed(origin)
    return _done(origin, _("The link is retired: it leads to the first page and counts nothing."))


@bp.post(f"{ONE}/revive")
@requires(Permission.ORIGIN_EDIT)
@transactional
def revive(origin_id: int) -> ResponseReturnValue:
    origin = _origin(origin_id)
    try:
        service.revive(db(), staff().actor, origin, posted_version())
    except Conflict:
        return _changed(origin)
    return _done(origin, _("The link is in use again."))


@bp.get(f"{ONE}/qr.svg")
@requires(Permission.ORIGIN_EDIT)
def code(origin_id: int) -> ResponseReturnValue:
    origin = _origin(origin_id)
    return _file(qr.svg(_address(origin)), "image/svg+xml", f"{origin.code}.svg")


@bp.get(f"{ONE}/cards.pdf")
@requires(Permission.ORIGIN_EDIT)
def sheet(origin_id: int) -> ResponseReturnValue:
    """Name cards for the printer's."""
    origin = _origin(origin_id)
    card = _card(origin)
    letters = cards.lettering(card, runtime().settings.data_dir / OWN_FONTS)
    made = cards.sheet(card, letters or cards.StandIn())
    return _file(made, "application/pdf", f"{origin.code}.pdf")


def _everybodys() -> bool:
    return scope_of(staff(), Permission.ORIGIN_EDIT) is Scope.ANY


def _offices() -> Sequence[Organisation]:
    found = organisations.all_organisations(db())
    return [one for one in found if allows(staff(), Permission.ORIGIN_EDIT, one.id)]


def _origin(origin_id: int) -> Origin:
    found = db().get(Origin, origin_id) or abort(404)
    authorize(Permission.ORIGIN_EDIT, found.organisation_id)
    return found


def _address(origin: Origin) -> str:
    return f"{runtime().settings.base_url}/r/{origin.code}"


def _card(origin: Origin) -> cards.Card:
    """What the cards say, in the language of the desk's reader."""
    named = in_locale(db().get_one(Organisation, origin.organisation_id).names, locale())
    city = in_locale(load_yaml("site.yaml")["name"], locale())
    name = "" if origin.kind == OriginKind.ORGANISATION else origin.name
    return cards.Card(city, named, name, _address(origin))


def _file(content: bytes, kind: str, name: str) -> Response:
    """A file to be saved, and for pictures of this page to be shown from."""
    response = Response(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "no-store"
    return response


def _done(origin: Origin, message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for("staff_origins.show", origin_id=origin.id), 303)


def _changed(origin: Origin) -> ResponseReturnValue:
    stands = OriginForm(formdata=None, data={"name": origin.name, "target": origin.target})
    return _page(origin, stands, 409)


def _new_page(form: NewOriginForm, status: int = 200) -> ResponseReturnValue:
    form.offer(_offices())
    return make_response(render_template("staff/origins/new.html", form=form), status)


def _page(origin: Origin, form: OriginForm, status: int = 200) -> ResponseReturnValue:
    chosen, days = span()
    rows = [
        (form.name.label.text, origin.name, form.name.data),
        (form.target.label.text, leads_to(origin.target), leads_to(form.target.data)),
    ]
    page = render_template(
        "staff/origins/origin.html",
        origin=origin,
        form=form,
        address=_address(origin),
        office=db().get_one(Organisation, origin.organisation_id),
        person=db().scalar(select(User).where(User.id == origin.user_id)),
        kind_name=kind_name,
        brought=figures.brought(db(), [origin.id], days)[origin.id],
        leads=leads.by_origin(db(), [origin.id], days.begins, days.ends).get(origin.id, 0),
        chosen=chosen,
        spans=SPANS,
        has_font=cards.can_draw(_card(origin), runtime().settings.data_dir / OWN_FONTS),
        differences=rows if status == 409 else [],
    )
    return make_response(page, status)
