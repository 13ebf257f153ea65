"""Group robots: the formats of their chats, where they may speak, and a real server's answers."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from portal.core.audit import SYSTEM
from portal.notifications import calls, robots
from portal.notifications.calls import CallFailed
from portal.notifications.models import Robot, RobotKind
from portal.notifications.robot_kinds import Words, complaint, prepare
from portal.notifications.robots import BadAddress, RobotFacts, check_address
from portal.runtime import Runtime
from tests.support.outside import OutsideService, outside_service

WORDS = Words(
    "一条新咨询", ("编号 YC-2026-7K3M9Q",), "打开", "https://invest.example/staff/enquiries/1"
)
AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
WECOM = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k"


@pytest.fixture
def chat() -> Iterator[OutsideService]:
    with outside_service(b'{"errcode":0,"errmsg":"ok"}') as made:
        yield made


def a_robot(portal: Runtime, host: str) -> int:
    facts = RobotFacts(
        RobotKind.WECOM, "群", f"http://{host}/send?key=hush", "", None, ["enquiry.assigned"], True
    )
    with portal.database.write() as session:
        return robots.add(session, SYSTEM, facts, [host]).id


def last_error(portal: Runtime, robot_id: int) -> str:
    with portal.database.read() as session:
        return session.get_one(Robot, robot_id).last_error


def test_a_robot_speaks_and_its_error_is_remembered_and_forgotten(
    portal: Runtime, chat: OutsideService
) -> None:
    robot = a_robot(portal, chat.host)
    for status, body, error in (
        (500, b"", "HTTP 500"),
        (200, b'{"errcode":93000,"errmsg":"invalid key hush"}', "code 93000"),
        (200, b"<html>", "the answer is no JSON"),
        (302, b"", "HTTP 302"),
    ):
        chat.status, chat.body = status, body
        with pytest.raises(CallFailed):
            robots.say(portal.database, robot, WORDS, [chat.host])
        assert last_error(portal, robot) == error
    chat.status, chat.body = 200, b'{"errcode":0}'
    robots.say(portal.database, robot, WORDS, [chat.host])
    assert last_error(portal, robot) == ""
    assert [path for path, _ in chat.told] == ["/send?key=hush"] * 5  # no redirect was followed


def test_a_server_that_does_not_answer_is_hung_up_on(
    portal: Runtime, chat: OutsideService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls, "STEP_SECONDS", 0.2)
    chat.delay = 1.0
    robot = a_robot(portal, chat.host)
    with pytest.raises(CallFailed):
        robots.say(portal.database, robot, WORDS, [chat.host])
    assert "no answer" in last_error(portal, robot)


def test_a_host_no_longer_allowed_is_not_spoken_to(portal: Runtime, chat: OutsideService) -> None:
    robot = a_robot(portal, chat.host)
    with pytest.raises(CallFailed):
        robots.say(portal.database, robot, WORDS, [])
    assert chat.told == []


@pytest.mark.parametrize(
    "url",
    [
        "http://qyapi.weixin.qq.com/x",
        "https://oapi.dingtalk.com/x",
        "https://qyapi.weixin.qq.com.evil.example/x",
        "https://qyapi.weixin.qq.com:8443/x",
        "https://qyapi.weixin.qq.com@127.0.0.1/x",
        "https://127.0.0.1/x",
        "http://localhost:1/x",
        "http://[::1]:1/x",
        "https://qyapi.weixin.qq.com/x\r\nHost: y",
        "https://qyapi.weixin.qq.com\\@127.0.0.1/",
        "https://qyapi.weixin.qq.com:99999/x",
        "file:///etc/passwd",
        "",
    ],
)
def test_a_robot_may_speak_to_its_chat_alone(url: str) -> None:
    with pytest.raises(BadAddress):
        check_address(RobotKind.WECOM, url, ["chat.example", "localhost:2"])


def test_hosts_that_the_operator_named_are_allowed() -> None:
    check_address(RobotKind.WECOM, WECOM, ())
    check_address(RobotKind.FEISHU, "https://open.larksuite.com/open-apis/bot/v2/hook/x", ())
    check_address(RobotKind.WECOM, "http://localhost:2/x", ["localhost:2"])


def test_dingtalk_is_signed_in_the_address() -> None:
    url = "https://oapi.dingtalk.com/robot/send?access_token=t"
    call = prepare(RobotKind.DINGTALK, url, "SECx", WORDS, AT)
    query = {name: values[0] for name, values in parse_qs(urlsplit(call.url).query).items()}
    stamp = str(int(AT.timestamp() * 1000))
    expected = hmac.new(b"SECx", f"{stamp}\nSECx".encode(), hashlib.sha256).digest()
    assert query == {
        "access_token": "t", "timestamp": stamp, "sign": base64.b64encode(expected).decode()
    }  # fmt: skip
    body = json.loads(call.body)
    assert body["msgtype"] == "markdown"
    assert body["markdown"]["title"] == "一条新咨询"


def test_feishu_is_signed_in_the_body() -> None:
    call = prepare(RobotKind.FEISHU, "https://open.feishu.cn/x", "s", WORDS, AT)
    body = json.loads(call.body)
    stamp = str(int(AT.timestamp()))
    expected = hmac.new(f"{stamp}\ns".encode(), b"", hashlib.sha256).digest()
    assert (body["timestamp"], body["sign"]) == (stamp, base64.b64encode(expected).decode())
    assert body["msg_type"] == "post"
    assert "sign" not in json.loads(prepare(RobotKind.FEISHU, "x", "", WORDS, AT).body)


def test_wecom_takes_markdown_and_the_key_in_the_address() -> None:
    call = prepare(RobotKind.WECOM, WECOM, "", WORDS, AT)
    assert call.url == WECOM
    assert json.loads(call.body)["markdown"]["content"].startswith("**一条新咨询**\n编号")


@pytest.mark.parametrize(
    ("body", "fine"),
    [
        (b'{"errcode":0}', True),
        (b'{"StatusCode":0,"StatusMessage":"success","code":0,"msg":"success"}', True),
        (b'{"code":19021,"msg":"sign match fail"}', False),
        (b'{"errcode":false}', False),
        (b"{}", False),
        (b"[]", False),
        (b"", False),
    ],
)
def test_the_body_says_whether_it_worked(body: bytes, fine: bool) -> None:
    assert (complaint(body) == "") is fine
