"""How the three chats want to be spoken to: address, signature, message, and what counts as yes.

WeCom:    https://developer.work.weixin.qq.com/document/path/91770
DingTalk: https://open.dingtalk.com/document/orgapp/custom-robots-send-group-messages
Feishu:   https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote_plus

from portal.notifications.models import RobotKind

HOSTS: Mapping[RobotKind, tuple[str, ...]] = {
    RobotKind.WECOM: ("qyapi.weixin.qq.com",),
    RobotKind.DINGTALK: ("oapi.dingtalk.com",),
    RobotKind.FEISHU: ("open.feishu.cn", "open.larksuite.com"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """What a robot says: a title, lines, and one address to open."""

    title: str
    lines: tuple[str, ...]
    link_words: str
    address: str


@dataclass(frozen=True, slots=True)
class Call:
    url: str
    body: bytes


def prepare(kind: RobotKind, url: str, secret: str, words: Words, moment: datetime) -> Call:
    """The call that makes the robot speak; signed where a secret is known."""
    return PREPARE[kind](url, secret, words, moment)


def complaint(body: bytes) -> str:
    """What an answer of 200 complains of; nothing when the message was taken.

    The chats answer 200 to nearly everything and say in the body whether it worked. The number
    alone is kept: the words beside it may repeat the key.
    """
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return "the answer is no JSON"
    if not isinstance(told, dict):
        return "the answer is no object"
    codes = [told[name] for name in ("errcode", "StatusCode", "code") if name in told]
    if codes and all(code == 0 and not isinstance(code, bool) for code in codes):
        return ""
    return f"code {codes[0]}"[:60] if codes else "the answer has no code"


def _wecom(url: str, _secret: str, words: Words, _moment: datetime) -> Call:
    """The key in the address is the whole proof."""
    text = "\n".join([f"**{words.title}**", *words.lines, _markdown_link(words)])
    return Call(url, _json({"msgtype": "markdown", "markdown": {"content": text}}))


def _dingtalk(url: str, secret: str, words: Words, moment: datetime) -> Call:
    """Signed in the address: base64 of HMAC-SHA256 over `timestamp\\nsecret`, in milliseconds."""
    text = "\n\n".join([f"#### {words.title}", *words.lines, _markdown_link(words)])
    body = _json({"msgtype": "markdown", "markdown": {"title": words.title, "text": text}})
    if not secret:
        return Call(url, body)
    stamp = str(int(moment.timestamp() * 1000))
    sign = _hmac(secret.encode(), f"{stamp}\n{secret}".encode())
    joined = "&" if "?" in url else "?"
    return Call(f"{url}{joined}timestamp={stamp}&sign={quote_plus(sign)}", body)


def _feishu(url: str, secret: str, words: Words, moment: datetime) -> Call:
    """Signed in the body: the key is `timestamp\\nsecret`, in seconds, and the message is empty."""
    lines: list[list[dict[str, str]]] = [[{"tag": "text", "text": line}] for line in words.lines]
    lines.append([{"tag": "a", "text": words.link_words, "href": words.address}])
    post = {"zh_cn": {"title": words.title, "content": lines}}
    body: dict[str, Any] = {"msg_type": "post", "content": {"post": post}}
    if secret:
        stamp = str(int(moment.timestamp()))
        body |= {"timestamp": stamp, "sign": _hmac(f"{stamp}\n{secret}".encode(), b"")}
    return Call(url, _json(body))


PREPARE: Mapping[RobotKind, Callable[[str, str, Words, datetime], Call]] = {
    RobotKind.WECOM: _wecom,
    RobotKind.DINGTALK: _dingtalk,
    RobotKind.FEISHU: _feishu,
}


def _markdown_link(words: Words) -> str:
    return f"[{words.link_words}]({words.address})"


def _hmac(key: bytes, message: bytes) -> str:
    return base64.b64encode(hmac.new(key, message, hashlib.sha256).digest()).decode()


def _json(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()
