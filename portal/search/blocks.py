"""Decoding posting lists as Whoosh 2.7 writes them."""

import pickle
import struct
import zlib
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from portal.search.postings import Posting

MAGIC = b"W3Bl"


def decode(data: bytes) -> Posting:
    """Decode all blocks of one posting list; on damage, raise what the broken step raises.

    Each block is its length (negative in the last), a pickled tuple about it, and a pickled tuple
    of document number gaps and weights (`None` or one number when all are alike). The pickles are
    why nobody but the owner may write to the directory of an index.
    """
    if not data.startswith(MAGIC):
        raise ValueError("This is not a posting list.")
    documents: list[NDArray[np.int32]] = []
    weights: list[NDArray[np.float32]] = []
    at, length = len(MAGIC), 0
    while length >= 0:
        (length,) = struct.unpack_from("!i", data, at)
        block = BytesIO(data[at + 4 : at + 4 + abs(length)])
        count, _, _, compression, *_ = pickle.load(block)  # noqa: S301
        content = block.read()
        content = zlib.decompress(content) if compression else content
        gaps, heavy, _ = pickle.loads(content)  # noqa: S301
        documents.append(np.cumsum(np.array(gaps, np.int32), dtype=np.int32))
        weights.append(np.full(count, 1.0 if heavy is None else heavy, np.float32))
        at += 4 + abs(length)
    return Posting(np.concatenate(documents), np.concatenate(weights))
