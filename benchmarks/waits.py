"""What an answer waits for where 32 are sent at a time: beside the report's p99, which says how long."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from statistics import quantiles
from typing import Any

from benchmarks.load import sample, write_requests
from benchmarks.roads import ANSWER, roads
from benchmarks.run import Run
from benchmarks.servers import clauseway

AT_ONCE = 32
STAGES = (
    "until its batch begins",
    "the work of its batch",
    "its commit, in a thread",
    "until the loop takes it up again",
)
_LEARNERS = 100


def measure(run: Run) -> dict[str, Any]:
    folder, _ = run.seeded("data", _LEARNERS)
    notes = run.folder / "notes.json"
    program = [sys.executable, "-m", "benchmarks.watched", str(notes)]
    with tempfile.TemporaryDirectory() as requests:
        asks = write_requests(Path(requests) / "asks", roads(run.course, _LEARNERS)[ANSWER])
        with clauseway(folder, *program) as server:
            whole = sample([server], [asks], at_once=AT_ONCE, seconds=run.seconds)
    if whole.failed:
        raise RuntimeError(f"{whole.failed} answers failed")
    return {
        "at_once": AT_ONCE,
        "p50_ms": whole.p50_ms,
        "p99_ms": whole.p99_ms,
        "per_second": whole.per_second,
    } | stages(json.loads(notes.read_text()))


def stages(notes: list[list[float]]) -> dict[str, Any]:
    """Of each stage, the median and the 99th of a hundred; of batches, how large they are."""
    columns = list(zip(*notes, strict=True))
    hundredths = [quantiles(column, n=100, method="inclusive") for column in columns]
    return {
        "answers": len(notes),
        "stages": {
            stage: [cuts[49] * 1000, cuts[98] * 1000]
            for stage, cuts in zip(STAGES, hundredths, strict=False)
        },
        "batch": [hundredths[-1][49], hundredths[-1][98]],
    }
