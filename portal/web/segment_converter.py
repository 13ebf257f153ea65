"""The `<segment:…>` part of addresses: only the segments of registered listing types match."""

from __future__ import annotations

from typing import Any

from werkzeug.routing import BaseConverter, Map

from portal.listings.registry import registry


class SegmentConverter(BaseConverter):
    def __init__(self, url_map: Map, *args: Any, **kwargs: Any) -> None:
        super().__init__(url_map, *args, **kwargs)
        self.regex = "|".join(listing_type.segment for listing_type in registry().values())
