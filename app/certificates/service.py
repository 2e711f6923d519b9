"""What is done with certificates: issued when a course is complete, corrected, revoked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlmodel import Session, col

from app.accounts import audit
from app.accounts import queries as accounts
from app.assessment import queries as assessment
from app.assessment.queries import PassedExam
from app.assessment.service import outcomes_of
from app.catalog.model import Course
from app.certificates import codes, eligibility, queries
from app.certificates.models import STANDING
from app.certificates.models import Certificate as CertificateTable
from app.certificates.queries import Shown
from app.core.errors import Conflict, NotFound
from app.core.tables import insert_into
from app.learning import queries as learning
from app.learning.progress import progress_of
from app.web.context import Context


class NoLongerStands(Conflict):
    """A certificate that has ended can neither be corrected nor revoked."""

    title = "This certificate no longer stands"
    message = "It has been revoked, replaced or withdrawn in the meantime. Please reload the page."


def issue_if_due(ctx: Context, user_id: UUID, course: Course) -> None:
    """Issue a certificate when the course's completion rule is met and none stands yet.

    Learners without an account get theirs once they have one. Called within the transaction that
    may have completed the course, so that both are there or neither.
    """
    if course.certificate is None:
        return
    exam = assessment.passed_exam(ctx.session, user_id, course.slug)
    if course.completion.exam and exam is None:
        return
    missing = learning.missing_modules(ctx.session, user_id, course)
    earlier = queries.earlier(ctx.session, user_id, course.slug)
    passed_at = exam.submitted_at if exam else None
    if not eligibility.is_due(course, missing, passed_at, earlier, ctx.now):
        return
    try:
        name = accounts.person(ctx.session, user_id).name
    except NotFound:
        return
    ctx.need_write()
    if earlier and not earlier.revoked_at:
        _make_room(ctx.session, user_id, course.slug, ctx.now)
    zone = ZoneInfo(ctx.settings.time_zone)
    earned = _as_earned(course, exam, ctx.now, zone) | {"results": _results(ctx, course, exam)}
    _insert(ctx.session, earned | {"user_id": user_id, "name": name})


def issue_all_due(ctx: Context, user_id: UUID) -> None:
    """Issue what no event has issued: a course without an exam that was completed before signing
    up, or one whose rule has become easier. Two statements where there is nothing to issue.
    """
    records = learning.records(ctx.session, user_id)
    issued = queries.courses_of(ctx.session, user_id)
    for course in ctx.catalog.courses:
        record = records.get(course.slug)
        if record is None or course.slug in issued or course.certificate is None:
            continue
        if not progress_of(course, record).missing:
            issue_if_due(ctx, user_id, course)


def reissue(
    session: Session, *, actor: UUID, certificate_id: UUID, name: str, why: str, now: datetime
) -> str:
    """Issue a certificate again with a corrected name; gives the new public code. Dates, course and
    result stay as they were earned. Raises NotFound or NoLongerStands.
    """
    old = _standing(session, certificate_id)
    session.execute(_one(old.id).values(replaced_at=now))
    row = session.get_one(CertificateTable, old.id)
    copied = row.model_dump(exclude={"id", "code", "name", "replaced_at", "replaced_by"})
    new = _insert(session, copied | {"name": name})
    session.execute(_one(old.id).values(replaced_by=new.id))
    code = codes.shown(new.code)
    details = {"certificate": old.public_code, "new": code}
    audit.record(
        session,
        actor=actor,
        act="certificate corrected",
        subject=old.user_id,
        why=why,
        now=now,
        details=details,
    )
    return code


def revoke(session: Session, *, actor: UUID, certificate_id: UUID, why: str, now: datetime) -> None:
    """End a certificate for everybody to see. Raises NotFound or NoLongerStands."""
    old = _standing(session, certificate_id)
    session.execute(_one(old.id).values(revoked_at=now, revoked_why=why, revoked_by=actor))
    audit.record(
        session,
        actor=actor,
        act="certificate revoked",
        subject=old.user_id,
        why=why,
        now=now,
        details={"certificate": old.public_code},
    )


def _standing(session: Session, certificate_id: UUID) -> Shown:
    found = queries.by_id(session, certificate_id)
    if found is not None and found.user_id is not None:
        # The holder's account first, as whoever deletes it does.
        accounts.hold(session, found.user_id)
        found = queries.by_id(session, certificate_id, lock=True)
    if found is None:
        raise NotFound
    if found.revoked_at or found.replaced_at or found.user_id is None:
        raise NoLongerStands
    return found


def _as_earned(
    course: Course, exam: PassedExam | None, now: datetime, zone: ZoneInfo
) -> dict[str, Any]:
    """All that stands on a certificate but for whom it is."""
    assert course.certificate is not None
    return {
        "course": course.slug,
        "title": course.certificate.title or course.title,
        "level": course.level,
        "language": course.language,
        "modules": sum(m.status == "published" for m in course.required_modules),
        "course_version": course.version,
        "course_hash": course.hash,
        "outcomes": [[outcome.clause, outcome.text] for outcome in course.outcomes],
        "attempt_id": exam.attempt_id if exam else None,
        "score": exam.score_percent if exam else None,
        "pass_mark": exam.pass_mark if exam else None,
        "issued_at": now,
        "expires_at": eligibility.expiry(course, now, zone),
    }


def _results(ctx: Context, course: Course, exam: PassedExam | None) -> list[list[Any]] | None:
    """How the exam came out by outcome, copied like everything else on a certificate."""
    if exam is None:
        return None
    rows = outcomes_of(ctx.session, exam.attempt_id, course)
    return [
        [row.clauses, row.text, row.reached, row.possible, *([True] if row.in_points else [])]
        for row in rows
    ] or None


def _insert(session: Session, values: Mapping[str, Any]) -> CertificateTable:
    """Add a row, unless another came first in the meantime, which then stands instead."""
    new = CertificateTable(code=codes.new_code(), **values)
    session.execute(
        insert_into(session, CertificateTable)
        .values(new.model_dump())
        .on_conflict_do_nothing(index_elements=["user_id", "course"], index_where=STANDING)
    )
    return new


def _make_room(session: Session, user_id: UUID, course: str, now: datetime) -> None:
    """Let one that has run out make way for the one that follows it."""
    session.execute(
        update(CertificateTable)
        .where(
            col(CertificateTable.user_id) == user_id,
            col(CertificateTable.course) == course,
            col(CertificateTable.expires_at) <= now,
            STANDING,
        )
        .values(renewed_at=now)
    )


def _one(certificate_id: UUID) -> Any:
    return update(CertificateTable).where(col(CertificateTable.id) == certificate_id)
