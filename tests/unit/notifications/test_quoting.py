"""An answer by mail without the mail it answers; nothing is lost where it is not sure."""

from __future__ import annotations

import pytest

from portal.notifications.html_words import text_of_html
from portal.notifications.quoting import without_quote

OURS = "YC-2026-7K3M9Q"


@pytest.mark.parametrize(
    "mail",
    [
        "Yes, please.\n\nOn Mon, 2 Nov 2026 at 10:00, City <a@example.org> wrote:\n> Hello\n> more\n",
        "Yes, please.\n\nOn Mon, 2 Nov 2026 at 10:00, City\n<a@example.org> wrote:\n>\n> Hello\n",
        "Yes, please.\n\n在 2026年11月2日 10:00，运城 <a@example.org> 写道：\n> 您好\n",
        f"Yes, please.\n\n------------------ 原始邮件 ------------------\n发件人: 运城\n\n编号 {OURS}",
        f"Yes, please.\n\n-----Original Message-----\nFrom: City\n\nEnquiry {OURS.lower()}",
        f"Yes, please.\n________________________________\nFrom: City\nSent: Monday\nTo: me\n"
        f"Subject: {OURS}\n\nHello",
        "Yes, please.\n\n> Hello\n",
        "Yes, please.",
    ],
)
def test_the_quoted_mail_is_cut(mail: str) -> None:
    assert without_quote(mail, OURS) == "Yes, please."


@pytest.mark.parametrize(
    "mail",
    [
        "> Which hall?\nThe large one.\n> When?\nIn May.\n",  # between the lines
        "> Hello\n\nYes, please.",  # below the quote
        "Look at this:\n\n-----Original Message-----\nFrom: my partner\n\nWe need 9 m.",  # not ours
        f"-----Original Message-----\nFrom: City\n\n{OURS}\n\nYes, please.",  # nothing above
        "The chairman wrote:\nwe take it.",
    ],
)
def test_what_may_be_an_answer_is_kept(mail: str) -> None:
    assert without_quote(mail, OURS) == mail.strip()


def test_html_becomes_text_with_its_quote_marked() -> None:
    html = (
        "<html><head><style>p{}</style></head><body><p>Yes,<b> please</b>.</p><p>A &lt; B</p>"
        "<div>On Monday City &lt;a@example.org&gt; wrote:</div>"
        "<blockquote><p>Hello</p>more</blockquote></body></html>"
    )
    text = text_of_html(html)
    assert text.startswith("Yes, please.\nA < B\n")
    assert "> Hello" in text
    assert without_quote(text, OURS) == "Yes, please.\nA < B"


def test_comments_and_scripts_are_silent_and_a_lesser_than_is_a_word() -> None:
    html = (
        "<title>t</title><style>p > a{}</style><!--[if mso]><p>office</p><![endif]-->"
        "<p>a < b and x<3,<br>y &lt; z</p><script>if (a<b) x()</script>end"
    )
    assert text_of_html(html) == "a < b and x<3,\ny < z\nend"
