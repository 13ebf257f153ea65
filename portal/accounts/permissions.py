"""The whole permission map: which role may do what, and to whose records.

Deny by default: what is not granted here is refused, and a route that declares no
permission fails the suite (`tests/rules/`).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, StrEnum

from portal.accounts.models import Role, User


class Permission(StrEnum):
    DESK = "desk"  # sign in and see today's page
    LISTING_VIEW = "listing.view"  # see listings on the desk, drafts included
    LISTING_EDIT = "listing.edit"  # create, save, preview
    LISTING_PUBLISH = "listing.publish"  # publish and withdraw
    MEDIA_UPLOAD = "media.upload"
    EXCHANGE = "exchange"  # import and export listings
    SEARCH_VIEW = "search.view"  # see what was asked, synonyms, and why an order is as it is
    SEARCH_CURATE = "search.curate"  # synonyms, words, pinned answers, judgements
    ENQUIRY_VIEW = "enquiry.view"  # read enquiries: personal data
    ENQUIRY_ANSWER = "enquiry.answer"  # accept, answer, note, hand over, close
    ENQUIRY_CONTACT = "enquiry.contact"  # see how to reach who asked, for a reason that is logged
    ENQUIRY_REVIEW = "enquiry.review"  # decide on what looks like spam
    LEAD_VIEW = "lead.view"
    LEAD_EDIT = "lead.edit"
    ORIGIN_EDIT = "origin.edit"  # short links and QR codes, and what they brought
    FIGURES_VIEW = "figures.view"  # volumes and times; no personal data
    RULES_EDIT = "rules.edit"  # routing rules, standards of time, the calendar
    ROBOT_EDIT = "robot.edit"  # group robots
    PRIVACY = "privacy"  # export and erase one person's data
    PEOPLE_EDIT = "people.edit"  # staff and organisations
    AUDIT_VIEW = "audit.view"


class Scope(Enum):
    OWN = "own"  # records of the own organisation
    ANY = "any"


ANY, OWN = Scope.ANY, Scope.OWN
P = Permission
GRANTS: Mapping[Role, Mapping[Permission, Scope]] = {
    Role.ADMINISTRATOR: dict.fromkeys(Permission, ANY),
    Role.PUBLISHER: {
        P.DESK: ANY, P.LISTING_VIEW: ANY, P.LISTING_EDIT: ANY, P.LISTING_PUBLISH: ANY,
        P.MEDIA_UPLOAD: ANY, P.EXCHANGE: ANY, P.SEARCH_VIEW: ANY, P.SEARCH_CURATE: ANY,
        P.ORIGIN_EDIT: ANY, P.FIGURES_VIEW: ANY,
    },
    Role.EDITOR: {
        P.DESK: ANY, P.LISTING_VIEW: OWN, P.LISTING_EDIT: OWN, P.LISTING_PUBLISH: OWN,
        P.MEDIA_UPLOAD: OWN, P.SEARCH_VIEW: ANY,
    },
    Role.OFFICER: {
        P.DESK: ANY, P.LISTING_VIEW: OWN, P.ENQUIRY_VIEW: OWN, P.ENQUIRY_ANSWER: OWN,
        P.ENQUIRY_CONTACT: OWN, P.ENQUIRY_REVIEW: OWN, P.LEAD_VIEW: OWN, P.LEAD_EDIT: OWN,
        P.ORIGIN_EDIT: OWN, P.FIGURES_VIEW: OWN,
    },
    Role.VIEWER: {P.DESK: ANY, P.LISTING_VIEW: ANY, P.FIGURES_VIEW: ANY},
}  # fmt: skip


def roles_with(permission: Permission) -> tuple[Role, ...]:
    """The roles that hold a permission, over whosever records."""
    return tuple(role for role, granted in GRANTS.items() if permission in granted)


def scope_of(user: User, permission: Permission) -> Scope | None:
    """Over whose records a person holds a permission; None when not at all."""
    return GRANTS[Role(user.role)].get(permission) if user.active else None


def allows(user: User, permission: Permission, organisation_id: int | None = None) -> bool:
    """Whether a person may do this, to a record of `organisation_id` if one is given."""
    scope = scope_of(user, permission)
    if scope is None:
        return False
    return scope is ANY or organisation_id in (None, user.organisation_id)
