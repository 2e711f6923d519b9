"""What is read of certificates: one by its code, those of a person, lists for administrators."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.assessment.outcomes import OutcomeRow
from app.certificates import codes
from app.certificates.eligibility import Earlier
from app.certificates.models import Certificate as CertificateTable
from app.core.listing import Part, part
from app.core.prepared import Prepared


class Standing(StrEnum):
    """What can be said of a certificate today."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Shown:
    """A certificate as it was issued, and what became of it. `outcomes` are pairs of clause and
    text; `score` and `pass_mark` are in per cent, None for a course without an exam; `results` tell
    how the exam came out by outcome, and are empty where that was not kept;
    `replaced_by` is the public code of the corrected one.
    """

    id: UUID
    code: str
    user_id: UUID | None
    name: str
    course: str
    title: str
    level: str
    language: str
    modules: int
    course_version: str
    course_hash: str
    outcomes: tuple[tuple[str, str], ...]
    attempt_id: UUID | None
    score: float | None
    results: tuple[OutcomeRow, ...]
    pass_mark: float | None
    issued_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    revoked_why: str
    replaced_at: datetime | None
    replaced_by: str

    @property
    def public_code(self) -> str:
        return codes.shown(self.code)

    def standing(self, now: datetime) -> Standing:
        """What ended it first counts; what is withdrawn by its holder has no name to show."""
        if self.revoked_at:
            return Standing.REVOKED
        if self.replaced_at:
            return Standing.REPLACED
        if self.user_id is None:
            return Standing.WITHDRAWN
        if self.expires_at and self.expires_at <= now:
            return Standing.EXPIRED
        return Standing.VALID

    def has_document(self, now: datetime) -> bool:
        """Whether there is a PDF: of one that has run out too, since it says so itself."""
        return self.standing(now) in {Standing.VALID, Standing.EXPIRED}


_corrected = aliased(CertificateTable)
_SHOWN = select(
    col(CertificateTable.id),
    col(CertificateTable.code),
    col(CertificateTable.user_id),
    col(CertificateTable.name),
    col(CertificateTable.course),
    col(CertificateTable.title),
    col(CertificateTable.level),
    col(CertificateTable.language),
    col(CertificateTable.modules),
    col(CertificateTable.course_version),
    col(CertificateTable.course_hash),
    col(CertificateTable.outcomes),
    col(CertificateTable.attempt_id),
    col(CertificateTable.score),
    col(CertificateTable.results),
    col(CertificateTable.pass_mark),
    col(CertificateTable.issued_at),
    col(CertificateTable.expires_at),
    col(CertificateTable.revoked_at),
    col(CertificateTable.revoked_why),
    col(CertificateTable.replaced_at),
    col(_corrected.code).label("replaced_by"),
).outerjoin(_corrected, col(_corrected.id) == col(CertificateTable.replaced_by))


_NEWEST = (col(CertificateTable.issued_at).desc(), col(CertificateTable.id).desc())
_BY_CODE = Prepared(_SHOWN.where(col(CertificateTable.code) == bindparam("code")))
_OF_PERSON = Prepared(
    _SHOWN.where(col(CertificateTable.user_id) == bindparam("of_person")).order_by(*_NEWEST)
)


def by_code(session: Session, code: str) -> Shown | None:
    """The certificate with this code, as `codes.read` gives it."""
    found = _BY_CODE.rows(session, code=code)
    return _shown(found[0]) if found else None


def by_id(session: Session, certificate_id: UUID, *, lock: bool = False) -> Shown | None:
    """`lock` keeps others from changing it until the transaction ends."""
    asked = _SHOWN.where(col(CertificateTable.id) == certificate_id)
    if lock:
        asked = asked.with_for_update(of=CertificateTable)
    row = session.execute(asked).one_or_none()
    return _shown(row) if row else None


def of_person(session: Session, user_id: UUID) -> tuple[Shown, ...]:
    """All that a person was issued, the newest first."""
    return tuple(map(_shown, _OF_PERSON.rows(session, of_person=user_id)))


def courses_of(session: Session, user_id: UUID) -> frozenset[str]:
    """The slugs of the courses for which a person already has a certificate of whatever standing."""
    return frozenset(
        session.scalars(
            select(col(CertificateTable.course)).where(col(CertificateTable.user_id) == user_id)
        )
    )


def earlier(session: Session, user_id: UUID, course: str) -> Earlier | None:
    """The certificate that decides whether another one may be issued: the one that stands, else the
    one revoked last.
    """
    row = session.execute(
        select(col(CertificateTable.expires_at), col(CertificateTable.revoked_at))
        .where(
            col(CertificateTable.user_id) == user_id,
            col(CertificateTable.course) == course,
            col(CertificateTable.replaced_at).is_(None),
            col(CertificateTable.renewed_at).is_(None),
        )
        .order_by(
            col(CertificateTable.revoked_at).is_not(None), col(CertificateTable.revoked_at).desc()
        )
        .limit(1)
    ).one_or_none()
    return Earlier(*row) if row else None


def found(session: Session, search: str, people: Select[UUID], *, at: int = 1) -> Part[Shown]:
    """Certificates, the newest first: those with this code or name on them, or of these people (a
    statement that gives their ids); all of them without `search`.
    """
    asked = _SHOWN.order_by(*_NEWEST)
    if search:
        asked = asked.where(
            or_(
                col(CertificateTable.code) == (codes.read(search) or "-"),
                col(CertificateTable.name).icontains(search, autoescape=True),
                col(CertificateTable.user_id).in_(people),
            )
        )
    return part(session, asked, at, _shown)


# What a row holds as `Shown` does.
_AS_IT_IS = tuple(
    field.name
    for field in fields(Shown)
    if field.name not in {"outcomes", "results", "replaced_by"}
)


def _shown(row: Any) -> Shown:
    return Shown(
        **{name: getattr(row, name) for name in _AS_IT_IS},
        outcomes=tuple((clause, text) for clause, text in row.outcomes),
        results=tuple(
            OutcomeRow(text, clauses, reached, possible, in_points=bool(in_points))
            for clauses, text, reached, possible, *in_points in row.results or ()
        ),
        replaced_by=codes.shown(row.replaced_by) if row.replaced_by else "",
    )
