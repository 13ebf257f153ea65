"""The portal's languages: how each is named, negotiated and stood in for.

Inside the portal a language is its :class:`Locale`; addresses use `segment`
(`zh-hans`), HTML and imports use `tag` (`zh-Hans`), Babel uses `babel` (`zh_Hans`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from babel import Locale as BabelLocale
from babel import UnknownLocaleError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Locale:
    segment: str
    tag: str
    babel: str
    name: str  # in its own language
    fallbacks: tuple[str, ...]  # segments, nearest first


LOCALES: tuple[Locale, ...] = (
    Locale("zh-hans", "zh-Hans", "zh_Hans", "简体中文", ("zh-hant", "en")),
    Locale("zh-hant", "zh-Hant", "zh_Hant", "繁體中文", ("zh-hans", "en")),
    Locale("en", "en", "en", "English", ("zh-hans", "zh-hant")),
)
BY_SEGMENT: Mapping[str, Locale] = {locale.segment: locale for locale in LOCALES}
DEFAULT = LOCALES[0]


def find(name: str) -> Locale | None:
    """The locale of a segment or tag in any case, or None: `zh-Hans`, `EN`."""
    return BY_SEGMENT.get(name.strip().lower().replace("_", "-"))


def negotiate(accepted: Iterable[str]) -> Locale:
    """The best locale for a reader's languages, best first.

    Chinese is decided by script, which the subtags only imply: `zh-CN` and `zh-SG` read
    simplified, `zh-TW`, `zh-HK` and `zh-MO` traditional characters. Who names only languages
    that the portal does not speak reads English; who names none, the default.
    """
    named = False
    for language in accepted:
        found = _by_language(language)
        if found is not None:
            return found
        named = True
    return BY_SEGMENT["en"] if named else DEFAULT


def fallback(wanted: Locale, texts: Mapping[str, T]) -> tuple[Locale, T] | None:
    """The text in the wanted language or the nearest one there is; None if there is none."""
    for segment in (wanted.segment, *wanted.fallbacks):
        if segment in texts:
            return BY_SEGMENT[segment], texts[segment]
    return None


def _by_language(language: str) -> Locale | None:
    try:
        parsed = BabelLocale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        return None
    if parsed.language == "zh":
        # Babel drops a script that is unusual for the territory (zh-Hant-CN): ask the text first.
        written = "hant" in language.lower().split("-")
        return BY_SEGMENT["zh-hant" if written or parsed.script == "Hant" else "zh-hans"]
    return BY_SEGMENT.get(parsed.language)
