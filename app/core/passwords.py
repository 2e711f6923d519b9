"""How passwords are kept: Argon2id with OWASP's smallest recommended cost, which answers in about 30 ms."""

from __future__ import annotations

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

MIN_LENGTH = 12
MAX_LENGTH = 256

# OWASP Password Storage Cheat Sheet: Argon2id, 19 MiB, two passes, one lane.
_hasher = PasswordHash((Argon2Hasher(memory_cost=19 * 1024, time_cost=2, parallelism=1),))

# Verifying against this takes as long as against a real hash, so that the time of an answer does
# not tell whether an address is known.
_NOBODY = _hasher.hash("nobody has this password")


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def verify_password(password: str, stored: str | None) -> bool:
    """True when `password` belongs to `stored`; takes the same time when there is none."""
    matches = _hasher.verify(password, stored or _NOBODY)
    return matches and stored is not None
