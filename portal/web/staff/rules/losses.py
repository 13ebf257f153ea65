"""Asking again before a change that would take away what rules and duties rely on."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.accounts.models import Absence
from portal.core.reference import in_locale
from portal.enquiries.reliance import Loss, Use, WouldLose, mark
from portal.web.context import db, locale

FIELD = "accepted"
OWN = {FIELD, "csrf_token"}


def accepted() -> str:
    """The mark of the losses that were shown, where the form comes from that page."""
    return request.form.get(FIELD, "")


def ask(would: WouldLose, back: str) -> ResponseReturnValue:
    """The page that names what would be lost: the same form again, to be sent all the same."""
    sent = [pair for pair in request.form.items(multi=True) if pair[0] not in OWN]
    page = render_template(
        "staff/rules/losses.html",
        losses=[(_named(loss), _then(loss)) for loss in would.losses],
        sent=sent,
        field=FIELD,
        mark=mark(would.losses),
        back=back,
    )
    return page, 409


def _named(loss: Loss) -> str:
    """For what somebody is named."""
    said: Mapping[Use, Callable[[Loss], str]] = {
        Use.RULE: _rule,
        Use.OFFICE: lambda one: _("Nobody at %(office)s could answer any more.", office=_office(one)),
        Use.DUTY: lambda one: _("The duty officer of %(office)s.", office=_office(one)),
        Use.HEAD: lambda one: _("The head of %(office)s.", office=_office(one)),
        Use.DEPUTY: _deputy,
        Use.CONTACT: lambda one: ngettext(
            "The contact of %(num)s public listing.", "The contact of %(num)s public listings.",
            one.reliance.number,
        ),
        Use.OPEN: lambda one: ngettext(
            "%(num)s open enquiry at %(office)s.", "%(num)s open enquiries at %(office)s.",
            one.reliance.number, office=_office(one),
        ),
    }  # fmt: skip
    return str(said[loss.reliance.use](loss))


def _then(loss: Loss) -> str:
    """What happens to it after the change."""
    use = loss.reliance.use
    if use is Use.CONTACT:
        return str(_("Questions about them go to the office that owns them, or by the next rule."))
    if use is Use.OPEN:
        return str(_("They stay where they are: hand them over first, or somebody there must."))
    if use is Use.OFFICE or loss.instead is None:
        return _nobody(loss)
    return _somebody(loss, loss.instead.name, in_locale(loss.instead.organisation.names, locale()))


def _somebody(loss: Loss, person: str, office: str) -> str:
    if loss.reliance.use is Use.HEAD:
        return str(_("Broken promises are told to %(person)s instead.", person=person))
    if loss.reliance.use is Use.DUTY:
        return str(
            _("What nobody there accepts goes to the duty officer of %(office)s: %(person)s.",
              office=office, person=person)
        )  # fmt: skip
    if loss.on_duty:
        return str(
            _("It falls to the duty officer of %(office)s: %(person)s.", office=office, person=person)
        )  # fmt: skip
    return str(
        _("It falls to whoever at %(office)s has least to do: today %(person)s.",
          office=office, person=person)
    )  # fmt: skip


def _nobody(loss: Loss) -> str:
    if loss.reliance.use is Use.HEAD:
        return str(_("Broken promises are told to nobody."))
    if loss.reliance.use is Use.DUTY:
        return str(_("There and above nobody else is on duty: what is declined waits."))
    return str(
        _("Only the office is written to, and the head hears of it when a promise is broken.")
    )


def _rule(loss: Loss) -> str:
    return str(
        _("Rule %(number)s: %(name)s.", number=loss.reliance.number, name=str(loss.reliance.name))
    )


def _deputy(loss: Loss) -> str:
    absence = db().get_one(Absence, loss.reliance.id)
    return str(
        _("The deputy of %(person)s, who is away until %(day)s.",
          person=str(loss.reliance.name), day=absence.last_day.isoformat())
    )  # fmt: skip


def _office(loss: Loss) -> str:
    return in_locale(loss.office.names, locale())
