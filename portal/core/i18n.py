"""Translated labels for rooms that know nothing of Flask.

Messages are English in the code and translated in `translations/`; `_l` marks a label that
is translated when it is shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_ngettext as _ln
from flask_babel.speaklater import LazyString

from portal.core.locales import Locale

Label = LazyString | str

__all__ = ["Label", "_l", "_ln", "speaking"]


@contextmanager
def speaking(locale: Locale) -> Iterator[None]:
    """Translate labels into `locale` inside the block, whatever the request's language."""
    with force_locale(locale.babel):
        yield
