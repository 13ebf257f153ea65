"""Passwords: how they are kept, compared and what is asked of them.

Argon2id with 19 MiB, two passes, one lane (the OWASP floor, about 30 ms). At most
`AT_ONCE` are reckoned at the same time in a process, so that a crowd at the sign-in page
cannot eat the machine's memory; who finds no turn within `WAIT_SECONDS` is told `Busy`.
"""

from __future__ import annotations

import base64
import secrets
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portal.core.database import Busy
from portal.core.i18n import Label, _l

MINIMUM_LENGTH = 12
MAXIMUM_LENGTH = 200
MEMORY_KIB = 19 * 1024
PASSES = 2
LANES = 1
AT_ONCE = 4
WAIT_SECONDS = 2.0
MAIL_PART_LENGTH = 4  # shorter local parts, such as "li", are in too many good passwords

# Long enough for the rule of length, and still among the first that are tried.
COMMON = frozenset({
    "123456789012", "1234567890123", "12345678901234", "123456789123", "123123123123",
    "111111111111", "000000000000", "888888888888", "666666666666", "112233445566",
    "147258369147", "987654321098", "qwertyuiop12", "qwertyuiop123", "qwertyuiopas",
    "1qaz2wsx3edc", "1q2w3e4r5t6y", "q1w2e3r4t5y6", "zxcvbnm12345", "asdfghjkl123",
    "abcdefghijkl", "abcdefg12345", "abcd12345678", "abc123456789", "a123456789012",
    "password1234", "passwordpassword", "password12345", "mypassword123", "p@ssw0rd1234",
    "passw0rd1234", "administrator", "administrator1", "admin1234567", "admin123456789",
    "adminadmin12", "adminadminadmin", "letmeinletmein", "welcome12345", "changeme1234",
    "iloveyou1234", "woaini1314520", "woaini520131", "woaini123456", "5201314520131",
    "520131452013", "yuncheng1234", "yunchengshi1", "yuncheng2026", "zhaoshangyinzi",
    "zhongguo1234", "correcthorsebatterystaple",
})  # fmt: skip

_hasher = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)
_turns = threading.BoundedSemaphore(AT_ONCE)


class WeakPassword(ValueError):
    """The password cannot be used; `reason` says why, in the reader's language."""

    def __init__(self, reason: Label) -> None:
        super().__init__(str(reason))
        self.reason = reason


def _nobody() -> str:
    """A hash that no password has, and that costs as much to compare as a real one."""
    salt, digest = (
        base64.b64encode(secrets.token_bytes(size)).decode().rstrip("=") for size in (16, 32)
    )
    return f"$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}${salt}${digest}"


_NOBODY = _nobody()


def check_policy(password: str, email: str) -> None:
    """Raise :class:`WeakPassword` unless the password is long and not easily guessed."""
    typed = unicodedata.normalize("NFKC", password)
    if len(typed) < MINIMUM_LENGTH:
        raise WeakPassword(
            _l("Use at least %(least)d characters; a short sentence is easy to remember.",
               least=MINIMUM_LENGTH)
        )  # fmt: skip
    if len(typed) > MAXIMUM_LENGTH:
        raise WeakPassword(_l("Use at most %(most)d characters.", most=MAXIMUM_LENGTH))
    folded = typed.casefold()
    if folded in COMMON or len(set(folded)) < 4:
        raise WeakPassword(
            _l("This password is among the first that attackers try. Choose another.")
        )
    local = email.partition("@")[0].casefold()
    if len(local) >= MAIL_PART_LENGTH and local in folded:
        raise WeakPassword(_l("The password contains your e-mail name. Choose another."))


def hash_password(password: str) -> str:
    """The hash to store; raises :class:`Busy` when too many are being reckoned."""
    with _turn():
        return _hasher.hash(_bytes(password))


def verify(password_hash: str, password: str) -> bool:
    """Whether the password is the one; an empty hash costs the same time and fails."""
    if len(password) > MAXIMUM_LENGTH:
        password = ""  # nobody's, and no reason to reckon with megabytes
    with _turn():
        try:
            return _hasher.verify(password_hash or _NOBODY, _bytes(password))
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)


def _bytes(password: str) -> bytes:
    """The same characters typed on another keyboard are the same password (NFKC)."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


@contextmanager
def _turn() -> Iterator[None]:
    if not _turns.acquire(timeout=WAIT_SECONDS):
        raise Busy("too many passwords are being reckoned")
    try:
        yield
    finally:
        _turns.release()
