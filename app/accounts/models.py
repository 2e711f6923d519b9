"""Which tables hold people: users, their sessions, one-time links, throttles and the audit log."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON
from sqlmodel import Field

from app.core.ids import new_id
from app.core.tables import Table, utc_field


class User(Table, table=True):
    """Somebody known by an account or by a cookie alone. An erased account keeps its row, without
    name or address, because attempts and certificates point to it.
    """

    __tablename__ = "users"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    name: str = ""
    email: str | None = Field(default=None, unique=True)
    password_hash: str | None = None
    is_anonymous: bool = Field(default=False, index=True)
    # Role names, sorted, with commas: one column, so that session and user stay one statement.
    roles: str = ""
    time_zone: str = ""
    language: str = "en"
    extra_time: int = 0
    pause_minutes: int = 0
    is_active: bool = True
    created_at: datetime = utc_field(index=True)
    last_seen: datetime = utc_field()
    erased_at: datetime | None = utc_field(nullable=True)


class UserSession(Table, table=True):
    """A sign-in on one device. Only the hash of its token is kept."""

    __tablename__ = "sessions"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    token_hash: str = Field(unique=True)
    user_id: UUID = Field(foreign_key="users.id", index=True)
    created_at: datetime = utc_field()
    expires_at: datetime = utc_field()
    last_used: datetime = utc_field()
    device: str = ""
    address: str = ""


class OneTimeLink(Table, table=True):
    """A link that does one thing once. What it will do stands in the other columns: whose password
    it resets (`user_id`), or which account it makes (`email`, `name`, `password_hash`, `roles`) and
    out of which learner without an account (`user_id`).
    """

    __tablename__ = "one_time_links"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    token_hash: str = Field(unique=True)
    kind: str = Field(index=True)
    user_id: UUID | None = Field(default=None, foreign_key="users.id", index=True)
    email: str = ""
    name: str = ""
    password_hash: str | None = None
    roles: str = ""
    created_at: datetime = utc_field()
    expires_at: datetime = utc_field()
    used_at: datetime | None = utc_field(nullable=True)


class Throttle(Table, table=True):
    """How often something was tried in the window that began at `window_start`. `key` is a hash."""

    __tablename__ = "throttles"

    key: str = Field(primary_key=True)
    window_start: datetime = utc_field(index=True)
    count: int


class AuditEntry(Table, table=True):
    """A privileged act. No actor: it was done in the operator's terminal. Names are not kept here,
    so that erasing a person needs no change to the log.
    """

    __tablename__ = "audit_entries"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    at: datetime = utc_field(index=True)
    actor_id: UUID | None = Field(default=None, foreign_key="users.id", index=True)
    act: str
    subject_id: UUID | None = Field(default=None, foreign_key="users.id", index=True)
    why: str
    details: dict[str, Any] | None = Field(default=None, sa_type=JSON)
