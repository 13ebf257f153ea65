"""The `<locale:…>` part of public addresses: only languages that the portal speaks match."""

from __future__ import annotations

from werkzeug.routing import BaseConverter

from portal.core.locales import BY_SEGMENT


class LocaleConverter(BaseConverter):
    """Matches `zh-hans`, `zh-hant`, `en`; any other first segment is no public address."""

    regex = "|".join(BY_SEGMENT)
