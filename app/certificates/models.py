"""Which table holds certificates: each with all that stands on it, so that nothing later changes it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, text
from sqlmodel import Field

from app.core.ids import new_id
from app.core.tables import Table, utc_field

STANDING = text("revoked_at IS NULL AND replaced_at IS NULL AND renewed_at IS NULL")


class Certificate(Table, table=True):
    """A certificate as it was issued. What it says of the course is copied, because the files go on
    changing. `outcomes` are pairs of clause and text; `attempt_id` is the exam that was passed, and
    `results` how it came out by outcome: clauses, text, how many right, of how many, and True behind
    them where these are points and not questions. It is missing where there was no exam, and on
    certificates issued before it was kept.

    A row without `user_id` has been withdrawn by its holder; its name is gone. One that was
    replaced names the corrected one; one that was renewed ran out before a later one was issued.
    """

    __tablename__ = "certificates"
    __table_args__ = (
        # However many submits arrive together: a person has one standing certificate for a course.
        Index(
            "uq_certificates_standing",
            "user_id",
            "course",
            unique=True,
            sqlite_where=STANDING,
            postgresql_where=STANDING,
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(unique=True)
    user_id: UUID | None = Field(default=None, foreign_key="users.id")
    name: str
    course: str
    title: str
    level: str
    language: str
    modules: int
    course_version: str
    course_hash: str
    outcomes: list[list[str]] = Field(sa_type=JSON)
    attempt_id: UUID | None = Field(default=None, foreign_key="attempts.id", ondelete="SET NULL")
    score: float | None = None
    results: list[list[Any]] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    pass_mark: float | None = None
    issued_at: datetime = utc_field(index=True)
    expires_at: datetime | None = utc_field(nullable=True)
    revoked_at: datetime | None = utc_field(nullable=True)
    revoked_why: str = ""
    # No page reads it, as the audit log tells the same; kept so that an audit finds it on the row itself.
    revoked_by: UUID | None = Field(default=None, foreign_key="users.id")
    replaced_at: datetime | None = utc_field(nullable=True)
    replaced_by: UUID | None = Field(default=None, foreign_key="certificates.id")
    renewed_at: datetime | None = utc_field(nullable=True)
