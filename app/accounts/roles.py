"""How a set of roles is kept in one text column."""

from __future__ import annotations

from collections.abc import Iterable

from app.web.visitor import Role


def to_text(roles: Iterable[Role]) -> str:
    return ",".join(sorted(Role(role).value for role in roles))


def from_text(text: str) -> frozenset[Role]:
    return frozenset(Role(part) for part in text.split(",") if part)


def in_order(text: str) -> tuple[Role, ...]:
    """The roles in the order in which people read them."""
    held = from_text(text)
    return tuple(role for role in Role if role in held)
