"""A quiz of ten as one learner goes through it: from the button that starts it to the result."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import Any

import httpx

from app.catalog.model import Course
from benchmarks.content import make_quizzes
from benchmarks.names import ACTORS, actors, module_of
from benchmarks.roads import cookie, fields
from benchmarks.rounds import spread
from benchmarks.run import Run
from benchmarks.servers import Server, clauseway

_AS_HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
_LEARNERS = 100
QUESTIONS = 10


@dataclass(slots=True)
class Taken:
    questions: int = 0
    requests: int = 0
    bytes: int = 0
    seconds: float = 0.0


def measure(run: Run) -> dict[str, Any]:
    """Every round is another learner, one after the other."""
    assert run.rounds < ACTORS
    folder, _ = run.seeded("data", _LEARNERS)
    quizzes = make_quizzes(run.folder, QUESTIONS)
    with clauseway(folder, quizzes_dir=str(quizzes)) as server:
        # The first one comes to pages that nobody has seen yet.
        take(server, run.course, actors(_LEARNERS)[run.rounds])
        taken = [take(server, run.course, n) for n in actors(_LEARNERS)[: run.rounds]]
    if any(one.questions != QUESTIONS for one in taken):
        raise RuntimeError(f"not {QUESTIONS} questions: {taken}")
    return {
        "questions": QUESTIONS,
        "requests": spread([one.requests for one in taken]),
        "kb": spread([one.bytes / 1000 for one in taken]),
        "ms": spread([one.seconds * 1000 for one in taken]),
    }


def take(server: Server, course: Course, number: int) -> Taken:
    """One actor's way: start, the first question, all answers, handing in, the result."""
    taken = Taken()
    # Actors have an open quiz in the module of their number; another module's is free.
    module = course.modules[(module_of(course, number) + 1) % len(course.modules)]
    headers = {
        "Cookie": cookie(number),
        "Accept-Encoding": "gzip",
        "Sec-Fetch-Site": "same-origin",
    }
    with httpx.Client(
        base_url=server.address, headers=headers, timeout=60, trust_env=False
    ) as client:

        def ask(method: str, path: str, **more: object) -> httpx.Response:
            answer = client.request(method, path, **more)  # type: ignore[arg-type]
            taken.requests += 1
            taken.bytes += answer.num_bytes_downloaded
            assert answer.status_code in (200, 303), (path, answer.status_code)
            return answer

        client.get("/healthz")
        began = time.perf_counter()
        start = f"/courses/{course.slug}/{module.slug}/quiz"
        attempt = ask("POST", start).headers["location"]
        page = ask("GET", attempt).text
        taken.questions = len(set(re.findall(r'class="cell[^"]*" href="[^"]*\?q=(\d+)"', page)))
        for position in range(1, taken.questions + 1):
            data = fields(1) | {"then": "next"}
            ask("POST", f"{attempt}/answers/{position}", data=data, headers=_AS_HTMX)
        ask("POST", f"{attempt}/submit")
        ask("GET", f"{attempt}/result")
        taken.seconds = time.perf_counter() - began
    return taken
