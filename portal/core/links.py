"""Private links: tokens that cannot be guessed and stand nowhere in the database.

A token is an HMAC over its purpose, its record's id and a random nonce that the record
keeps. Changing the nonce revokes it; a mail can be written without the token being stored.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets


def new_nonce() -> str:
    """128 random bits."""
    return secrets.token_urlsafe(16)


def token_for(secret_key: str, purpose: str, record_id: int, nonce: str) -> str:
    """The token of a record: 192 bits, URL-safe."""
    message = f"{purpose}:{record_id}:{nonce}".encode()
    digest = hmac.new(secret_key.encode(), message, hashlib.sha256).digest()[:24]
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def matches(token: str, expected: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(token.encode(errors="replace"), expected.encode())
