"""Whether a certificate is due: the completion rule is met, and nothing that stands says so already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from app.catalog.model import Course, Module
from app.catalog.periods import add, parse_period


@dataclass(frozen=True, slots=True)
class Earlier:
    """The newest certificate that a person was issued for a course, None where it does not apply."""

    expires_at: datetime | None
    revoked_at: datetime | None


def is_due(
    course: Course,
    missing: Sequence[Module],
    exam_passed_at: datetime | None,
    earlier: Earlier | None,
    now: datetime,
) -> bool:
    """`missing` are the required modules that are not complete. After a revocation, or once a
    certificate has run out, only an exam passed since then earns another.
    """
    if course.certificate is None or course.status == "draft" or missing:
        return False
    if not any(module.status == "published" for module in course.required_modules):
        return False
    if course.completion.exam and exam_passed_at is None:
        return False
    if earlier is None:
        return True
    ended = earlier.revoked_at or earlier.expires_at
    return (
        ended is not None and ended <= now and exam_passed_at is not None and exam_passed_at > ended
    )


def expiry(course: Course, issued_at: datetime, zone: ZoneInfo) -> datetime | None:
    """When a certificate issued now runs out, None where it does not: at the end of a day in the
    site's zone, because the document says "valid until" that day.
    """
    valid = course.certificate.valid if course.certificate else ""
    if not valid:
        return None
    day = add(parse_period(valid), issued_at.astimezone(zone))
    return day.replace(hour=23, minute=59, second=59, microsecond=0).astimezone(UTC)
