"""Every address, and every question that can stand in one."""

from __future__ import annotations

import itertools

from flask import Flask

from tests.support.forms import forms
from tests.web.bad_input.attacker import Attacker
from tests.web.bad_input.values import EVERYTHING, NASTY, WORST, escaped, query
from tests.web.bad_input.walking import arguments, path_of, routes, whole_paths

COMMON = ("q", "page", "sort", "per_page", "locale", "language", "text", "key", "listing", "next")


def test_every_address_answers_to_nasty_paths(
    app: Flask, attacker: Attacker, records: dict[str, int | str]
) -> None:
    turns = itertools.cycle(NASTY)
    for method in ("GET", "POST"):
        for rule in routes(app, method):
            values = arguments(rule, records)
            for name in values:
                for value in NASTY if EVERYTHING else (*WORST, next(turns)):
                    attacker.send(method, path_of(rule, {**values, name: escaped(value)[:3000]}))
    assert not attacker.wrong, "\n".join(attacker.wrong)


def test_every_page_answers_to_nasty_questions(
    app: Flask, attacker: Attacker, records: dict[str, int | str]
) -> None:
    turns = itertools.cycle(NASTY)
    for path in dict.fromkeys(whole_paths(app, "GET", records)):
        if path.startswith("/static/"):
            continue
        page = attacker.send("GET", path)
        own = {name for form in forms(page, path, "get") for name, _ in form.fields}
        names = sorted(own | set(COMMON))
        for value in NASTY if EVERYTHING else (*WORST[:3], next(turns)):
            attacker.send("GET", f"{path}?{query([(name, value) for name in names])}")
        for name in names if EVERYTHING else sorted(own):
            for value in NASTY if EVERYTHING else (next(turns),):
                attacker.send("GET", f"{path}?{query([(name, value), (name, b'x')])}")
    assert not attacker.wrong, "\n".join(attacker.wrong)
