"""Ids: time-ordered UUIDs for rows, random tokens for secrets."""

from __future__ import annotations

import hashlib
import secrets
import time
from uuid import UUID


def new_id() -> UUID:
    """A version 7 UUID (RFC 9562, section 5.7): 48 bits of milliseconds, 12 bits of what is left of the
    time (section 6.2, method 3), so that of two made by one process the later one is the greater, and
    62 random bits.
    """
    milliseconds, rest = divmod(time.time_ns(), 1_000_000)
    value = (
        (milliseconds & 0xFFFF_FFFF_FFFF) << 80
        | 0x7 << 76
        | ((rest << 12) // 1_000_000) << 64
        | 0b10 << 62
        | secrets.randbits(62)
    )
    return UUID(int=value)


def new_token() -> str:
    """A secret of 256 bits for cookies and one-time links, as URL-safe text."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is stored of a token. It needs no salt and no slow hash: it is already random."""
    return hashlib.sha256(token.encode()).hexdigest()
