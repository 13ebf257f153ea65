"""What somebody wrote in answer to a mail, without the mail that it answers.

Cut only where it is sure: rather a page too much than a sentence lost.
"""

from __future__ import annotations

import re

SEPARATOR = re.compile(
    r"\s*[-_—]{2,}\s*(original message|原始邮件|原始郵件|原邮件|回复的原邮件|forwarded message)\s*[-_—]{2,}\s*",
    re.IGNORECASE,
)
HEADER = re.compile(
    r"\s*\**(from|sent|date|to|cc|subject|发件人|寄件者|寄件人|发送时间|寄件日期|时间|日期|收件人|收件者|抄送|主题|主旨)"
    r"\**\s*[:：]",
    re.IGNORECASE,
)
FIRST_HEADER = re.compile(r"\s*\**(from|发件人|寄件者|寄件人)\**\s*[:：]", re.IGNORECASE)
ATTRIBUTION = re.compile(r"(wrote|写道|寫道|schrieb|a écrit)\s*[:：]\s*$", re.IGNORECASE)
OPENING = re.compile(r"\s*((on|at|am|le)\s|在|于|於)", re.IGNORECASE)
ON_A_DAY = re.compile(r"\d{4}")
RULE = re.compile(r"\s*_{10,}\s*")
HEADERS_NEEDED = 3


def without_quote(text: str, ours: str) -> str:
    """`text` up to the quoted mail, if that is one of ours (it names `ours`) or stands in `>`.

    All of it, when nothing would be left, or answers stand between quoted lines.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ").split("\n")
    cut = _original(lines, ours)
    if cut is None:
        cut = _arrows(lines)
    kept = "\n".join(lines[:cut]).strip() if cut is not None else ""
    return kept or "\n".join(lines).strip()


def _original(lines: list[str], ours: str) -> int | None:
    """Where a whole mail of ours begins, unmarked, under its headers."""
    last = max((at for at, line in enumerate(lines) if ours.lower() in line.lower()), default=-1)
    for at, line in enumerate(lines[: last + 1]):
        if SEPARATOR.fullmatch(line) or _is_header_block(lines, at):
            return at - 1 if at and RULE.fullmatch(lines[at - 1]) else at
    return None


def _is_header_block(lines: list[str], at: int) -> bool:
    if not FIRST_HEADER.match(lines[at]):
        return False
    return sum(bool(HEADER.match(line)) for line in lines[at : at + 6]) >= HEADERS_NEEDED


def _arrows(lines: list[str]) -> int | None:
    """Where the last lines, all of them `>`, begin, with the line that says who wrote them."""
    start = len(lines)
    while start and (not lines[start - 1].strip() or lines[start - 1].lstrip().startswith(">")):
        start -= 1
    quoted = any(line.strip() for line in lines[start:])
    between = any(line.lstrip().startswith(">") for line in lines[:start])
    if not quoted or between:
        return None
    if start and ATTRIBUTION.search(lines[start - 1]):
        return _attribution(lines, start)
    return start


def _attribution(lines: list[str], start: int) -> int:
    """Where "On Monday, 2 November 2026, City <a@example.org>\\nwrote:" begins: 1 to 3 lines."""
    for wrapped in (1, 2, 3):
        above = lines[max(0, start - wrapped) : start]
        if not above[0].strip():
            break
        if OPENING.match(above[0]):
            return start - len(above)
    return start - 1 if "@" in lines[start - 1] or ON_A_DAY.search(lines[start - 1]) else start
