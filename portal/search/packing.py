"""What is kept of a document besides its terms, as bytes and back."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from portal.search.engine import Document
from portal.search.figures import Table
from portal.search.folding import fold
from portal.search.naming import names_of
from portal.search.priors import UNDATED
from portal.search.question import Space
from portal.search.snapshot import ROW, Column
from portal.search.weighing import Weighed

LONGEST_TEXT = 1500
"""Characters of a text that are looked at for how near words stand."""


def pack_row(document: Document, weighed: Mapping[Space, Weighed]) -> bytes:
    """Pack id, dates and lengths: one `ROW`. A date has to carry its time zone."""
    moments = _moment(document.published), _moment(document.verified)
    lengths = (weighed[space].length for space in Space)
    return np.array([(document.id, *moments, *lengths)], ROW).tobytes()


def _moment(when: datetime | None) -> int:
    return int(when.timestamp() * 1e6) if when else UNDATED


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


def pack_figures(document: Document) -> bytes:
    """Pack the figures of a document: one JSON object a thing."""
    return json.dumps([dict(thing) for thing in document.figures]).encode()


def unpack_figures(packed: Iterable[bytes]) -> Table:
    """Turn the figures of documents 0, 1, 2 … into a table with a row a thing."""
    return Table.of(json.loads(figures or b"[]") for figures in packed)


def pack_names(document: Document) -> bytes:
    """Pack the titles of a document as `naming` compares them."""
    return names_of(document.title).encode()


def pack_text(document: Document) -> bytes:
    """Pack the beginning of all that a document says, folded: `LONGEST_TEXT` characters."""
    texts = (*document.title, *document.keys, *document.body)
    plain = "\n".join(text[:LONGEST_TEXT] for text in texts)
    return fold(plain[:LONGEST_TEXT]).encode()
