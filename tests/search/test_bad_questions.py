"""Questions that nobody should ask: answered quickly with a page or JSON, never with a failure."""

from __future__ import annotations

import json
from time import perf_counter
from urllib.parse import quote

import pytest
from werkzeug.test import TestResponse

from tests.support.client import StrictClient

MOST_SECONDS = 0.5
BAD: dict[str, bytes] = {
    "nothing": b"",
    "longer than is read": ("盐湖区标准化厂房" * 60).encode(),
    "as long as is read": ("铝型材与压铸零部件" * 25)[:200].encode(),
    "a book": ("运城市招商投资促进中心" * 3000).encode(),
    "thousands of different characters": "".join(map(chr, range(0x4E00, 0x6E00))).encode(),
    "thousands of different words": " ".join(f"word{n}" for n in range(5000)).encode(),
    "ten thousand blanks": b" " * 10_000,
    "a word after ten thousand blanks": b" " * 10_000 + "厂房".encode(),
    "only punctuation": "，。！？…—《》“”!@#$%^&()_+-=[]{}|;':,./<>?~`".encode(),
    "wildcards": b"* ? ** ?? *:* 5* \xe5\x8e\x82*",
    "operators": b"AND OR NOT a AND NOT (b OR c)^9 ~2 title:x [a TO z] {1 TO}",
    "open quotes": "\"盐湖 '厂房 “标准 「化 «hall".encode(),
    "brackets": b"(" * 150 + b"a" + b"]" * 150,
    "SQL": b"' OR 1=1; DROP TABLE listing; -- \" UNION SELECT 1",
    "markup": b"<script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}%(name)s{0}",
    "a regular expression": b"(a+)+$ (x|x)*y \\1 (?=" + b"a" * 150,
    "mixed scripts": "厂房 завод مصنع โรงงาน 工場 공장 εργοστάσιο मिल factory".encode(),
    "emoji": "🏭🏗️ 厂房 👩‍🏭👨🏽‍🔧 🇨🇳 ❤️".encode(),
    "right to left": "\u202e\u202b厂房\u200f\u061c\u2066hall\u2069".encode(),
    "marks without letters": ("a" + "\u0301" * 190).encode(),
    "zero width": "\u200b\ufeff厂\u200d房\u2060".encode(),
    "half of a surrogate pair": b"\xed\xa0\x80\xe5\x8e\x82\xe6\x88\xbf\xed\xbf\xbf",
    "no UTF-8 at all": b"\xff\xfe\x80\xb3\xa7\xb7\xbf",
    "control characters": b"\x00\x01\x1b[31m\r\n\t\x7f",
    "a number beyond reason": b"9" * 190 + "平以上 厂房".encode(),
    "infinity": "1e999平以上 厂房 InfinitykVA NaN亩 -5米".encode(),
    "more powers of ten than there are": ("亿" * 150 + "元以上 项目").encode(),
    "numerals beyond reason": ("九亿" * 80 + "平 厂房").encode(),
    "less than nothing": "-5000平以上 -3到-8亿 0米 厂房".encode(),
    "a range upside down": "8000-5000平 厂房".encode(),
    "many conditions": " ".join(f"{n}平以上 {n}米 {n}吨" for n in range(1, 30)).encode(),
    "conditions that exclude each other": "10平以下 9000平以上 厂房 项目 盐湖区 河津市".encode(),
    "divided by nothing": "0元/㎡/天 0/0 1/0 ½平 ⅓亩 ①吨 ²米 ٥٠٠٠平".encode(),
    "days that are none": "2026-13-45以后 9999-99-99 0000年0月0日以来 since 31 February".encode(),
}
PARAMETERS = {
    "filters that are none": "type=x&type=' OR 1&region=999999&industry=\x00&chains=🏭",
    "bounds that are none": "area_min=abc&area_max=-1&clear_height_min=1e999&rent_max=NaN&pay_min=",
    "bounds upside down": "area_min=9000&area_max=10",
    "a sort that is none": "sort=price&page=1",
    "a page that is none": "page=-1&per_page=0",
    "a page beyond the last": "page=499",
    "words that are not in the line": "words=厂房&words=" + "长" * 300 + "&words=",
    "the same a hundred times": "&".join(f"type=space&region={n}&words=w{n}" for n in range(100)),
}
ANSWERS = (200, 400, 422)  # a parameter that is not one may be refused, in words


@pytest.mark.parametrize("locale", ["zh-hans", "en"])
@pytest.mark.parametrize("bad", BAD, ids=str)
def test_the_api_answers(city: StrictClient, bad: str, locale: str) -> None:
    response = _quickly(city, f"/api/v1/search?locale={locale}&q={quote(BAD[bad])}")
    assert response.status_code == 200
    body = json.loads(response.text)
    assert len(body["query"]["text"]) <= 200
    assert len(body["query"]["understood"]) <= 64


@pytest.mark.parametrize("bad", BAD, ids=str)
def test_the_page_answers(city: StrictClient, bad: str) -> None:
    response = _quickly(city, f"/zh-hans/search?q={quote(BAD[bad])}")
    assert response.status_code == 200
    assert "<h1" in response.text


@pytest.mark.parametrize("bad", BAD, ids=str)
def test_suggestions_answer(city: StrictClient, bad: str) -> None:
    response = _quickly(city, f"/api/v1/suggest?q={quote(BAD[bad])}")
    assert response.status_code == 200


@pytest.mark.parametrize("where", ["/api/v1/search", "/en/search"])
@pytest.mark.parametrize("bad", PARAMETERS, ids=str)
def test_parameters_of_any_kind_are_answered(city: StrictClient, bad: str, where: str) -> None:
    sent = quote(PARAMETERS[bad], safe="=&")
    response = _quickly(city, f"{where}?q={quote('厂房')}&{sent}")
    assert response.status_code in ANSWERS


def test_what_is_typed_comes_back_as_text(city: StrictClient) -> None:
    page = city.get(f"/en/search?q={quote(BAD['markup'])}").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def _quickly(client: StrictClient, address: str) -> TestResponse:
    """The answer, within the time at the best of three tries: the machine may be busy otherwise."""
    seconds = []
    for _ in range(3):
        started = perf_counter()
        response = client.get(address, follow_redirects=True)
        seconds.append(perf_counter() - started)
        if seconds[-1] < MOST_SECONDS:
            break
    assert min(seconds) < MOST_SECONDS, f"{min(seconds):.2f} s for {address[:120]}"
    return response
