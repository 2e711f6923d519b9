"""One request against the bare answer of the same size, turn by turn, and the median of all rounds."""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.load import Ask, Sample, fetch, sample, write_requests
from benchmarks.servers import Server


def measure(
    limit: Server,
    servers: list[Server],
    road: str,
    asks: list[Ask],
    at_once: int,
    rounds: int,
    seconds: int,
) -> dict[str, Any]:
    """A row of the report. Raises where the request is not answered as it should be."""
    sizes = [_size(servers[0], ask) for ask in asks[:8]]
    size = round(median(sizes))
    pairs: list[tuple[Sample, Sample]] = []
    with tempfile.TemporaryDirectory() as folder:
        blank = write_requests(Path(folder) / "bare", [Ask("GET", f"/{size}")])
        # Each of several processes gets its own share, so that no two answer the same question.
        files = [
            write_requests(Path(folder) / str(number), asks[number :: len(servers)])
            for number in range(len(servers))
        ]
        for server, file in zip(servers, files, strict=True):
            sample([server], [file], at_once=at_once, seconds=1)  # what is made once is made now
        for _ in range(rounds):
            first = sample([limit], [blank], at_once=at_once, seconds=seconds)
            pairs.append((first, sample(servers, files, at_once=at_once, seconds=seconds)))
    return {
        "road": road,
        "at_once": at_once,
        "bytes": size,
        "bare_per_second": median(b.per_second for b, _ in pairs),
        "bare_cpu_us": median(b.cpu_us for b, _ in pairs),
        "per_second": median(s.per_second for _, s in pairs),
        "cpu_us": median(s.cpu_us for _, s in pairs),
        "share": median(s.per_second / b.per_second for b, s in pairs),
        "cpu_share": median(b.cpu_us / s.cpu_us if s.cpu_us else 0.0 for b, s in pairs),
        "p50_ms": median(s.p50_ms for _, s in pairs),
        "p99_ms": median(s.p99_ms for _, s in pairs),
        "failed": sum(s.failed for _, s in pairs),
    }


def _size(server: Server, ask: Ask) -> int:
    status, body = fetch(server, ask)
    if status != 200:
        raise RuntimeError(f"{ask.path} was answered with {status}")
    return len(body)
