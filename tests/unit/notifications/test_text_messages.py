"""Text messages: what a gateway must answer, and what becomes of those it does not take."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from portal.core import outbox
from portal.core.clock import now
from portal.core.outbox import OutboxRow
from portal.enquiries.models import Enquiry, EnquiryEvent
from portal.notifications import sms
from portal.notifications.calls import CallFailed
from portal.runtime import Runtime
from portal.worker import work_once
from tests.support.enquiries import an_enquiry, offices
from tests.support.outside import OutsideService, outside_service

TAKEN = b'{"Code": "OK", "Message": "OK"}'
KEY = "LTAI5tKeyOfTheAgency"
BODY = '{"to": "{phone}", "content": "{text}", "id": "{reference}"}'
TEXT = "运城邀您来：您的咨询 YC-2026-7K3M9Q 已答复，https://invest.example/zh-hans/enquiries/p/qW3-x9_rT7"


@pytest.fixture
def gateway() -> Iterator[OutsideService]:
    with outside_service(TAKEN) as made:
        yield made


@pytest.fixture
def texting(portal: Runtime, gateway: OutsideService) -> Runtime:
    """The portal, with the gateway, whose answer must hold `"Code":"OK"`."""
    url = f"http://{gateway.host}/send?key={KEY}"
    settings = replace(portal.settings, sms_url=url, sms_body=BODY, sms_success='"Code":"OK"')
    return replace(portal, settings=settings)


@pytest.fixture
def work(app: Flask, texting: Runtime) -> Callable[[], None]:
    def until_nothing_is_due() -> None:
        while work_once(app, texting):
            pass

    return until_nothing_is_due


def asked_by_telephone(portal: Runtime) -> int:
    """An enquiry with a mobile number and no mail address; of mails, that alone waits."""
    with portal.database.write() as session:
        offices(session)
        return an_enquiry(session).id


def happened(portal: Runtime) -> list[str]:
    with portal.database.read() as session:
        return list(session.scalars(select(EnquiryEvent.kind).order_by(EnquiryEvent.id)))


def of_texts(portal: Runtime) -> list[OutboxRow]:
    with portal.database.read() as session:
        rows = select(OutboxRow).where(OutboxRow.topic == "mail.enquiry_received")
        return list(session.scalars(rows))


def complaint(texting: Runtime, gateway: OutsideService, answer: str) -> str:
    """What is kept of a refusal."""
    gateway.body = answer.encode()
    with pytest.raises(CallFailed) as refused:
        sms.send(texting.settings, "+8613800138000", TEXT, "YC-2026-7K3M9Q")
    return str(refused.value)


@pytest.mark.parametrize(
    "answer",
    [TAKEN, b'{\n  "Code" : "OK"\n}', '{"说明":"成功","Code":"OK"}'.encode("gb18030"),
     b'{"Code":"\\u004fK"}'],
)  # fmt: skip
def test_an_answer_with_the_words_of_success_counts_however_it_is_written(
    texting: Runtime, gateway: OutsideService, answer: bytes
) -> None:
    gateway.body = answer
    sms.send(texting.settings, "+8613800138000", TEXT, "YC")
    assert len(gateway.told) == 1


@pytest.mark.parametrize(
    "answer",
    [b"", b"\xff\xfe\x00", b"[" * 60_000, b'{"Code": "isv.BUSINESS_LIMIT_CONTROL"}', b"<html>",
     b'{"Code":"\\ud800"}'],
)  # fmt: skip
def test_an_answer_of_200_that_refuses_is_no_success(
    texting: Runtime, gateway: OutsideService, answer: bytes
) -> None:
    gateway.body = answer
    with pytest.raises(CallFailed, match="not taken") as refused:
        sms.send(texting.settings, "+8613800138000", TEXT, "YC")
    assert len(str(refused.value)) < 200
    str(refused.value).encode()  # it can be stored


def test_without_the_setting_any_2xx_is_a_success(
    texting: Runtime, gateway: OutsideService
) -> None:
    gateway.body = b'{"code":"2"}'
    anyhow = replace(texting.settings, sms_success="")
    sms.send(anyhow, "+8613800138000", TEXT, "YC")
    gateway.status = 500
    with pytest.raises(CallFailed, match="HTTP 500"):
        sms.send(anyhow, "+8613800138000", TEXT, "YC")


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        ('{"Code":"isv.BUSINESS_LIMIT_CONTROL","Message":"触发分钟级流控Permits:1"}',
         '{"Code": "isv.BUSINESS_LIMIT_CONTROL", "Message": "触发分钟级流控Permits:1"}'),
        ('{"code":"2","desc":"扩展号错误"}', '{"code": "2", "desc": "扩展号错误"}'),
        ('{"code":"E200028"}', '{"code": "E200028"}'),
        ("-1,  手机号13800138000超限", "-1, 手机号…超限"),
        ("+86 138 0013 8000 blocked, so is 138****8000", "+86 … … … blocked, so is …"),
        (f"unknown key {KEY}", "unknown … …"),
        (f"bad words in: {TEXT}", "bad words in: …：… … …，…://….…/…/…/p/…"),
    ],
)  # fmt: skip
def test_the_kept_words_tell_why_and_neither_number_nor_text_nor_key(
    texting: Runtime, gateway: OutsideService, answer: str, kept: str
) -> None:
    found = complaint(texting, gateway, answer)
    assert not any(part in found for part in (KEY, "1380", "8000", "qW3", "已答复"))
    assert found == f"not taken: {kept}"


def test_a_refused_text_is_tried_again_until_it_is_taken(
    texting: Runtime, gateway: OutsideService, work: Callable[[], None],
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    gateway.body = b'{"Code": "isv.BUSINESS_LIMIT_CONTROL", "Message": "+8613800138000"}'
    asked_by_telephone(texting)
    moment = now()
    with time_machine.travel(moment):
        work()
    (row,) = of_texts(texting)
    assert "isv.BUSINESS_LIMIT_CONTROL" in str(row.error)
    output = capfd.readouterr()
    assert "13800138000" not in output.out + output.err + str(row.error)
    gateway.body = TAKEN
    with time_machine.travel(moment + timedelta(minutes=1)):
        work()
    assert len(gateway.told) == 2
    assert gateway.told[0] == gateway.told[1]
    with texting.database.read() as session:
        assert outbox.pending(session) == 0
    assert "unreachable" not in happened(texting)


def test_what_is_refused_for_a_day_is_dropped_and_staff_telephone(
    texting: Runtime, gateway: OutsideService, work: Callable[[], None]
) -> None:
    gateway.body = b'{"Code": "isv.MOBILE_NUMBER_ILLEGAL"}'
    enquiry_id = asked_by_telephone(texting)
    moment = now()
    for hour in range(0, 36):
        for minute in (0, 1, 3, 10, 30):
            with time_machine.travel(moment + timedelta(hours=hour, minutes=minute)):
                work()
        if hour == 18:
            assert "unreachable" not in happened(texting)
    asked = len(gateway.told)
    with time_machine.travel(moment + timedelta(days=3)):
        work()
    assert len(gateway.told) == asked < 40, "it is not tried for ever"
    assert happened(texting).count("unreachable") == 1
    with texting.database.read() as session:
        assert outbox.pending(session) == 0
        reference = session.get_one(Enquiry, enquiry_id).reference
    mails = (texting.settings.data_dir / "mail").glob("*.eml")
    subjects = [message_from_bytes(file.read_bytes(), policy=default)["Subject"] for file in mails]
    words = ("does not reach the investor", "未能送达")
    (told,) = [subject for subject in subjects if any(word in subject for word in words)]
    assert reference in told
