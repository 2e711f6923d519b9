"""The main road as requests: what each measured page is, asked for by the seeded actors in turn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlencode

from app.catalog.model import Course
from benchmarks.load import Ask
from benchmarks.names import (
    BUSY_ATTEMPTS,
    actors,
    certificate_code,
    done_attempt,
    module_of,
    open_attempt,
    questions_of,
    token,
)

ANSWER = "answer and next question"


def cookie(number: int) -> str:
    return f"clauseway={token(number)}"


def roads(course: Course, learners: int) -> Mapping[str, list[Ask]]:
    """Name → requests. Every actor is another learner, with other progress and other questions; the
    busy one asks for pages of their own (`busy_roads`).
    """
    units = [f"/courses/{course.slug}/{m.slug}/{u.id}" for m in course.modules for u in m.units]
    people = actors(learners)[:-1]
    return {
        "catalogue": _each(people, "/"),
        "unit": [Ask("GET", unit, cookie(n)) for n in people for unit in units],
        "quiz's lead-in": [Ask("GET", lead_in(course, n), cookie(n)) for n in people],
        "answer kept": list(_answers(course, people, "")),
        ANSWER: list(_answers(course, people, "next")),
        "result": [Ask("GET", f"/attempts/{done_attempt(n)}/result", cookie(n)) for n in people],
        "my learning": _each(people, "/learning"),
        "certificate PDF": [
            Ask("GET", f"/certificates/CW-{_grouped(certificate_code(n))}.pdf", cookie(n))
            for n in people
        ],
    }


def busy_roads(course: Course, learners: int) -> Mapping[str, list[Ask]]:
    """Pages that may depend on how many attempts one learner has handed in, asked for by that one."""
    busy = actors(learners)[-1]
    pages = {
        "quiz's lead-in": lead_in(course, busy),
        "my learning": "/learning",
        "all attempts": "/attempts",
    }
    return {
        f"{name}, {BUSY_ATTEMPTS} attempts": _each([busy], path) for name, path in pages.items()
    }


def question(number: int) -> Ask:
    """The page of the first question of an actor's open quiz."""
    return Ask("GET", f"/attempts/{open_attempt(number)}?q=1", cookie(number))


def lead_in(course: Course, number: int) -> str:
    """The page of the quiz that an actor has taken and has open."""
    return f"/courses/{course.slug}/{course.modules[module_of(course, number)].slug}/quiz"


def _each(people: Iterable[int], path: str) -> list[Ask]:
    return [Ask("GET", path, cookie(n)) for n in people]


def _answers(course: Course, people: Sequence[int], then: str) -> Iterable[Ask]:
    """Every open question is answered by each actor in turn, with another option each time round, so
    that each request has something to write. The last question is left out: from there one goes on
    to handing in.
    """
    for choice in (1, 2):
        body = urlencode(fields(choice) | ({"then": then} if then else {}))
        for n in people:
            for position in range(1, questions_of(course, n)):
                path = f"/attempts/{open_attempt(n)}/answers/{position}"
                yield Ask("POST", path, cookie(n), body)


def fields(choice: int) -> dict[str, str]:
    """What answers a question of any kind, 1 otherwise than 2."""
    one, other = str(choice), str(3 - choice)
    answers = dict.fromkeys(("choice", "text", "gap-1", "pair-1", "order-1"), one)
    return answers | {"order-2": other}


def _grouped(code: str) -> str:
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))
