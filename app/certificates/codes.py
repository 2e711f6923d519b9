"""How a certificate's public code is made, written and read back from what somebody typed."""

from __future__ import annotations

import re
import secrets

# 32 characters, five bits each, without 0 and O, 1 and I. Twelve of them are 60 bits: too many to
# guess, few enough to type from paper.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 12
PREFIX = "CW"
_NOISE = re.compile(r"[\s\-\u2010-\u2015_.]+")


def new_code() -> str:
    """A random code as it is stored: without prefix and dashes."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def shown(code: str) -> str:
    """`CW-7K4M-Q9XT-2HBD`, as it stands on the certificate."""
    groups = (code[at : at + 4] for at in range(0, len(code), 4))
    return "-".join((PREFIX, *groups))


def read(typed: str) -> str:
    """The code as it is stored, whatever case and dashes it was typed with; "" when it is none."""
    if len(typed) > 100:
        return ""
    code = _NOISE.sub("", typed).upper()
    if len(code) == LENGTH + len(PREFIX):
        code = code.removeprefix(PREFIX)
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else ""
