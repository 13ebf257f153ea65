"""An office's WeChat QR code: public wherever one may ask it, so cached pages follow a change."""

from __future__ import annotations

from contextlib import suppress

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from portal.accounts import wechat
from portal.accounts.models import Organisation
from portal.accounts.organisations import GENERATION
from portal.accounts.permissions import Permission
from portal.core.i18n import speaking
from portal.core.locales import LOCALES
from portal.core.reference import in_locale
from portal.listings import generations
from portal.media.checks import Refused
from portal.media.models import MediaFile
from portal.media.service import forget, store_image
from portal.web.access import requires, staff
from portal.web.context import db, runtime, transactional
from portal.web.staff.forms import add_error
from portal.web.staff.organisations.wechat.forms import WechatForm, unfit
from portal.web.wechat import code_of

OFFICE = "/<int(max=2147483647):organisation_id>/wechat"
bp = Blueprint("staff_wechat", __name__, url_prefix="/staff/organisations")


@bp.get(OFFICE)
@requires(Permission.PEOPLE_EDIT)
def page(organisation_id: int) -> ResponseReturnValue:
    return _page(_office(organisation_id), WechatForm())


@bp.post(OFFICE)
@requires(Permission.PEOPLE_EDIT)
@transactional
def upload(organisation_id: int) -> ResponseReturnValue:
    office, form = _office(organisation_id), WechatForm()
    if not form.validate():
        return _page(office, form, 422)
    try:
        picture = _keep(office, form)
    except Refused as error:
        add_error(form.file, error.message)
        return _page(office, form, 422)
    _changed(wechat.show(db(), staff().actor, office.id, picture.id))
    flash(_("The QR code is saved. Public pages show it at once."))
    return _back(office)


@bp.post(f"{OFFICE}/remove")
@requires(Permission.PEOPLE_EDIT)
@transactional
def remove(organisation_id: int) -> ResponseReturnValue:
    office = _office(organisation_id)
    before = wechat.take_down(db(), staff().actor, office.id)
    if before is not None:
        _changed(before)
        flash(_("The QR code is removed from all pages."))
    return _back(office)


def _keep(office: Organisation, form: WechatForm) -> MediaFile:
    """The picture, checked and encoded anew; of one that is refused no row is left."""
    with db().begin_nested():
        picture = store_image(db(), runtime().store, form.sent(), _alt(office), office.id)
        if problem := unfit(picture):
            raise Refused(problem)
    return picture


def _alt(office: Organisation) -> dict[str, str]:
    """What the library says of the picture, by locale segment."""
    told = {}
    for reader in LOCALES:
        with speaking(reader):
            name = in_locale(office.names, reader)
            told[reader.segment] = str(_("WeChat QR code of %(office)s", office=name))
    return told


def _changed(before: int | None) -> None:
    """Public pages renew themselves; the old picture goes, unless a listing shows it too.

    It may be somebody's personal code, so it does not stay in the library.
    """
    generations.advance(db(), GENERATION)
    if before is not None:
        with suppress(IntegrityError), db().begin_nested():
            forget(db(), [before])


def _office(organisation_id: int) -> Organisation:
    return db().get(Organisation, organisation_id) or abort(404)


def _back(office: Organisation) -> ResponseReturnValue:
    return redirect(url_for(".page", organisation_id=office.id), 303)


def _page(office: Organisation, form: WechatForm, status: int = 200) -> ResponseReturnValue:
    return render_template(
        "staff/organisations/wechat.html", office=office, form=form, code=code_of(office)
    ), status
