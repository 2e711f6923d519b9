"""Requests against the bare answer of the same size: all take turns within each round.

Each figure is the median of all rounds. A ratio is that of the two medians that stand beside it; its
least and its greatest value are those of single rounds, between which it always lies.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.load import Ask, Sample, fetch, sample, write_requests
from benchmarks.servers import Server

# Seconds before the first round, in which is made what is made once. wrk knows whole seconds alone.
_BEFORE = 1


@dataclass(frozen=True, slots=True)
class Asked:
    """Processes that serve the same, and what they are asked for."""

    servers: list[Server]
    asks: list[Ask]


def measure(
    limit: Server, asked: Mapping[str, Asked], *, at_once: int, rounds: int, seconds: int
) -> tuple[list[Sample], dict[str, list[Sample]]]:
    """What the bare answer gave in each round, and what each of the others gave."""
    first = next(iter(asked.values()))
    size = size_of(first.servers[0], first.asks)
    with tempfile.TemporaryDirectory() as folder:
        blank = write_requests(Path(folder) / "bare", [Ask("GET", f"/{size}")])

        def ask_bare(seconds: int) -> Sample:
            return sample([limit], [blank], at_once=at_once, seconds=seconds)

        turns = [ask_bare]
        for number, one in enumerate(asked.values()):
            turns.append(_turn(one, Path(folder) / str(number), at_once))
            turns[-1](_BEFORE)
        kept: list[list[Sample]] = [[] for _ in turns]
        for round_ in range(rounds):
            # Another one begins each time, so that nobody always follows the same neighbour.
            for place in range(len(turns)):
                turn = (place + round_) % len(turns)
                kept[turn].append(turns[turn](seconds))
    return kept[0], dict(zip(asked, kept[1:], strict=True))


def _turn(asked: Asked, folder: Path, at_once: int) -> Callable[[int], Sample]:
    """Asks for so many seconds. One at a time can only be asked of one process, whoever else waits."""
    folder.mkdir()
    servers = asked.servers[:at_once]
    # Each of several processes gets its own share, so that no two answer the same question.
    files = [
        write_requests(folder / str(number), asked.asks[number :: len(servers)])
        for number in range(len(servers))
    ]
    return lambda seconds: sample(servers, files, at_once=at_once, seconds=seconds)


def row(
    road: str,
    limit: Server,
    asked: Asked,
    *,
    at_once: int,
    rounds: int,
    seconds: int,
) -> dict[str, Any]:
    """A row of the report. Raises where the request is not answered as it should be."""
    bare, others = measure(limit, {road: asked}, at_once=at_once, rounds=rounds, seconds=seconds)
    found = others[road]
    return {
        "road": road,
        "at_once": at_once,
        "bytes": size_of(asked.servers[0], asked.asks),
        "bare_per_second": median(one.per_second for one in bare),
        "per_second": median(one.per_second for one in found),
        "share": ratio([s.per_second for s in found], [b.per_second for b in bare]),
        "bare_cpu_us": median(one.cpu_us for one in bare),
        "cpu_us": median(one.cpu_us for one in found),
        "cpu_share": ratio([b.cpu_us for b in bare], [s.cpu_us for s in found]),
        "p50_ms": median(one.p50_ms for one in found),
        "p99_ms": spread([one.p99_ms for one in found]),
        "failed": sum(one.failed for one in found),
    }


def ratio(above: list[float], below: list[float]) -> list[float]:
    """Of the medians; then the least and the greatest of single rounds."""
    single = [a / b if b else 0.0 for a, b in zip(above, below, strict=True)]
    whole = median(below)
    return [median(above) / whole if whole else 0.0, min(single), max(single)]


def spread(values: list[float]) -> list[float]:
    """The median, the least and the greatest."""
    return [median(values), min(values), max(values)]


def size_of(server: Server, asks: list[Ask]) -> int:
    """How many bytes an answer has, the median of the first few."""
    sizes = []
    for ask in asks[:8]:
        status, body = fetch(server, ask)
        if status != 200:
            raise RuntimeError(f"{ask.path} was answered with {status}")
        sizes.append(len(body))
    return round(median(sizes))
