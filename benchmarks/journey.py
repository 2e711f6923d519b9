"""The quiz of ten as one learner goes through it: its page, the start, ten answers, the result."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from statistics import median

import httpx

from app.catalog.model import Course
from benchmarks.roads import cookie, fields
from benchmarks.servers import Server

_AS_HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@dataclass(slots=True)
class _Taken:
    requests: int = 0
    bytes: int = 0
    seconds: float = 0.0


def journey(server: Server, course: Course, *, times: int = 9) -> dict[str, float]:
    """Requests, compressed kilobytes and milliseconds of a learner's way, the median of several."""
    taken = [_one(server, course, number) for number in range(times)]
    return {
        "requests": median(one.requests for one in taken),
        "kb": median(one.bytes for one in taken) / 1000,
        "ms": median(one.seconds for one in taken) * 1000,
        "times": times,
    }


def _one(server: Server, course: Course, number: int) -> _Taken:
    taken = _Taken()
    # Actors have an open quiz in the module of their number; another module's is free.
    module = course.modules[(number + 1) % len(course.modules)]
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
        ask("GET", start)
        attempt = ask("POST", start).headers["location"]
        page = ask("GET", attempt).text
        questions = len(set(re.findall(r'class="cell[^"]*" href="[^"]*\?q=(\d+)"', page)))
        for position in range(1, questions + 1):
            data = fields(1) | {"then": "next"}
            ask("POST", f"{attempt}/answers/{position}", data=data, headers=_AS_HTMX)
        ask("POST", f"{attempt}/submit")
        ask("GET", f"{attempt}/result")
        taken.seconds = time.perf_counter() - began
    return taken
