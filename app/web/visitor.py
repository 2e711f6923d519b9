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
    alone; `extra_time` and `pause_minutes` are a person's accommodations: per cent of an exam's minutes,
    and for how many minutes in all each exam may be paused.
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
    pause_minutes: int

    def has(self, role: Role) -> bool:
        return role in self.roles
