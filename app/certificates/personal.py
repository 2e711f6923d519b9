"""What certificates keep of a person: the documents in their name."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col

from app.catalog.model import Catalog
from app.certificates import queries
from app.certificates.models import Certificate


class CertificatesData:
    """See `app.web.context.PersonalData`."""

    def merge(self, session: Session, source: UUID, target: UUID) -> None:
        """A certificate needs an account, so a learner without one has none to move."""

    def export(
        self,
        session: Session,
        user_id: UUID,
        catalog: Catalog,  # noqa: ARG002
        now: datetime,  # noqa: ARG002
    ) -> dict[str, Any]:
        return {"certificates": [_certificate(c) for c in queries.of_person(session, user_id)]}

    def erase(self, session: Session, user_id: UUID) -> None:
        """The rows stay without name and holder: their codes say that the holder withdrew them."""
        session.execute(
            update(Certificate)
            .where(col(Certificate.user_id) == user_id)
            .values(user_id=None, name="")
        )


def _certificate(certificate: queries.Shown) -> dict[str, Any]:
    return {
        "code": certificate.public_code,
        "name": certificate.name,
        "course": certificate.course,
        "title": certificate.title,
        "level": certificate.level,
        "course_version": certificate.course_version,
        "outcomes": [text for _, text in certificate.outcomes],
        "score": certificate.score,
        "pass_mark": certificate.pass_mark,
        "results": [
            {
                "outcome": row.text,
                "clauses": row.clauses,
                "points" if row.in_points else "right": row.reached,
                "of": row.possible,
            }
            for row in certificate.results
        ],
        "issued_at": certificate.issued_at.isoformat(),
        "expires_at": certificate.expires_at.isoformat() if certificate.expires_at else None,
        "revoked_at": certificate.revoked_at.isoformat() if certificate.revoked_at else None,
        "revoked_why": certificate.revoked_why,
        "replaced_at": certificate.replaced_at.isoformat() if certificate.replaced_at else None,
        "replaced_by": certificate.replaced_by,
    }


DATA = CertificatesData()
