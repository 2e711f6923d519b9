"""What counts as a number when an author or a learner writes one, with a decimal point or comma."""

from __future__ import annotations

import math
import re
from typing import TypeVar

T = TypeVar("T")

_NUMBER = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
# A minus sign from a phone's or a word processor's keyboard, and the spaces that group thousands.
_MINUS = "\u2212\u2013"
_THIN_SPACES = "\u00a0\u2009\u202f"


def parse_number(text: str) -> float | None:
    """The number that the text writes, None where it writes none: `0.5`, `0,5`, `-3`, `1e3`.

    Spaces between digits group thousands; a comma is always a decimal comma, as is a point.
    """
    plain = text.strip()
    for sign in _MINUS:
        plain = plain.replace(sign, "-")
    for space in _THIN_SPACES:
        plain = plain.replace(space, " ")
    plain = re.sub(r"(?<=\d) (?=\d{3}(?!\d))", "", plain)
    if not _NUMBER.fullmatch(plain):
        return None
    number = float(plain.replace(",", "."))
    return number if math.isfinite(number) else None


def whole(text: str, otherwise: T) -> int | T:
    """The whole number from 0 that plain digits write, `otherwise` for anything else: an address and
    a field of a form may hold whatever somebody sent. Nine digits at most, more than anything here
    counts, and few enough for any column.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else otherwise


def looks_grouped(text: str) -> bool:
    """Whether a comma may have been meant to group thousands (`680,000`), so that an author has to
    say what is meant: a leading zero (`0,125`) can only be a decimal comma.
    """
    return re.fullmatch(r"[+-]?[1-9]\d{0,2}(,\d{3})+", text.strip(), re.ASCII) is not None
