"""The group robots: which there are, where they may speak, and how one is made to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core import audit
from portal.core.audit import Actor
from portal.core.clock import now
from portal.core.database import Database
from portal.notifications.calls import CallFailed, call
from portal.notifications.models import Robot, RobotKind
from portal.notifications.robot_kinds import HOSTS, Words, complaint, prepare

ROBOT_TOPIC = "robot.say"  # robot=id, said=topic, and the happening's ids
HEADERS = {"Content-Type": "application/json; charset=utf-8"}


class BadAddress(Exception):
    """A robot may not speak to that host, or the address is none."""


class RobotChanged(Exception):
    """Somebody changed the robot meanwhile."""


@dataclass(frozen=True, slots=True)
class RobotFacts:
    """An empty `url` or `secret` keeps the one that is known: they are never shown again."""

    kind: RobotKind
    name: str
    url: str
    secret: str
    organisation_id: int | None
    topics: Collection[str]
    active: bool


def all_robots(session: Session) -> Sequence[Robot]:
    return session.scalars(select(Robot).order_by(Robot.name, Robot.id)).all()


def listeners(session: Session, topic: str, organisation_id: int) -> Sequence[int]:
    """The robots that are to say this of an enquiry of that office."""
    robots = session.scalars(select(Robot).where(Robot.active.is_(True)).order_by(Robot.id))
    return [
        robot.id
        for robot in robots
        if topic in robot.topics and robot.organisation_id in (None, organisation_id)
    ]


def add(session: Session, actor: Actor, facts: RobotFacts, more_hosts: Collection[str]) -> Robot:
    """Raises :class:`BadAddress`."""
    check_address(facts.kind, facts.url, more_hosts)
    robot = Robot(kind=facts.kind, name=facts.name, url=facts.url, topics=[], version=1)
    _fill(robot, facts)
    session.add(robot)
    session.flush()
    audit.record(session, actor, "robot.added", ("robot", robot.id))
    return robot


def change(
    session: Session,
    actor: Actor,
    robot: Robot,
    version: int,
    facts: RobotFacts,
    more_hosts: Collection[str],
) -> None:
    """Raises :class:`BadAddress` and :class:`RobotChanged`."""
    if robot.version != version:
        raise RobotChanged
    known = replace(facts, url=facts.url or robot.url)
    check_address(known.kind, known.url, more_hosts)
    _fill(robot, known)
    robot.version = version + 1
    session.flush()
    audit.record(session, actor, "robot.changed", ("robot", robot.id))


def remove(session: Session, actor: Actor, robot: Robot) -> None:
    audit.record(session, actor, "robot.removed", ("robot", robot.id))
    session.delete(robot)
    session.flush()


def check_address(kind: RobotKind, url: str, more_hosts: Collection[str]) -> None:
    """Only https, to the chat's own hosts; to hosts the operator named, http and ports too."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise BadAddress from error
    host = parts.hostname or ""
    named = host if port is None else f"{host}:{port}"
    plain = (
        parts.username is None and parts.password is None and url.isascii() and url.isprintable()
    )
    ours = parts.scheme == "https" and host in HOSTS[kind] and port in (None, 443)
    allowed = parts.scheme in ("http", "https") and named in more_hosts
    if not plain or " " in url or not (ours or allowed):
        raise BadAddress


def say(database: Database, robot_id: int, words: Words, more_hosts: Collection[str]) -> None:
    """Make a robot speak; raises :class:`CallFailed`, which the robot's page shows too.

    A robot that is gone or switched off says nothing. The database is left before the call.
    """
    with database.read() as session:
        robot = session.get(Robot, robot_id)
    if robot is None or not robot.active:
        return
    try:
        _call(robot, words, more_hosts)
    except CallFailed as error:
        _remember(database, robot, str(error))
        raise
    _remember(database, robot, "")


def _call(robot: Robot, words: Words, more_hosts: Collection[str]) -> None:
    """The address is checked again: hosts may have been allowed when it was written."""
    kind = RobotKind(robot.kind)
    try:
        check_address(kind, robot.url, more_hosts)
    except BadAddress as error:
        raise CallFailed("this host is not allowed") from error
    prepared = prepare(kind, robot.url, robot.secret, words, now())
    answer = call("POST", prepared.url, prepared.body, HEADERS)
    if problem := complaint(answer.body):
        raise CallFailed(problem)


def _remember(database: Database, robot: Robot, error: str) -> None:
    if robot.last_error == error:
        return
    with database.write() as session:
        stored = session.get(Robot, robot.id)
        if stored is not None:
            stored.last_error = error


def _fill(robot: Robot, facts: RobotFacts) -> None:
    robot.kind, robot.name, robot.url = facts.kind, facts.name, facts.url
    robot.secret = facts.secret or robot.secret or ""
    robot.organisation_id, robot.topics = facts.organisation_id, sorted(facts.topics)
    robot.active, robot.last_error = facts.active, ""
