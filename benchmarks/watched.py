"""Clauseway as `clauseway serve` starts it, which notes what every saved answer waited for.

Started as `python -m benchmarks.watched FILE`; FILE gets the notes when it is told to end.
"""

from __future__ import annotations

import json
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.cli import main
from app.core import together
from app.core.together import Job, Rest, Writer

# Of each answer the seconds it waited for its batch, for the batch's work on the loop, for its commit,
# and until the loop took it up again; then how many were in its batch.
Note = tuple[float, float, float, float, int]
_notes: list[Note] = []


class _Watched(Writer):
    def __init__(self, write: Callable[[list[Job]], Rest]) -> None:
        super().__init__(self._noting(write))
        # By what is done: when its batch began, when its work was done, when it was committed.
        self._moments: dict[int, list[float]] = {}

    def _noting(self, write: Callable[[list[Job]], Rest]) -> Callable[[list[Job]], Rest]:
        def noting(jobs: list[Job]) -> Rest:
            began = time.perf_counter()
            rest = write(jobs)
            moments = [began, time.perf_counter(), 0.0, len(jobs)]
            self._moments |= {id(job.act): moments for job in jobs}

            def commit() -> list[Any]:
                results = rest()
                moments[2] = time.perf_counter()
                return results

            return commit

        return noting

    async def run(self, act: Callable[[Any], Any]) -> Any:
        asked = time.perf_counter()
        result = await super().run(act)
        began, worked, kept, batch = self._moments.pop(id(act))
        told = time.perf_counter()
        _notes.append((began - asked, worked - began, kept - worked, told - kept, int(batch)))
        return result


def _serve(file: Path) -> None:
    def end(*_: object) -> None:
        """Uvicorn has ended by then, and passes the signal on."""
        file.write_text(json.dumps(_notes))
        sys.exit()

    signal.signal(signal.SIGTERM, end)
    together.Writer = _Watched  # type: ignore[misc]
    sys.argv = ["clauseway", "serve"]
    main()


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
