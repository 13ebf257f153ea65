"""A happening becomes what each reader gets: inbox lines, mails, messages of group robots.

Spread in one transaction that also marks the happening done, so each is spread once. Every
mail and every robot's message is a row of its own: trying one again repeats no other.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.absences import standing_in
from portal.accounts.models import Organisation, User
from portal.accounts.permissions import Permission, roles_with
from portal.core import outbox
from portal.core.clock import today
from portal.core.outbox import Message
from portal.enquiries import digests, topics
from portal.enquiries.models import Enquiry, EnquiryState
from portal.notifications import inbox
from portal.notifications.choices import wanted_by
from portal.notifications.robots import ROBOT_TOPIC, listeners

OF_ROBOTS = (topics.ASSIGNED, topics.WRITTEN, topics.RETURNED, topics.REMINDER, topics.ESCALATION)


def spread(session: Session, message: Message) -> None:
    """Tell whoever is concerned by one happening of `topics.TO_STAFF`."""
    if not outbox.fulfil(session, message):
        return
    ids: dict[str, int | str] = dict(message.payload)
    enquiry = session.get(Enquiry, ids["enquiry"]) if "enquiry" in ids else None
    if enquiry is None and message.topic != topics.DIGEST:
        return
    if enquiry is not None and enquiry.state == EnquiryState.HELD:
        return
    readers = _readers(session, enquiry, ids)
    if message.topic == topics.DIGEST:
        readers = [user for user in readers if digests.waiting(session, user)]
    key = f"{message.topic}:{message.id}"
    inbox.tell(session, [user.id for user in readers], message.topic, key, **ids)
    _mail(session, message.topic, readers, enquiry, ids)
    if enquiry is not None and message.topic in OF_ROBOTS:
        for robot_id in listeners(session, message.topic, enquiry.organisation_id):
            outbox.enqueue(
                session, ROBOT_TOPIC, robot=robot_id, said=message.topic, **_meant(ids, None)
            )


def _mail(
    session: Session,
    topic: str,
    readers: Sequence[User],
    enquiry: Enquiry | None,
    ids: dict[str, int | str],
) -> None:
    """A row a reader; to the office's own address instead where nobody in it has the enquiry."""
    if enquiry is not None and "user" not in ids and _officer(session, enquiry) is None:
        office = session.get_one(Organisation, enquiry.organisation_id)
        if office.email:
            outbox.enqueue(session, topics.mail_topic(topic), **_meant(ids, None))
            return
    for user in readers:
        wanted = wanted_by(session, user.id)
        told = wanted.digest if topic == topics.DIGEST else topic not in wanted.muted
        if wanted.by_mail and told:
            outbox.enqueue(session, topics.mail_topic(topic), **_meant(ids, user))


def _meant(ids: dict[str, int | str], user: User | None) -> dict[str, int | str]:
    rest = {name: value for name, value in ids.items() if name != "user"}
    return rest | ({"user": user.id} if user else {})


def _readers(
    session: Session, enquiry: Enquiry | None, ids: dict[str, int | str]
) -> Sequence[User]:
    """Who is meant, or has the enquiry, or stands in; else everybody who answers in the office."""
    if "user" in ids:
        meant = session.get(User, ids["user"])
        if meant is None or not meant.active:
            return []
        deputy = standing_in(session, meant, today()) if enquiry else None
        late = enquiry is not None and deputy is not None and deputy.id == enquiry.officer_id
        return [meant if deputy is None or late else deputy]
    if enquiry is None:
        return []
    officer = _officer(session, enquiry)
    if officer is not None:
        return [standing_in(session, officer, today()) or officer]
    return session.scalars(
        select(User)
        .where(
            User.organisation_id == enquiry.organisation_id,
            User.active.is_(True),
            User.role.in_(roles_with(Permission.ENQUIRY_ANSWER)),
        )
        .order_by(User.id)
    ).all()


def _officer(session: Session, enquiry: Enquiry) -> User | None:
    officer = session.get(User, enquiry.officer_id) if enquiry.officer_id else None
    return officer if officer and officer.active else None
