"""What stands on a certificate's page, and how it becomes a PDF: tagged, with its fonts embedded."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import bidirectional
from zoneinfo import ZoneInfo

import structlog

from app.certificates import qr
from app.certificates.queries import Shown
from app.core.settings import Settings
from app.web.render import day, percent

if TYPE_CHECKING:
    import typst

log = structlog.get_logger(__name__)

FOLDER = Path(__file__).resolve().parent
NOTE = (
    "A record of course completion. It is not a certification of a person under ISO/IEC 17024 and "
    "shows conformity with no law or standard. Not affiliated with ISO or IEC."
)
_LEVELS = {"fundamentals": "one", "advanced": "two", "specialist": "three"}
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_UA: list[typst.PDFStandard] = ["ua-1"]
# Typst in one thread, whoever asks: each thread that used it would keep memory for it.
_printer = ThreadPoolExecutor(1, thread_name_prefix="printer")


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who issues. `logo` is SVG, "" for Clauseway's mark; `url` is the site's public address."""

    name: str
    place: str
    logo: str
    url: str
    zone: ZoneInfo
    names_score: bool


def issuer_of(settings: Settings) -> Issuer:
    """The issuer that the settings name, with the logo as it is in its file today."""
    logo = ""
    if settings.issuer_logo:
        try:
            logo = settings.issuer_logo.read_text(encoding="utf-8")
        except (OSError, UnicodeError) as error:
            log.warning("logo not read", path=str(settings.issuer_logo), error=str(error))
    return Issuer(
        name=settings.issuer_name,
        place=settings.issuer_place,
        logo=logo,
        url=settings.url,
        zone=ZoneInfo(settings.time_zone),
        names_score=settings.certificate_score,
    )


def file_name(certificate: Shown) -> str:
    """Of ASCII only, whatever the name on it, so that every browser and disk takes it. The holder's own
    copy is told by its name from the one to hand on.
    """
    course = re.sub(r"[^A-Za-z0-9]+", "-", certificate.course).strip("-")
    own = "-own-copy" if certificate.results else ""
    return f"certificate-{course}-{certificate.public_code}{own}.pdf"


def to_hand_on(certificate: Shown) -> Shown:
    """The certificate without what is its holder's own: the result by outcome."""
    return replace(certificate, results=())


def document(certificate: Shown, issuer: Issuer) -> bytes:
    """The PDF: one page, and what the certificate holds of results on a further one; the same bytes
    whenever it is asked for.

    Nobody is kept from their certificate by what others wrote: a course's text with a character
    that no font has is printed with a box, which PDF/UA does not allow, and Clauseway's mark takes
    the place of a logo that cannot be drawn.
    """
    import typst  # noqa: PLC0415

    mark = replace(issuer, logo="")
    for who, standards in ((issuer, _UA), (issuer, []), (mark, _UA)):
        try:
            return _compiled(certificate, who, standards)
        except typst.TypstError as error:
            log.warning("certificate set otherwise", code=certificate.code, error=str(error))
    return _compiled(certificate, mark, [])


def _compiled(certificate: Shown, issuer: Issuer, standards: list[typst.PDFStandard]) -> bytes:
    said = content(certificate, issuer)
    moment = certificate.issued_at.replace(microsecond=0)
    return _printer.submit(_printed, said, standards, moment).result()


def _printed(said: dict[str, Any], standards: list[typst.PDFStandard], moment: datetime) -> bytes:
    if said["outcomes"]:
        said["fit"] = _outcomes_fit(said)
    made = _compiler().compile(
        _files(said), format="pdf", pdf_standards=standards, timestamp=moment
    )
    assert isinstance(made, bytes)
    return made


# What `certificate.typ` finds by trying takes longer than printing, and is the same for all of a
# course's certificates: at which size, and in which columns, its outcomes fit.
_fits: dict[str, dict[str, Any]] = {}
_FITS_MOST = 200


def _outcomes_fit(said: dict[str, Any]) -> dict[str, Any]:
    key = json.dumps([said["outcomes"], said["language"]])
    if key not in _fits:
        if len(_fits) >= _FITS_MOST:
            _fits.clear()
        asked = _made(_files(said)).query("<fit>", field="value", one=True)
        _fits[key] = json.loads(asked)
    return _fits[key]


# Handed over as a file and not as `sys.inputs`, which belong to typst's library of functions:
# another library is another world to it, in which it remembers nothing of the last certificate.
_MAIN = b'#import "certificate.typ": certificate\n#certificate(json("data.json"))\n'


