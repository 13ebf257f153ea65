"""Every form, and what only scripts send."""

from __future__ import annotations

import itertools
from urllib.parse import urlsplit

from flask import Flask

from tests.web.bad_input.attacker import Attacker
from tests.web.bad_input.values import EVERYTHING, NASTY, URLENCODED, WORST, form_body
from tests.web.bad_input.walking import all_forms, arguments, path_of, routes


def test_every_form_answers_to_nasty_entries(
    app: Flask, attacker: Attacker, records: dict[str, int | str]
) -> None:
    turns = itertools.cycle(NASTY)
    found = all_forms(app, attacker, records)
    done: set[tuple[str, str]] = set()  # an entry that several pages of a kind share goes once
    for form in found.values():
        for value in NASTY if EVERYTHING else (*WORST[:2], next(turns)):
            attacker.enter(form, dict.fromkeys(form.names(), value))
        for name in form.names():
            kind = (form.page.rsplit("/", 1)[0], name)
            for value in NASTY if EVERYTHING else (next(turns),) if kind not in done else ():
                attacker.enter(form, {name: value})
            done.add(kind)
    posts = {rule.endpoint for rule in routes(app, "POST") if not rule.rule.startswith("/api/")}
    reached = {app.url_map.bind("localhost").match(urlsplit(f.action).path, method="POST")[0] for f in found.values()}  # fmt: skip
    assert sorted(posts - reached - WITHOUT_FORM) == []
    assert not attacker.wrong, "\n".join(attacker.wrong)


# What has no form that a page shows at once: sent to below, by hand.
WITHOUT_FORM = {
    "staff_listings.markdown", "staff_listings.paste", "staff_exchange.import_",
    "staff_joining.join", "staff_joining.reset", "public_enquiry.write", "public_enquiry.close",
    "staff_account.end_session", "staff_listings.discard", "staff_sign_in.leave", "staff_people.invite_again", "staff_rules.delete",
    "staff_searching.save_grades", "public_search.clicked", "public_brought.forget",
    "public_mine.meet", "public_mine.new_link", "public_mine.rated", "public_mine.withdraw",
    "staff_absences.remove", "staff_held.refuse", "staff_held.release",
    "staff_notifications.open_one", "staff_notifications.read_all", "staff_origins.revive",
    "staff_robots.edit", "staff_robots.remove", "staff_robots.test", "staff_standards.remove_day",
    "staff_privacy.copy", "staff_privacy.erase", "staff_wechat.remove",
}  # fmt: skip


def test_what_has_no_form_answers_too(
    app: Flask, attacker: Attacker, records: dict[str, int | str]
) -> None:
    """Scripts' addresses and those that a page shows only to some: the same values."""
    names = ("text", "html", "type", "format", "kept", "publish", "password", "again", "name",
             "key", "message", "once", "version", "csrf_token", "enquiry", "purpose", "proof", "typed")  # fmt: skip
    for rule in routes(app, "POST"):
        if rule.endpoint in WITHOUT_FORM:
            path = path_of(rule, arguments(rule, records))
            for value in NASTY:
                attacker.send("POST", path, data=form_body([(n, value) for n in names]), content_type=URLENCODED)  # fmt: skip
    assert not attacker.wrong, "\n".join(attacker.wrong)
