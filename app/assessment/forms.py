"""How marks of open answers and pass marks are read as they are typed, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.accounts.forms import reason
from app.catalog.numbers import parse_number
from app.web.forms import Form

LONGEST_COMMENT = 5_000
# Nothing that has to be worked out before it is read: it is written to the record of a decision.
_PER_CENT = re.compile(r"\d{1,3}(?:[.,]\d{0,3})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class TypedMark:
    """`share` is what `points` comes to, 0 where it is wrong; the rest is as it was typed."""

    points: str
    comment: str
    why: str
    share: float
    errors: Mapping[str, str]


def mark(form: Form, most: float) -> TypedMark:
    return _read(form, most, "", {})


def decision(form: Form, most: float) -> TypedMark:
    return _read(form, most, *reason(form, "why"))


def _read(form: Form, most: float, why: str, wrong: Mapping[str, str]) -> TypedMark:
    typed, comment = form.line("points"), form.get("comment").strip()
    errors = {}
    points = parse_number(typed)
    if points is None or not 0 <= points <= most:
        errors["points"] = f"Please type a number from 0 to {most:g}"
    if len(comment) > LONGEST_COMMENT:
        errors["comment"] = f"Please use no more than {LONGEST_COMMENT} characters"
    share = points / most if points is not None and most else 0.0
    return TypedMark(typed, comment, why, share, errors | dict(wrong))


def pass_mark(form: Form) -> tuple[float, Mapping[str, str]]:
    typed = form.line("mark")
    mark = parse_number(typed) if _PER_CENT.fullmatch(typed) else None
    if mark is None or not 0 < mark <= 100:
        return 0.0, {"mark": "Please type a number above 0 and up to 100"}
    return mark, {}
