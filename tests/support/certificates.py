"""Certificates that nobody had to earn, of every standing."""

from types import SimpleNamespace

from app.certificates.models import Certificate


def code_of(standing: str) -> str:
    return standing.upper().translate(str.maketrans("IO01", "JQ23")).ljust(12, "X")


def make_certificate(site, holder, standing: str) -> Certificate:
    """A certificate for the small course. `site` has a clock and a library; `standing` says how it
    stands: "revoked", "replaced", "expired", or anything else for one that is valid.
    """
    now, course = site.clock(), site.library.current.course("tiny")
    ended = SimpleNamespace(
        revoked_at=now if standing == "revoked" else None,
        replaced_at=now if standing == "replaced" else None,
        expires_at=now if standing == "expired" else None,
    )
    return Certificate(
        code=code_of(standing),
        user_id=holder,
        name=f"{standing.title()} Holder",
        course="tiny",
        title=course.title,
        level=course.level,
        language="en",
        modules=2,
        course_version=course.version,
        course_hash=course.hash,
        outcomes=[[outcome.clause, outcome.text] for outcome in course.outcomes],
        score=85.0,
        pass_mark=70.0,
        issued_at=now,
        revoked_why="The exam was sat by somebody else." if ended.revoked_at else "",
        **vars(ended),
    )
