"""Reports that a mail was not delivered, as mail servers write them."""

from __future__ import annotations

ENDING = "--=_r--\r\n"


def a_report(
    reader: str,
    status: str = "5.1.1",
    action: str = "failed",
    *,
    original: str = "",
    more: str = "",
) -> bytes:
    """As Postfix writes it; `more` are further groups of fields, each before an empty line."""
    asked = f"Original-Recipient: rfc822;{original}\r\n" if original else ""
    return (
        "Date: Mon, 2 Nov 2026 10:00:00 +0800 (CST)\r\n"
        "From: MAILER-DAEMON@mail.example.org (Mail Delivery System)\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\n"
        "Auto-Submitted: auto-replied\r\n"
        "MIME-Version: 1.0\r\n"
        "Content-Type: multipart/report; report-type=delivery-status;\r\n"
        '\tboundary="=_r"\r\n'
        "Message-ID: <20261102100000.4F1A@mail.example.org>\r\n"
        "\r\n"
        "This is a MIME-encapsulated message.\r\n"
        "\r\n"
        "--=_r\r\n"
        "Content-Description: Notification\r\n"
        "Content-Type: text/plain; charset=us-ascii\r\n"
        "\r\n"
        f"<{reader}>: host mx.example.net said: 550 {status} no such user here\r\n"
        "\r\n"
        "--=_r\r\n"
        "Content-Description: Delivery report\r\n"
        "Content-Type: message/delivery-status\r\n"
        "\r\n"
        "Reporting-MTA: dns; mail.example.org\r\n"
        "X-Postfix-Queue-ID: 4F1A\r\n"
        "Arrival-Date: Mon,  2 Nov 2026 10:00:00 +0800 (CST)\r\n"
        "\r\n"
        f"Final-Recipient: rfc822; {reader}\r\n"
        f"{asked}"
        f"Action: {action}\r\n"
        f"Status: {status}\r\n"
        "Remote-MTA: dns; mx.example.net\r\n"
        f"Diagnostic-Code: smtp; 550 {status} no such\r\n"
        "    user here\r\n"
        "\r\n"
        f"{more}"
        "--=_r\r\n"
        "Content-Type: message/rfc822\r\n"
        "\r\n"
        "Subject: Your enquiry\r\n"
        "\r\n"
        "Hello\r\n"
        "\r\n" + ENDING
    ).encode()


def about(reader: str, status: str, action: str) -> str:
    """A further reader's group of fields."""
    return f"Final-Recipient: rfc822; {reader}\r\nAction: {action}\r\nStatus: {status}\r\n\r\n"


def in_words(sender: str = "PostMaster@qq.com", subject: str = "系统退信") -> bytes:
    """As some large providers write it: for people, without a part for programs."""
    return (
        f"From: {sender}\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\n"
        "Content-Type: text/html; charset=gb18030\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        "<p>抱歉，您的邮件被退回来了……</p><p>收件人 lin@example.com 不存在</p>\r\n"
    ).encode("gb18030")
