"""What a person's own page tells of the certificates they have: without those that a corrected one
replaced.
"""

from __future__ import annotations

from uuid import UUID
from zoneinfo import ZoneInfo

from app.certificates import pages, queries
from app.certificates.queries import Standing
from app.web.context import Context, Earned


def certificates_of(ctx: Context, user_id: UUID) -> tuple[Earned, ...]:
    """The newest first, in one statement. Days are those of the site's zone, as on the document."""
    zone = ZoneInfo(ctx.settings.time_zone)
    found = queries.of_person(ctx.session, user_id)
    lines = (
        pages.line(certificate, ctx.now, zone)
        for certificate in found
        if certificate.standing(ctx.now) is not Standing.REPLACED
    )
    return tuple(
        Earned(
            code=line.certificate.public_code,
            title=line.certificate.title,
            url=line.verify_url,
            kind=line.kind,
            word=line.word,
            until=line.until,
            pdf_url=line.pdf_url,
        )
        for line in lines
    )
