"""Which certificates came of an attempt, and that they end with it when it is declared invalid."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from app.certificates import codes, service
from app.certificates.models import STANDING, Certificate


class CertificatesOfAttempt:
    """See `app.web.context.HangsOnAttempt`."""

    def named(self, session: Session, attempt_id: UUID) -> tuple[str, ...]:
        return tuple(f"certificate {codes.shown(code)}" for _, code in _of(session, attempt_id))

    def take_back(
        self, session: Session, *, actor: UUID, attempt_id: UUID, why: str, now: datetime
    ) -> None:
        for certificate_id, _ in _of(session, attempt_id):
            service.revoke(session, actor=actor, certificate_id=certificate_id, why=why, now=now)


def _of(session: Session, attempt_id: UUID) -> list[tuple[UUID, str]]:
    """Id and code of those that stand and have not been withdrawn by their holder."""
    rows = session.execute(
        select(col(Certificate.id), col(Certificate.code)).where(
            col(Certificate.attempt_id) == attempt_id,
            col(Certificate.user_id).is_not(None),
            STANDING,
        )
    )
    return [(row.id, row.code) for row in rows]


CERTIFICATES_OF_ATTEMPT = CertificatesOfAttempt()
