"""Who sends it, and judges what comes back."""

from __future__ import annotations

import itertools
import re
from typing import Any

from werkzeug.test import TestResponse

from tests.conftest import Staff
from tests.support.client import StrictClient
from tests.support.forms import Form, forms
from tests.web.bad_input.values import URLENCODED, form_body


class Attacker:
    """A client that signs in again when thrown out, each request from another address."""

    def __init__(self, staff: Staff) -> None:
        self._staff = staff
        self._numbers = itertools.count(1)
        self.client: StrictClient = staff("administrator", "yanhu")
        self.wrong: list[str] = []
        self.sent = 0

    def send(self, method: str, path: str, **options: Any) -> TestResponse:
        number = next(self._numbers)
        here = {"REMOTE_ADDR": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"}
        told = f"{method} {path[:160]} {str(options)[:300]}"
        self.sent += 1
        try:
            answer = self.client.open(path, method=method, environ_overrides=here, **options)
        except AssertionError as error:  # the page that came back is not well-formed
            self.wrong.append(f"{told}: {str(error)[:600]}")
            return TestResponse([], "200 OK", [], None)  # type: ignore[arg-type]
        self._judge(told, path, answer)
        if answer.headers.get("Location", "").startswith("/staff/sign-in"):
            self.client = self._staff("administrator", "yanhu")
        return answer

    def enter(self, form: Form, values: dict[str, bytes]) -> None:
        """Send a form with these values changed; what was saved is opened again, for its version."""
        sent = [(name, values.get(name, value.encode())) for name, value in form.fields]
        answer = self.send("POST", form.action, data=form_body(sent), content_type=URLENCODED)
        if answer.status_code == 303 and any("version" in name for name in form.names()):
            fresh = forms(self.send("GET", form.page), form.page, "post")
            same = [f for f in fresh if (f.action, f.names()) == (form.action, form.names())]
            form.fields = same[0].fields if same else form.fields

    def _judge(self, told: str, path: str, answer: TestResponse) -> None:
        if path.startswith("/readyz"):
            return  # says 503 while no worker runs
        if answer.status_code >= 500:
            self.wrong.append(f"{told}: {answer.status_code}")
        elif answer.status_code >= 400 and not _readable(path, answer):
            self.wrong.append(f"{told}: {answer.status_code} as {answer.content_type}")


def _readable(path: str, answer: TestResponse) -> bool:
    """A page in a known language, or a problem detail; scripts of the desk get JSON."""
    if path.startswith("/api/"):
        return answer.mimetype == "application/problem+json"
    if answer.mimetype == "application/json":
        return path.startswith("/staff/")
    named = re.search(r'<html lang="([^"]+)"', answer.text)
    spoken = ("en",) if path.startswith("/en/") else ("zh-Hans", "zh-Hant", "en")
    return answer.mimetype == "text/html" and named is not None and named[1] in spoken
