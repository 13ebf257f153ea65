"""Text messages through an HTTP gateway that the operator describes by a template."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import quote, quote_plus

from portal.config import Settings
from portal.notifications.calls import call

JSON, FORM = "application/json; charset=utf-8", "application/x-www-form-urlencoded"


def send(settings: Settings, phone: str, text: str, reference: str) -> None:
    """Raises `CallFailed`. `{phone}`, `{text}` and `{reference}` are put into the template.

    In the address they are percent-encoded; in a body that begins with `{` as JSON strings are,
    in any other body as forms are. Without a body it is a GET.
    """
    values = {"phone": phone, "text": text, "reference": reference}
    url = _filled(settings.sms_url, {name: quote(value, safe="") for name, value in values.items()})
    body = settings.sms_body
    if not body:
        call("GET", url)
    elif body.lstrip().startswith("{"):
        inside = {name: json.dumps(value)[1:-1] for name, value in values.items()}
        call("POST", url, _filled(body, inside).encode(), {"Content-Type": JSON})
    else:
        inside = {name: quote_plus(value) for name, value in values.items()}
        call("POST", url, _filled(body, inside).encode(), {"Content-Type": FORM})


def _filled(template: str, values: Mapping[str, str]) -> str:
    """Each placeholder once over: what a value holds is never taken for a placeholder."""
    for name in values:
        template = template.replace(f"{{{name}}}", f"\0{name}\0")
    for name, value in values.items():
        template = template.replace(f"\0{name}\0", value)
    return template
