"""Text pasted from Word, WeChat or a web page, as Markdown.

The HTML is cleaned first (nh3), so that only known elements are left; what carries no meaning
(fonts, colours, scripts, tracking pictures) is gone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser

import nh3

MAX_LENGTH = 500_000  # characters
MAX_TAGS = 20_000  # the cleaner's time grows with the square of the nesting
HEADINGS = {"h1": "## ", "h2": "## ", "h3": "### ", "h4": "#### ", "h5": "#### ", "h6": "#### "}
BLOCKS = {
    "p",
    "div",
    "section",
    "article",
    "tr",
    "table",
    "blockquote",
    "ul",
    "ol",
    "pre",
    *HEADINGS,
}
TAGS = BLOCKS | {
    "br",
    "b",
    "strong",
    "i",
    "em",
    "a",
    "li",
    "td",
    "th",
    "thead",
    "tbody",
    "hr",
    "span",
}
ATTRIBUTES = {"a": {"href"}, "span": {"style"}, "p": {"style", "class"}, "b": {"style"}}
DROPPED = {"script", "style", "title", "head", "xml", "template", "noscript"}
_BOLD = re.compile(r"font-weight\s*:\s*(bold|[6-9]00)", re.IGNORECASE)
_NOT_BOLD = re.compile(r"font-weight\s*:\s*(normal|[1-5]00)", re.IGNORECASE)
_BULLET = re.compile(r"^[·•●○▪■◆\uf0b7\uf06c\uf0a7§]\s*")
_NUMBERED = re.compile(r"^(\d{1,3})[.)、．]\s*")
_SPECIAL = re.compile(r"([\\`*_\[\]<>])")
_STARTS = re.compile(r"^(#{1,6}\s|[-+]\s|=+$|-+$|>)")
DEEPEST = 4  # levels of lists that are kept apart


class TooMuchError(Exception):
    """More was pasted at once than is converted; as plain text it can still be pasted."""


def to_markdown(html: str) -> str:
    """Markdown that says what the pasted HTML says; raises :class:`TooMuchError`."""
    if len(html) > MAX_LENGTH or html.count("<") > MAX_TAGS:
        raise TooMuchError
    cleaned = nh3.clean(
        html,
        tags=TAGS,
        clean_content_tags=DROPPED,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )
    writer = _Writer()
    writer.feed(cleaned)
    writer.close()
    return writer.markdown()


@dataclass(frozen=True, slots=True)
class _Mark:
    """An open element within a line, and at which piece of the line it began."""

    tag: str
    opening: str
    closing: str
    start: int


class _Writer(HTMLParser):
    """Collects lines: each block is flushed as one, with the prefix of what it stands in."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._blocks: list[str] = []
        self._line: list[str] = []
        self._prefix = ""
        self._lists: list[int | None] = []  # the next number, or None for bullets
        self._row: list[str] | None = None
        self._rows = 0  # of the table so far
        self._marks: list[_Mark] = []
        self._word_list = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in HEADINGS:
            self._flush()
            self._prefix = HEADINGS[tag]
        elif tag in ("ul", "ol"):
            self._flush()
            self._lists.append(1 if tag == "ol" else None)
        elif tag == "li":
            self._flush()
            self._prefix = self._item()
        elif tag == "table":
            self._flush()
            self._rows = 0
        elif tag == "tr":
            self._flush()
            self._row = []
        elif tag == "br":
            self._line.append("\n" if self._row is None else " ")
        elif tag == "hr":
            self._flush()
            self._blocks.append("---")
        elif tag in BLOCKS and self._row is None:
            self._flush()
            self._word_list = "MsoList" in (given.get("class") or "") or "mso-list" in (
                given.get("style") or ""
            )
        else:
            self._mark(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self._row is not None:
            self._row.append(self._taken().replace("|", "\\|").replace("\n", " "))
        elif tag == "tr":
            self._end_row()
        elif tag in ("ul", "ol"):
            self._flush()
            if self._lists:
                self._lists.pop()
        elif (tag in BLOCKS or tag == "li") and self._row is None:
            self._flush()
        elif self._marks and self._marks[-1].tag == tag:
            self._close_mark()

    def handle_data(self, data: str) -> None:
        text = re.sub(r"[ \t\r\n\f]+", " ", data.replace("\u00a0", " ").replace("\u200b", ""))
        self._line.append(_SPECIAL.sub(r"\\\1", text))

    def markdown(self) -> str:
        self._flush()
        lines: list[str] = []
        for block in self._blocks:
            if lines and not _same_kind(lines[-1], block):
                lines.append("")
            lines.append(block)
        return "\n".join(lines) + "\n" if lines else ""

    def _item(self) -> str:
        depth = "   " * min(max(0, len(self._lists) - 1), DEEPEST)
        number = self._lists[-1] if self._lists else None
        if number is None:
            return f"{depth}- "
        self._lists[-1] = number + 1
        return f"{depth}{number}. "

    def _mark(self, tag: str, given: dict[str, str | None]) -> None:
        style = given.get("style") or ""
        sign = ""
        if tag in ("b", "strong"):
            sign = "" if _NOT_BOLD.search(style) else "**"
        elif tag == "span":
            sign = "**" if _BOLD.search(style) else ""
        elif tag in ("i", "em"):
            sign = "*"
        elif tag == "a" and given.get("href"):
            self._open(tag, "[", f"]({_address(given['href'] or '')})")
            return
        self._open(tag, sign, sign)

    def _open(self, tag: str, opening: str, closing: str) -> None:
        """A mark within the same mark says nothing new."""
        if any(mark.closing == closing for mark in self._marks):
            opening = closing = ""
        self._marks.append(_Mark(tag, opening, closing, len(self._line)))

    def _close_mark(self) -> None:
        """Blanks move out of the marks: `** bold **` is not bold in Markdown."""
        mark = self._marks.pop()
        inside = "".join(self._line[mark.start :])
        if mark.closing and inside.strip():
            lead = inside[: len(inside) - len(inside.lstrip())]
            tail = inside[len(inside.rstrip()) :]
            inside = f"{lead}{mark.opening}{inside.strip()}{mark.closing}{tail}"
        self._line[mark.start :] = [inside]

    def _taken(self) -> str:
        while self._marks:
            self._close_mark()
        lines = [" ".join(line.split()) for line in "".join(self._line).split("\n")]
        self._line = []
        return "  \n".join(line for line in lines if line)

    def _flush(self) -> None:
        prefix, self._prefix = self._prefix, ""
        word_list, self._word_list = self._word_list, False
        text = self._taken()
        if not text:
            self._prefix = prefix if prefix.strip().startswith("-") else ""
            return
        if not prefix:
            prefix, text = _written_item(text, word_list)
        if not prefix.strip():
            text = _STARTS.sub(lambda found: "\\" + found[0], text)
        self._blocks.append(prefix + text)

    def _end_row(self) -> None:
        if self._row:
            self._rows += 1
            self._blocks.append(f"| {' | '.join(self._row)} |")
            if self._rows == 1:
                self._blocks.append("|" + " --- |" * len(self._row))
        self._row, self._line, self._marks = None, [], []


def _written_item(text: str, word_list: bool) -> tuple[str, str]:
    """Lists that Word and WeChat write as paragraphs with a bullet or number in front."""
    bullet = _BULLET.match(text)
    if bullet:
        return "- ", text[bullet.end() :]
    number = _NUMBERED.match(text) if word_list else None
    if number:
        return f"{number[1]}. ", text[number.end() :]
    return "", text


def _same_kind(last: str, block: str) -> bool:
    """Items of a list and rows of a table stand without an empty line between them."""
    item = re.compile(r"^\s*(- |\d+\. )")
    return bool(item.match(last) and item.match(block)) or (
        last.startswith("|") and block.startswith("|")
    )


def _address(href: str) -> str:
    return href.strip().replace(" ", "%20").replace("(", "%28").replace(")", "%29")
