"""Certificates follow a course to its new address; what is printed on them stays as it is."""

from __future__ import annotations

from sqlalchemy import exists, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.catalog.renames import CourseRename, Rename
from app.certificates.models import Certificate


def follow(session: Session, rename: Rename) -> None:
    """One stays where it is while its holder has another under the new address."""
    if not isinstance(rename, CourseRename):
        return
    there = aliased(Certificate)
    another = exists().where(
        col(there.user_id) == col(Certificate.user_id), col(there.course) == rename.now
    )
    session.execute(
        update(Certificate)
        .where(col(Certificate.course) == rename.earlier, ~another)
        .values(course=rename.now),
        execution_options={"synchronize_session": False},
    )
