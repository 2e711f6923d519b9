"""How what administrators post about certificates is read, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.accounts import names
from app.accounts.forms import reason
from app.web.forms import Form


@dataclass(frozen=True, slots=True)
class Correction:
    name: str
    why: str
    errors: Mapping[str, str]


def correction(form: Form, before: str) -> Correction:
    """A corrected name; `before` is the one that stands on the certificate."""
    name = form.line("name")
    errors = {}
    if trouble := names.problem(name):
        errors["name"] = trouble
    elif name == before:
        errors["name"] = "This is the name that stands on it already"
    why, no_reason = reason(form, "correct_why")
    return Correction(name, why, {**errors, **no_reason})
