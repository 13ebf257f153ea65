"""Translated labels for rooms that know nothing of Flask.

Messages are English in the code and translated in `translations/`; `_l` marks a label that
is translated when it is shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask_babel import force_locale, gettext, ngettext
from flask_babel.speaklater import LazyString
from markupsafe import Markup, escape

from portal.core.locales import Locale


class LazyText(LazyString):  # type: ignore[misc]
    """A label that is translated when it is shown, and escaped like any other text.

    The library's own class claims to be safe HTML, so that what a stranger typed and a message
    repeats ("“%(value)s” is not one of the choices") would reach the page as markup.
    """

    def __html__(self) -> Markup:
        return escape(str(self))


Label = LazyText | str


def _l(message: str, **values: object) -> LazyText:
    """A message to be translated when it is shown."""
    return LazyText(gettext, message, **values)


def _ln(singular: str, plural: str, num: int, **values: object) -> LazyText:
    """A message with a number, to be translated when it is shown."""
    return LazyText(ngettext, singular, plural, num, **values)


@contextmanager
def speaking(locale: Locale) -> Iterator[None]:
    """Translate labels into `locale` inside the block, whatever the request's language."""
    with force_locale(locale.babel):
        yield
