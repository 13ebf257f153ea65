"""The words of an HTML mail, for reading and for nothing else: what comes out is plain text.

Read from left to right, each character once: Python's parser and those that build a tree take
minutes for some hundred kilobytes of broken or nested tags, which anybody can send.
"""

from __future__ import annotations

import re
from html import unescape

BREAKING = {"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "blockquote", "table", "hr"}
SILENT = {"script", "style", "title"}
TAG = re.compile(r"(/?)([a-zA-Z][a-zA-Z0-9]*)")
DEEPEST = 3  # marks of a quote within quotes


def text_of_html(html: str) -> str:
    """The words line by line; quoted ones behind `>`."""
    words = _Words()
    first, *pieces = html.split("<")
    words.say(first)
    for piece in pieces:
        words.read(piece)
    return words.text()


class _Words:
    """Takes an HTML text in pieces, each from behind one `<` to the next."""

    def __init__(self) -> None:
        self._lines: list[list[str]] = [[]]
        self._depth = 0
        self._until = ""  # what ends the silence: the rest of a comment, or of a script

    def read(self, piece: str) -> None:
        if self._until:
            self._listen(piece)
        elif piece.startswith("!--"):
            self._until = "-->"
            self._listen(piece)
        elif found := TAG.match(piece):
            self._tag(found[2].lower(), bool(found[1]))
            self.say(piece.partition(">")[2])
        elif piece.startswith(("!", "?", "/")):
            self.say(piece.partition(">")[2])
        else:
            self.say("<" + piece)

    def _listen(self, piece: str) -> None:
        """Whether the silence ends in this piece: what stands behind is said."""
        if self._until == "-->":
            _, ended, behind = piece.partition("-->")
        else:
            ended = self._until if piece.lower().startswith(self._until) else ""
            behind = piece.partition(">")[2]
        if ended:
            self._until = ""
            self.say(behind)

    def _tag(self, name: str, closing: bool) -> None:
        if name in SILENT and not closing:
            self._until = f"/{name}"
        if name in BREAKING and self._lines[-1]:
            self._lines.append([])
        if name == "blockquote":
            self._depth = max(0, self._depth + (-1 if closing else 1))

    def say(self, markup: str) -> None:
        if self._until:
            return
        words = unescape(markup)
        if words.strip() and not self._lines[-1]:
            self._lines[-1].append("> " * min(self._depth, DEEPEST))
            words = words.lstrip()
        if self._lines[-1]:
            self._lines[-1].append(words)

    def text(self) -> str:
        spoken = ("".join(line) for line in self._lines)
        return "\n".join(" ".join(line.split()) for line in spoken).strip()
