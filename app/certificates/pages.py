"""What the pages of certificates are made from, and in which words a certificate's standing is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from app.certificates.queries import Shown, Standing
from app.web.paging import Pager
from app.web.render import day, percent

EXAMPLE_CODE = "CW-7K4M-Q9XT-2HBD"


@dataclass(frozen=True, slots=True)
class Line:
    """A certificate in a list. `kind` is the shape of its state (see `ui.status`), `until` is ""
    where it does not run out, `pdf_url` where there is no document, `copy_url` where there is none
    with results.
    """

    certificate: Shown
    kind: str
    word: str
    issued: str
    until: str
    note: str
    verify_url: str
    pdf_url: str
    copy_url: str


@dataclass(frozen=True, slots=True)
class CertificatesPage:
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class CodePage:
    """The form that asks for a code."""

    code: str = ""
    example: str = EXAMPLE_CODE
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class VerdictPage:
    """What anyone is told about a code. `rows` are pairs of term and text; the name is apart
    because it is set larger, and "" where none is shown.
    """

    code: str
    word: str
    seal: str
    icon: str
    lead: str
    name: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AdminListPage:
    lines: tuple[Line, ...]
    search: str
    pager: Pager


@dataclass(frozen=True, slots=True)
class AdminCertificatePage:
    """`typed` holds what came with a form that was refused, by field."""

    line: Line
    facts: tuple[tuple[str, str], ...]
    holder: str
    can_change: bool
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


_LINES = {
    Standing.VALID: ("ok", "Valid"),
    Standing.EXPIRED: ("none", "Expired"),
    Standing.REVOKED: ("bad", "Revoked"),
    Standing.REPLACED: ("warn", "Replaced"),
    Standing.WITHDRAWN: ("none", "Withdrawn"),
}


def line(certificate: Shown, now: datetime, zone: ZoneInfo) -> Line:
    standing = certificate.standing(now)
    kind, word = _LINES[standing]
    if standing is Standing.REPLACED:
        word = f"Replaced by {certificate.replaced_by}"
    code = certificate.public_code
    pdf_url = f"/certificates/{code}.pdf" if certificate.has_document(now) else ""
    return Line(
        certificate=certificate,
        kind=kind,
        word=word,
        issued=day(certificate.issued_at, zone),
        until=day(certificate.expires_at, zone) if certificate.expires_at else "",
        note=_note(certificate, standing, zone),
        verify_url=f"/verify/{code}",
        pdf_url=pdf_url,
        copy_url=f"{pdf_url}?copy=own" if pdf_url and certificate.results else "",
    )


def _note(certificate: Shown, standing: Standing, zone: ZoneInfo) -> str:
    if standing is Standing.REPLACED:
        return "The name was corrected"
    if standing is Standing.REVOKED and certificate.revoked_at:
        return f"On {day(certificate.revoked_at, zone)}: {certificate.revoked_why}"
    return (
        f"Issued {day(certificate.issued_at, zone)}, content version {certificate.course_version}"
    )


def verdict(
    typed: str, certificate: Shown | None, now: datetime, zone: ZoneInfo, issuer: str
) -> VerdictPage:
    """What anyone is told: whether it is valid, and of a certificate that stands or has run out or
    was revoked, for whom, for what and when. The name of one that was corrected is not told again.
    """
    if certificate is None:
        return VerdictPage(
            code=typed,
            word="Unknown",
            seal="none",
            icon="search",
            lead="No certificate has this code. Check it letter by letter; "
            f"it looks like {EXAMPLE_CODE}.",
            name="",
            rows=(),
        )
    standing = certificate.standing(now)
    seal, icon = _SEALS[standing]
    return VerdictPage(
        code=certificate.public_code,
        word=_LINES[standing][1],
        seal=seal,
        icon=icon,
        lead=_lead(certificate, standing, now, zone, issuer),
        name="" if standing is Standing.REPLACED else certificate.name,
        rows=() if standing is Standing.WITHDRAWN else _rows(certificate, zone),
    )


_SEALS = {
    Standing.VALID: ("", "check"),
    Standing.EXPIRED: ("warn", "clock"),
    Standing.REVOKED: ("bad", "x"),
    Standing.REPLACED: ("warn", "arrow-right"),
    Standing.WITHDRAWN: ("none", "x"),
}


def _lead(
    certificate: Shown, standing: Standing, now: datetime, zone: ZoneInfo, issuer: str
) -> str:
    if standing is Standing.REVOKED and certificate.revoked_at:
        return f"Withdrawn by {issuer} on {day(certificate.revoked_at, zone)}."
    if standing is Standing.REPLACED:
        return "A corrected certificate took its place. Ask its holder for the code of that one."
    if standing is Standing.WITHDRAWN:
        return "Withdrawn by its holder, who deleted the account. No name is kept."
    if standing is Standing.EXPIRED and certificate.expires_at:
        return f"Issued by {issuer}. Its validity ended on {day(certificate.expires_at, zone)}."
    return f"Issued by {issuer} and in force today, {day(now, zone)}."


def _rows(certificate: Shown, zone: ZoneInfo) -> tuple[tuple[str, str], ...]:
    until = day(certificate.expires_at, zone) if certificate.expires_at else "without end"
    return (
        ("Course", certificate.title),
        ("Issued", day(certificate.issued_at, zone)),
        ("Valid until", until),
        ("Content version", certificate.course_version),
    )


def facts(certificate: Shown, zone: ZoneInfo) -> tuple[tuple[str, str], ...]:
    """What an administrator sees of a certificate beyond what anyone does."""
    score = "no exam"
    if certificate.score is not None and certificate.pass_mark is not None:
        score = f"{percent(certificate.score)}, pass mark {percent(certificate.pass_mark)}"
    return (
        ("Name", certificate.name or "none is kept"),
        *_rows(certificate, zone),
        ("Content hash", certificate.course_hash),
        ("Exam", score),
        ("Attempt", str(certificate.attempt_id or "none")),
    )
