"""A mail as the portal's rooms write it: one reader, a subject, plain words.

It is defined in `core`, for `accounts` writes mails too and is a sibling of this room.
"""

from __future__ import annotations

from portal.core.mail import Mail

__all__ = ["Mail"]
