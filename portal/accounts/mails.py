"""The words of invitations and of mails that let somebody set a new password.

Called by the worker with the ids that an outbox row carries; None when the link was used,
replaced or became too old meanwhile: then there is nothing to send.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from portal.accounts import links
from portal.accounts.models import OneTimeLink, User
from portal.config import Settings
from portal.core.locales import BY_SEGMENT, DEFAULT, Locale
from portal.core.mail import Mail
from portal.core.reference import in_locale, load_yaml
from portal.core.rendering import render_mail


def invitation(session: Session, settings: Settings, payload: Mapping[str, Any]) -> Mail | None:
    """How to take up an invitation; `payload` is `{"link": id}`."""
    return _mail(session, settings, payload, "invitation.txt")


def reset(session: Session, settings: Settings, payload: Mapping[str, Any]) -> Mail | None:
    """How to set a new password; `payload` is `{"link": id}`."""
    return _mail(session, settings, payload, "reset.txt")


def _mail(
    session: Session, settings: Settings, payload: Mapping[str, Any], template: str
) -> Mail | None:
    link = session.get(OneTimeLink, payload["link"])
    if link is None or not links.is_usable(session, link):
        return None
    user = session.get_one(User, link.user_id)
    locale = BY_SEGMENT.get(user.locale, DEFAULT)
    return render_mail(template, user.email, locale, **_words(settings, link, user, locale))


def _words(settings: Settings, link: OneTimeLink, user: User, locale: Locale) -> dict[str, object]:
    return {
        "person": user.name,
        "site": in_locale(load_yaml("site.yaml")["name"], locale),
        "office": in_locale(user.organisation.names, locale),
        "address": settings.base_url + links.path(link, settings.secret_key),
        "days": links.LIFETIME[links.Purpose.INVITATION].days,
        "minutes": int(links.LIFETIME[links.Purpose.RESET].total_seconds() // 60),
    }


MAIL_RENDERERS = {"mail.invitation": invitation, "mail.reset": reset}
