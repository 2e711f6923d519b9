"""How passwords are kept: Argon2id with OWASP's smallest recommended cost, which answers in about 30 ms."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pwdlib import PasswordHash

MIN_LENGTH = 12
MAX_LENGTH = 256

# Verifying against this takes as long as against a real hash, so that the time of an answer does
# not tell whether an address is known. It is a hash of the cost below, which a test holds it to.
_NOBODY: Final = (
    "$argon2id$v=19$m=19456,t=2,p=1$poai1zuT8O4+SqF4770rSQ"
    "$/20+g4YCmLjMUy569svshdA+esLWeKKDr/FzjvJdfKg"
)


@cache
def _hasher() -> PasswordHash:
    """Loaded with the first password, because argon2 costs a start 20 ms and most pages need none.

    OWASP Password Storage Cheat Sheet: Argon2id, 19 MiB, two passes, one lane.
    """
    from pwdlib import PasswordHash  # noqa: PLC0415
    from pwdlib.hashers.argon2 import Argon2Hasher  # noqa: PLC0415

    return PasswordHash((Argon2Hasher(memory_cost=19 * 1024, time_cost=2, parallelism=1),))


def hash_password(password: str) -> str:
    return _hasher().hash(password)


def verify_password(password: str, stored: str | None) -> bool:
    """True when `password` belongs to `stored`; takes the same time when there is none."""
    matches = _hasher().verify(password, stored or _NOBODY)
    return matches and stored is not None
