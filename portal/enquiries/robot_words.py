"""What a group robot says of a happening: reference, office, promised time; nobody's data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from portal.config import Settings
from portal.core import dates
from portal.core.i18n import Label, _l, speaking
from portal.core.locales import DEFAULT
from portal.core.reference import in_locale
from portal.enquiries import topics
from portal.enquiries.mails import due_by, office_of
from portal.enquiries.models import Enquiry
from portal.notifications.robot_kinds import Words

TITLES: Mapping[str, Label] = {
    topics.ASSIGNED: _l("A new enquiry is waiting"),
    topics.WRITTEN: _l("An investor has written again"),
    topics.RETURNED: _l("An enquiry has come back to the duty officer"),
    topics.REMINDER: _l("A promised time is near"),
    topics.ESCALATION: _l("A promised time has passed"),
}


def of_happening(session: Session, settings: Settings, ids: Mapping[str, Any]) -> Words | None:
    """The words, in the city's own language; None when the enquiry is gone."""
    enquiry = session.get(Enquiry, ids["enquiry"])
    if enquiry is None:
        return None
    office = office_of(session, enquiry, ids)
    with speaking(DEFAULT):
        return Words(
            title=str(TITLES[ids["said"]]),
            lines=(
                str(_l("Enquiry %(reference)s", reference=enquiry.reference)),
                str(_l("Office: %(office)s", office=in_locale(office.names, DEFAULT))),
                str(_l("Due by: %(moment)s", moment=dates.moment(due_by(enquiry, ids), DEFAULT))),
            ),
            link_words=str(_l("Open it on the staff desk")),
            address=f"{settings.base_url}/staff/enquiries/{enquiry.id}",
        )


def of_test(settings: Settings) -> Words:
    """To try a robot out."""
    with speaking(DEFAULT):
        return Words(
            title=str(_l("A test: enquiries are announced here")),
            lines=(str(_l("If you can read this, the robot works.")),),
            link_words=str(_l("Open the staff desk")),
            address=f"{settings.base_url}/staff/",
        )
