"""Group robots: a list with what went wrong last, a form for one, a message to try it."""

from __future__ import annotations

from flask import Blueprint, abort, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.permissions import Permission
from portal.core.audit import Actor
from portal.enquiries import inbox
from portal.enquiries.robot_words import TITLES, of_test
from portal.notifications import robots
from portal.notifications.calls import CallFailed
from portal.notifications.models import Robot
from portal.notifications.robots import BadAddress, RobotChanged
from portal.web.access import requires, staff
from portal.web.context import close_session, db, runtime, transactional
from portal.web.staff.forms import add_error, posted_version
from portal.web.staff.robots.forms import KINDS, RobotForm, of_robot

bp = Blueprint("staff_robots", __name__, url_prefix="/staff/robots")
ONE = "/<int(max=2147483647):robot_id>"


@bp.get("/")
@requires(Permission.ROBOT_EDIT)
def index() -> ResponseReturnValue:
    return render_template(
        "staff/robots/index.html",
        robots=robots.all_robots(db()),
        kinds=KINDS,
        titles=TITLES,
        offices={office.id: office for office in inbox.offices(db())},
    )


@bp.get("/new")
@requires(Permission.ROBOT_EDIT)
def add_form() -> ResponseReturnValue:
    return _page(RobotForm(formdata=None, data={"active": True, "topics": list(TITLES)}), None)


@bp.post("/new")
@requires(Permission.ROBOT_EDIT)
@transactional
def add() -> ResponseReturnValue:
    form = _form()
    if not form.validate():
        return _page(form, None, 422)
    try:
        robots.add(db(), _actor(), form.facts(), runtime().settings.robot_hosts)
    except BadAddress:
        return _bad_address(form, None)
    return _done(_("The robot is added. Send a test message to see it work."))


@bp.get(ONE)
@requires(Permission.ROBOT_EDIT)
def edit_form(robot_id: int) -> ResponseReturnValue:
    robot = _robot(robot_id)
    return _page(RobotForm(formdata=None, data=of_robot(robot)), robot)


@bp.post(ONE)
@requires(Permission.ROBOT_EDIT)
@transactional
def edit(robot_id: int) -> ResponseReturnValue:
    robot, form = _robot(robot_id), _form()
    if not form.validate():
        return _page(form, robot, 422)
    hosts = runtime().settings.robot_hosts
    try:
        robots.change(db(), _actor(), robot, posted_version(), form.facts(), hosts)
    except BadAddress:
        return _bad_address(form, robot)
    except RobotChanged:
        form.form_errors = [_("Somebody else changed this robot meanwhile. Open it again.")]
        return _page(form, robot, 409)
    return _done(_("The robot is saved."))


@bp.post(f"{ONE}/test")
@requires(Permission.ROBOT_EDIT)
def test(robot_id: int) -> ResponseReturnValue:
    """Says something at once. No database session is held during the call."""
    robot = _robot(robot_id)
    active = robot.active
    close_session()
    settings = runtime().settings
    try:
        robots.say(runtime().database, robot_id, of_test(settings), settings.robot_hosts)
    except CallFailed as error:
        flash(_("The test message was not taken: %(error)s", error=str(error)), "warning")
    else:
        said = _("The test message was taken.") if active else _("The robot is switched off.")
        flash(said)
    return redirect(url_for(".index"), 303)


@bp.post(f"{ONE}/remove")
@requires(Permission.ROBOT_EDIT)
@transactional
def remove(robot_id: int) -> ResponseReturnValue:
    robots.remove(db(), _actor(), _robot(robot_id))
    return _done(_("The robot is removed."))


def _actor() -> Actor:
    return Actor(staff().id, staff().name)


def _robot(robot_id: int) -> Robot:
    return db().get(Robot, robot_id) or abort(404)


def _form() -> RobotForm:
    form = RobotForm()
    form.offer(inbox.offices(db()))
    return form


def _bad_address(form: RobotForm, robot: Robot | None) -> ResponseReturnValue:
    add_error(form.url, _("Give the https address that the chat itself shows for the robot."))
    return _page(form, robot, 422)


def _done(message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for(".index"), 303)


def _page(form: RobotForm, robot: Robot | None, status: int = 200) -> ResponseReturnValue:
    form.offer(inbox.offices(db()))
    return make_response(render_template("staff/robots/robot.html", form=form, robot=robot), status)
