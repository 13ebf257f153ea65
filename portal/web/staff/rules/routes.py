"""The routing rules: an ordered list, a form for one, and a place to try them."""

from __future__ import annotations

from flask import (
    Blueprint,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.permissions import Permission
from portal.core.audit import Actor
from portal.core.i18n import Label, _l
from portal.enquiries import rules
from portal.enquiries.destinations import as_rule
from portal.enquiries.models import RoutingRule
from portal.enquiries.reach import unreachable
from portal.enquiries.routing import rule_label
from portal.enquiries.rules import Conflict, Direction, LastRule, RuleFacts
from portal.web.access import requires, staff
from portal.web.context import db, transactional
from portal.web.languages import lang_of
from portal.web.staff.forms import posted_version
from portal.web.staff.rules import shown, targets
from portal.web.staff.rules.forms import LISTS, NUMBERS, RuleForm, of_rule
from portal.web.staff.rules.preview import tried

bp = Blueprint("staff_rules", __name__, url_prefix="/staff/rules")
bp.add_app_template_filter(lang_of, "lang_of")
ONE = "/<int(max=2147483647):rule_id>"
DIRECTIONS = {"up": Direction.UP, "down": Direction.DOWN}


@bp.get("/")
@requires(Permission.RULES_EDIT)
def index() -> ResponseReturnValue:
    return _index()


@bp.get("/new")
@requires(Permission.RULES_EDIT)
def add_form() -> ResponseReturnValue:
    return _page(RuleForm(formdata=None), None)


@bp.post("/new")
@requires(Permission.RULES_EDIT)
@transactional
def add() -> ResponseReturnValue:
    form = RuleForm()
    facts = _facts(form)
    if facts is None:
        return _page(form, None, 422)
    rules.add(db(), _actor(), facts)
    return _done(_("The rule is added, just before the last."))


@bp.get(ONE)
@requires(Permission.RULES_EDIT)
def edit_form(rule_id: int) -> ResponseReturnValue:
    rule = _rule(rule_id)
    return _page(RuleForm(formdata=None, data=of_rule(rule)), rule)


@bp.post(ONE)
@requires(Permission.RULES_EDIT)
@transactional
def edit(rule_id: int) -> ResponseReturnValue:
    rule, form = _rule(rule_id), RuleForm()
    facts = _facts(form)
    if facts is None:
        return _page(form, rule, 422)
    try:
        rules.change(db(), _actor(), rule, posted_version(), facts)
    except Conflict:
        return _page(form, rule, 409)
    except LastRule:
        form.form_errors = [_("The last rule catches everything: it takes no conditions.")]
        return _page(form, rule, 422)
    return _done(_("The rule is saved."))


@bp.post(f"{ONE}/move")
@requires(Permission.RULES_EDIT)
@transactional
def move(rule_id: int) -> ResponseReturnValue:
    direction = DIRECTIONS.get(request.form.get("direction", "")) or abort(400)
    try:
        rules.move(db(), _actor(), _rule(rule_id), posted_version(), direction)
    except Conflict:
        return _index(
            _l("Somebody else changed this rule meanwhile. This is how the rules stand now.")
        )
    except LastRule:
        return _index(_l("The last rule stays last."))
    return redirect(url_for("staff_rules.index"), 303)


@bp.post(f"{ONE}/delete")
@requires(Permission.RULES_EDIT)
@transactional
def delete(rule_id: int) -> ResponseReturnValue:
    try:
        rules.delete(db(), _actor(), _rule(rule_id), posted_version())
    except Conflict:
        return _index(
            _l("Somebody else changed this rule meanwhile. This is how the rules stand now.")
        )
    except LastRule:
        return _index(_l("The last rule catches everything and cannot be deleted."))
    return _done(_("The rule is deleted. Enquiries it has sent stay where they are."))


def _actor() -> Actor:
    return Actor(staff().id, staff().name)


def _rule(rule_id: int) -> RoutingRule:
    return db().get(RoutingRule, rule_id) or abort(404)


def _facts(form: RuleForm) -> RuleFacts | None:
    """The rule as typed; None, with the reasons at the fields, where it cannot be."""
    if not form.validate():
        return None
    facts = form.facts(None if form.use_contact.data else targets.chosen(form.target))
    if form.errors:
        return None
    facts.check()
    return facts


def _done(message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for("staff_rules.index"), 303)


def _index(problem: Label = "") -> ResponseReturnValue:
    """The list; with a problem it answers 409."""
    rows = rules.overview(db())
    form, outcome = tried(request.args)
    places = {row.rule.id: place for place, row in enumerate(rows, start=1)}
    problems = shown.Problems(db())
    page = render_template(
        "staff/rules/index.html",
        rows=rows,
        never=unreachable([as_rule(row.rule) for row in rows]),
        places=places,
        never_words=lambda ids: shown.never_words([places[one] for one in ids]),
        conditions=shown.conditions,
        problem_of=problems.of,
        deserted=problems.deserted(rows),
        failed_words=shown.failed_words,
        label=lambda rule: rule_label(rule.name, as_rule(rule).facts),
        tried=form,
        outcome=outcome,
        brought=shown.brought(outcome.case) if outcome else [],
        choose=lambda number: url_for(
            "staff_rules.index", **{**request.args, "listing_id": number}, _anchor="try"
        ),
        problem=problem,
    )
    return make_response(page, 409 if problem else 422 if form.errors else 200)


def _page(form: RuleForm, rule: RoutingRule | None, status: int = 200) -> ResponseReturnValue:
    form.fill()
    form.target.choices = targets.choices()
    page = render_template(
        "staff/rules/rule.html",
        form=form,
        rule=rule,
        last=rule is not None and rules.is_last(db(), rule),
        differences=_differences(form, rule) if rule and status == 409 else [],
    )
    return make_response(page, status)


def _differences(form: RuleForm, rule: RoutingRule) -> list[tuple[Label, str, str]]:
    """Field by field: as it stands now, as it was typed."""
    stands = RuleForm(formdata=None, data=of_rule(rule))
    stands.fill()
    stands.target.choices = form.target.choices
    names = ("name", *LISTS, "listing_id", "origin_id", *NUMBERS, "use_contact", "target")
    return [(form[n].label.text, _value(stands[n]), _value(form[n])) for n in names]


def _value(field: object) -> str:
    """The words of a choice, or the text itself."""
    data, choices = getattr(field, "data", ""), getattr(field, "choices", None)
    if isinstance(data, bool):
        return str(_("ticked") if data else _("not ticked"))
    groups = choices.values() if isinstance(choices, dict) else [choices or []]
    labels = {choice[0]: choice[1] for group in groups for choice in group}
    return str(labels.get(data, data or ""))
