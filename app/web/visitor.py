"""Who is asking: the one value about a person that every page may know."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """What somebody may do beyond learning; a person holds a set of these."""

    TRAINER = "trainer"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody with a session. `is_anonymous` marks a learner without an account, known by a cookie
    alone; `extra_time` is a person's accommodation, in per cent of an exam's minutes.
    """

    id: UUID
    session_id: UUID
    name: str
    email: str
    roles: frozenset[Role]
    is_anonymous: bool
    time_zone: str
    language: str
    extra_time: int

    def has(self, role: Role) -> bool:
        return role in self.roles
