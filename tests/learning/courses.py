"""Small courses for tests of what is pure: only what progress looks at."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from app.catalog.model import Completion, Course, Module, Unit
from app.catalog.places import Place
from app.catalog.questions import AttemptRule, Bank, Exam
from app.learning.progress import Read, Record

_HERE = Place("courses/demo/01-a.md")
_DAY = datetime(2026, 11, 1, tzinfo=UTC)


def unit(unit_id, minutes=5, unit_hash="1"):
    return Unit(
        id=unit_id,
        title=unit_id.upper(),
        outcomes=(),
        clauses=(),
        controls=(),
        minutes=minutes,
        parts=(),
        toc=(),
        text="",
        words=0,
        place=_HERE,
        hash=unit_hash,
    )


def bank(slug):
    return Bank(
        slug=slug,
        title=slug,
        questions=(),
        cases=(),
        draw=8,
        pass_mark=80,
        minutes=None,
        attempts=None,
        reveal="each",
        certainty=False,
        place=_HERE,
    )


def module(slug, *units, status="published"):
    return Module(
        slug=slug,
        number=1,
        title=slug.title(),
        summary="",
        status=status,
        clauses=(),
        controls=(),
        outcomes=(),
        audiences=(),
        sources=(),
        as_of="",
        scene_html="",
        units=tuple(unit(u) if isinstance(u, str) else u for u in units),
        bank=bank(slug),
        aliases=(),
        minutes=0,
        place=_HERE,
    )


def course(*modules, exam=True, **over):
    whole = Course(
        slug="demo",
        title="Demo",
        level="fundamentals",
        status="published",
        summary="",
        version="1.0.0",
        language="en",
        audiences=(),
        prerequisites=(),
        outcomes=(),
        completion=Completion(exam="exam" if exam else ""),
        certificate=None,
        covers="",
        reviewed="",
        review_by="",
        intro_html="",
        intro_text="",
        modules=modules,
        exam=Exam(
            slug="exam",
            title="Demo exam",
            minutes=60,
            pass_mark=70,
            attempts=AttemptRule(),
            reveal="after-pass",
            blueprint=(),
            rules_html="",
            place=_HERE,
        )
        if exam
        else None,
        aliases=(),
        minutes=0,
        place=_HERE,
    )
    return replace(whole, **over)


def record(*units, quizzes=(), exam_passed=False):
    """Units as "module/unit" in the order in which they were completed, one a day."""
    read = {
        tuple(name.split("/")): Read("1", _DAY + timedelta(days=day))
        for day, name in enumerate(units)
    }
    return Record(read, frozenset(quizzes), exam_passed)
