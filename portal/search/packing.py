"""What is kept of a document besides its terms, as bytes and back."""

import json
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from portal.search.analysis import Space
from portal.search.engine import Document
from portal.search.snapshot import ROW, UNDATED, Column
from portal.search.weighing import Weighed


def pack_row(document: Document, weighed: Mapping[Space, Weighed]) -> bytes:
    """Pack id, date and lengths: one `ROW`. A date has to carry its time zone."""
    moment = int(document.published.timestamp() * 1e6) if document.published else UNDATED
    lengths = (weighed[space].length for space in Space)
    return np.array([(document.id, moment, *lengths)], ROW).tobytes()


def unpack_rows(packed: bytes, count: int) -> NDArray[np.void]:
    """Unpack the rows of `count` documents; Whoosh leaves out zeros at the end."""
    rows = np.zeros(count, ROW)
    found = np.frombuffer(packed, ROW)
    rows[: len(found)] = found
    return rows


def pack_facets(document: Document) -> bytes:
    """Pack the facets of a document, its type among them."""
    facets = {name: list(dict.fromkeys(values)) for name, values in document.facets.items()}
    return json.dumps(facets | {"type": [document.type]}).encode()


def unpack_facets(packed: Iterable[bytes]) -> dict[str, Column]:
    """Turn the facets of documents 0, 1, 2 … into a column for every name."""
    carried: dict[str, list[tuple[int, str]]] = {}
    for number, facets in enumerate(packed):
        for name, values in json.loads(facets).items():
            carried.setdefault(name, []).extend((number, value) for value in values)
    return {name: Column.of(pairs) for name, pairs in carried.items() if pairs}
