"""Words as outlines for print: drawn from a font of the machine, so that none need be embedded.

Only fonts whose licences allow printed matter of any kind are looked for by themselves; what
lies in the folder of the operator's own fonts comes first (`docs/decisions/0022-*`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTCollection, TTFont, TTLibError

FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".local/share/fonts",
    Path.home() / ".fonts",
)
# Free for print, in order of liking; names as their packages install them.
FREE = (
    "NotoSansCJK-Regular", "NotoSansSC-Regular", "NotoSansCJKsc-Regular", "NotoSansSC[wght]", "SourceHanSansSC-Regular",
    "SourceHanSansCN-Regular", "wqy-microhei", "wqy-zenhei", "FandolHei-Regular", "DroidSansFallbackFull",
    "NotoSerifCJK-Regular",
)  # fmt: skip
ENDINGS = (".ttf", ".otf", ".ttc", ".otc")
SIMPLIFIED = "SC"  # the face of a collection that draws characters as mainland readers know them
FULL_NAME = 4  # the entry of the name table


class Typeface:
    """One font: how wide words are, and the path that draws them. Not safe between threads."""

    def __init__(self, font: TTFont) -> None:
        self._font = font
        self._names: Mapping[int, str] = font.getBestCmap() or {}
        self._glyphs = font.getGlyphSet()
        self._em: int = font["head"].unitsPerEm

    def covers(self, text: str) -> bool:
        return all(ord(letter) in self._names for letter in text)

    def width(self, text: str, size: float) -> float:
        """In the unit of `size`."""
        wide = sum(float(self._glyphs[name].width) for name in self._drawn(text))
        return wide * size / self._em

    def path(self, text: str, x: float, y: float, size: float) -> str:
        """PDF operators that fill the words, their base line beginning at (x, y)."""
        found, scale = [], size / self._em
        for name in self._drawn(text):
            pen = _PathPen(self._glyphs, x, y, scale)
            self._glyphs[name].draw(pen)
            found += pen.said
            x += self._glyphs[name].width * scale
        return "\n".join([*found, "f"]) if found else ""

    def _drawn(self, text: str) -> Iterator[str]:
        return (self._names.get(ord(letter), ".notdef") for letter in text)


class _PathPen(BasePen):  # type: ignore[misc]
    """Says each stroke of an outline as a PDF operator."""

    def __init__(self, glyphs: Any, x: float, y: float, scale: float) -> None:
        super().__init__(glyphs)
        self._x, self._y, self._scale = x, y, scale
        self.said: list[str] = []

    def _moveTo(self, pt: tuple[float, float]) -> None:  # noqa: N802 (the library's name)
        self.said.append(f"{self._at(pt)} m")

    def _lineTo(self, pt: tuple[float, float]) -> None:  # noqa: N802
        self.said.append(f"{self._at(pt)} l")

    def _curveToOne(  # noqa: N802
        self, pt1: tuple[float, float], pt2: tuple[float, float], pt3: tuple[float, float]
    ) -> None:
        self.said.append(f"{self._at(pt1)} {self._at(pt2)} {self._at(pt3)} c")

    def _closePath(self) -> None:  # noqa: N802
        self.said.append("h")

    def _at(self, point: tuple[float, float]) -> str:
        x, y = self._x + point[0] * self._scale, self._y + point[1] * self._scale
        return f"{x:.3f} {y:.3f}"


def typeface_for(text: str, own: Path, folders: Sequence[Path] = FOLDERS) -> Typeface | None:
    """The first font that has every letter of `text`: one of `own`, or a free one."""
    letters = "".join(sorted({letter for letter in text if not letter.isspace()} | {" "}))
    for file in [*_fonts(own), *_free(folders)]:
        face = _open(file)
        if face is not None and face.covers(letters):
            return face
    return None


def _fonts(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.suffix.lower() in ENDINGS)


@lru_cache(maxsize=4)
def _free(folders: Iterable[Path]) -> list[Path]:
    """Found once: fonts are not installed under a running portal."""
    by_name = {file.stem: file for folder in folders for file in _fonts(folder)}
    return [by_name[name] for name in FREE if name in by_name]


def _open(file: Path) -> Typeface | None:
    """A font, or None when the file is none that can be drawn from."""
    try:
        if file.suffix.lower() in (".ttc", ".otc"):
            faces = TTCollection(str(file), lazy=True).fonts
            return Typeface(next((f for f in faces if _is_simplified(f)), faces[0]))
        return Typeface(TTFont(str(file), lazy=True))
    except (TTLibError, OSError, KeyError):
        return None


def _is_simplified(font: TTFont) -> bool:
    return SIMPLIFIED in str(font["name"].getDebugName(FULL_NAME)).split()
