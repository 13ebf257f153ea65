"""Text messages through an HTTP gateway that the operator describes by a template."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from urllib.parse import quote, quote_plus

from portal.config import Settings
from portal.notifications.calls import Answer, CallFailed, call

JSON, FORM = "application/json; charset=utf-8", "application/x-www-form-urlencoded"
EXCERPT = 120  # characters of an answer that are kept
HIDDEN = "…"
_WORD = re.compile(r"[A-Za-z0-9_*-]+|[^\W\x00-\x7f]+")
# Short words and numbers are left: they tell why. Long ones may be numbers of people, or keys.
_TELLING = re.compile(r"\d{7}|(?=.*\d).{12}", re.DOTALL)


def send(settings: Settings, phone: str, text: str, reference: str) -> None:
    """Raises `CallFailed`. `{phone}`, `{text}` and `{reference}` are put into the template.

    In the address they are percent-encoded; in a body that begins with `{` as JSON strings are,
    in any other body as forms are. Without a body it is a GET.
    """
    values = {"phone": phone, "text": text, "reference": reference}
    answer = _asked(settings, values)
    said = _read(answer.body)
    if _bare(settings.sms_success) not in _bare(said):
        sent = [settings.sms_url, settings.sms_body, *values.values()]
        raise CallFailed(f"not taken: {_excerpt(said, ' '.join(sent))}")


def _asked(settings: Settings, values: Mapping[str, str]) -> Answer:
    url = _filled(settings.sms_url, {name: quote(value, safe="") for name, value in values.items()})
    body = settings.sms_body
    if not body:
        return call("GET", url)
    if body.lstrip().startswith("{"):
        inside = {name: json.dumps(value)[1:-1] for name, value in values.items()}
        return call("POST", url, _filled(body, inside).encode(), {"Content-Type": JSON})
    inside = {name: quote_plus(value) for name, value in values.items()}
    return call("POST", url, _filled(body, inside).encode(), {"Content-Type": FORM})


def _filled(template: str, values: Mapping[str, str]) -> str:
    """Each placeholder once over: what a value holds is never taken for a placeholder."""
    for name in values:
        template = template.replace(f"{{{name}}}", f"\0{name}\0")
    for name, value in values.items():
        template = template.replace(f"\0{name}\0", value)
    return template


def _read(body: bytes) -> str:
    """UTF-8, or the national encoding; JSON without escapes. Never fails."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        text = body.decode("gb18030", errors="replace")
    try:
        plain = json.dumps(json.loads(text), ensure_ascii=False)
    except (ValueError, RecursionError):
        return text
    return plain.encode(errors="replace").decode()


def _bare(text: str) -> str:
    """Without blanks: `"code": 0` and `"code":0` say the same."""
    return "".join(text.split())


def _excerpt(said: str, sent: str) -> str:
    """The beginning of an answer, without the words that were sent: number, text and keys."""
    known = sent.lower()

    def shown(word: re.Match[str]) -> str:
        return HIDDEN if _TELLING.search(word[0]) or _repeats(word[0].lower(), known) else word[0]

    return _WORD.sub(shown, " ".join(said.split()))[:EXCERPT] or "an empty answer"


def _repeats(word: str, known: str) -> bool:
    """Whether it says again what is known, be it in parts as `138****8000` does."""
    parts = [word, *re.split(r"[*_-]+", word)]
    return any(len(part) >= (3 if part.isascii() else 2) and part in known for part in parts)
