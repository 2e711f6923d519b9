"""The main road as requests: what each measured page is, asked for by the seeded actors in turn."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from app.catalog.model import Course
from benchmarks.load import Ask
from benchmarks.seed import (
    ACTORS,
    certificate_code,
    done_attempt,
    open_attempt,
    questions_of,
    token,
)

ANSWER = "answer and next question"


def cookie(number: int) -> str:
    return f"clauseway={token(number)}"


def roads(course: Course) -> Mapping[str, list[Ask]]:
    """Name → requests. Every actor is another learner, with other progress and other questions."""
    units = [f"/courses/{course.slug}/{m.slug}/{u.id}" for m in course.modules for u in m.units]
    people = range(ACTORS)
    return {
        "catalogue": [Ask("GET", "/", cookie(n)) for n in people],
        "unit": [Ask("GET", unit, cookie(n)) for n in people for unit in units],
        ANSWER: list(_answers(course, "next")),
        "answer kept": list(_answers(course, "")),
        "question": [
            Ask("GET", f"/attempts/{open_attempt(n)}?q={q}", cookie(n))
            for n in people
            for q in range(1, questions_of(course, n) + 1)
        ],
        "result": [Ask("GET", f"/attempts/{done_attempt(n)}/result", cookie(n)) for n in people],
        "my learning": [Ask("GET", "/learning", cookie(n)) for n in people if n != ACTORS - 1],
        "certificate PDF": [
            Ask("GET", f"/certificates/CW-{_grouped(certificate_code(n))}.pdf", cookie(n))
            for n in people
        ],
    }


def _answers(course: Course, then: str) -> list[Ask]:
    """Every open question is answered by each actor in turn, with another option each time round, so
    that each request has something to write. The last question is left out: from there one goes on
    to handing in.
    """
    return [
        Ask(
            "POST",
            f"/attempts/{open_attempt(n)}/answers/{position}",
            cookie(n),
            urlencode(fields(choice) | ({"then": then} if then else {})),
        )
        for choice in (1, 2)
        for n in range(ACTORS)
        for position in range(1, questions_of(course, n))
    ]


def fields(choice: int) -> dict[str, str]:
    """What answers a question of any kind, 1 otherwise than 2."""
    one, other = str(choice), str(3 - choice)
    answers = dict.fromkeys(("choice", "text", "gap-1", "pair-1", "order-1"), one)
    return answers | {"order-2": other}


def _grouped(code: str) -> str:
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))