def _files(said: dict[str, Any]) -> Any:
    """The files that typst is given beside those in the folder. Its types know of one file only."""
    return {
        "main.typ": _MAIN,
        "data.json": json.dumps(said, ensure_ascii=False).encode(),
    }


@cache
def _fonts() -> typst.Fonts:
    import typst  # noqa: PLC0415

    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[FOLDER / "fonts"]
    )


@cache
def _compiler() -> typst.Compiler:
    """Made at the first certificate, because typst takes 30 MB; then kept with its fonts."""
    return _made(None)


def _made(files: Any) -> typst.Compiler:
    import typst  # noqa: PLC0415

    return typst.Compiler(files, root=FOLDER, font_paths=_fonts(), ignore_system_fonts=True)


def content(certificate: Shown, issuer: Issuer) -> dict[str, Any]:
    """Everything that the page says, as the values that `certificate.typ` reads."""
    issued = certificate.issued_at.astimezone(issuer.zone)
    address = f"{issuer.url}/verify/{certificate.public_code}"
    expires = certificate.expires_at
    return {
        "document-title": f"Certificate of completion: {certificate.name}, {certificate.title}",
        "issued-on": [issued.year, issued.month, issued.day],
        "language": certificate.language.partition("-")[0].lower(),
        "issuer": issuer.name,
        "issued-by": ", ".join(filter(None, (issuer.name, issuer.place))),
        "logo": issuer.logo or _mark(),
        "logo-alt": f"Logo of {issuer.name}",
        "own-logo": bool(issuer.logo),
        "name": certificate.name,
        "name-rtl": _runs_right_to_left(certificate.name),
        # Beyond Latin, Greek and Cyrillic, marks stand high and low: lines need more room.
        "name-tall": any("\u0590" <= char < "\u1e00" for char in certificate.name),
        "title": certificate.title,
        "sentence": sentence(certificate, names_score=issuer.names_score),
        "outcomes": _ranked(certificate.outcomes),
        "results": [
            {"clauses": row.clauses, "text": row.text, "said": row.said}
            for row in certificate.results
        ],
        "in-points": any(row.in_points for row in certificate.results),
        "all-questions": _total(certificate),
        "issued": day(issued),
        "expires": day(expires, issuer.zone) if expires else "",
        "version": certificate.course_version,
        "code": certificate.public_code,
        "address": address,
        "address-shown": issuer.url.partition("://")[2] + "/verify",
        "qr": qr.svg(address),
        "note": NOTE,
    }


@cache
def _mark() -> str:
    """Clauseway's three bars."""
    return (FOLDER / "mark.svg").read_text(encoding="utf-8")


def sentence(certificate: Shown, *, names_score: bool) -> str:
    """What was completed, in a sentence or two."""
    count = certificate.modules
    number = _NUMBERS[count] if count < len(_NUMBERS) else str(count)
    said = f"A course of {number} module{'' if count == 1 else 's'}"
    score, pass_mark = certificate.score, certificate.pass_mark
    if score is not None:
        said += " and its final exam, passed"
        if names_score and pass_mark is not None:
            said += f" with {_percent(score)} (pass mark {_percent(pass_mark)})"
    level = _LEVELS.get(certificate.level)
    return said + "." + (f" Level {level} of three." if level else "")


def _percent(value: float) -> str:
    """As pages show it, which is never rounded up, and not broken across lines."""
    return percent(value).replace(" ", "\u00a0")


def _ranked(outcomes: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    """Outcomes with the order in which they earn their place when not all of them fit: the first
    of each clause, then the second of each, so that the page speaks of the whole course.
    """
    seen: dict[str, int] = defaultdict(int)
    turns = []
    for at, (clause, _) in enumerate(outcomes):
        family = clause.partition(".")[0]
        turns.append((seen[family], at))
        seen[family] += 1
    ranks = {at: rank for rank, (_, at) in enumerate(sorted(turns))}
    return [
        {"clause": clause, "text": text, "rank": ranks[at]}
        for at, (clause, text) in enumerate(outcomes)
    ]


def _total(certificate: Shown) -> str:
    """What all rows come to: questions where these alone are counted, else the score, because points
    and questions do not add up.
    """
    rows = certificate.results
    if any(row.in_points for row in rows) and certificate.score is not None:
        return f"{_percent(certificate.score)} of the points"
    reached, possible = (
        sum(getattr(row, name) for row in rows) for name in ("reached", "possible")
    )
    return f"{reached:g} of {possible:g}"


def _runs_right_to_left(text: str) -> bool:
    """By the first letter that has a direction (Unicode Bidirectional Algorithm, P2 and P3)."""
    strong = (kind for kind in map(bidirectional, text) if kind in {"L", "R", "AL"})
    return next(strong, "L") != "L"
