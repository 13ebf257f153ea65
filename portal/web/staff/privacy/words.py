"""What the copy calls the things that are kept."""

from __future__ import annotations

from collections.abc import Mapping

from portal.core.i18n import Label, _l
from portal.enquiries.models import Author

AUTHORS: Mapping[str, Label] = {
    Author.INVESTOR: _l("You"),
    Author.STAFF: _l("The office"),
    Author.NOTE: _l("Note of the office"),
    Author.TALK: _l("Talk, as the office logged it"),
}
GIVEN: Mapping[str, Label] = {
    "name": _l("Name"),
    "company": _l("Company"),
    "email": _l("E-mail"),
    "phone": _l("Telephone"),
    "subject": _l("Subject"),
    "message": _l("Question"),
    "listing_title": _l("It concerns"),
    "consent_text": _l("What you agreed to"),
    "rating_reason": _l("Your words on the answer"),
}
