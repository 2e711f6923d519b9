"""What becomes of requests with more learners, as Markdown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benchmarks.circumstances import made
from benchmarks.tables import between, table


def markdown(found: Mapping[str, Any]) -> str:
    numbers = [f"{number:,} learners" for number in found["learners"]]
    last = f"{found['learners'][-1]:,} to {found['learners'][0]:,}"
    alone = table(
        ("Request", "Bare CPU µs", *numbers, f"{last}"),
        (
            (
                row["road"],
                f"{row['bare_cpu_us']:.0f}",
                *(between(times) for times in row["times_bare"]),
                between(row["cpu_most_to_fewest"], 2),
            )
            for row in found["alone"]
        ),
    )
    together = table(
        ("Request", "Bare answer", *numbers, last),
        (
            (
                row["road"],
                between(row["bare_p99_ms"]),
                *(between(p99) for p99 in row["p99_ms"]),
                between(row["p99_most_to_fewest"], 2),
            )
            for row in found["together"]
        ),
    )
    failed = sum(row["failed"] for name in ("alone", "together") for row in found[name])
    return (
        f"## With more learners\n\n{made(found)}\n"
        "SQLite. A server of each size and the bare one share a core and take turns within each round; "
        "those who ask are spread over all numbers of learners. The catalogue knows nothing of learners: "
        f"what moves in its line is not their doing. {failed} requests failed.\n\n"
        "One at a time, processor time per request as a multiple of the bare answer's; in the last column "
        f"the time with the most learners to that with the fewest:\n\n{alone}\n"
        f"At 32 at a time, p99 in ms, and the same ratio:\n\n{together}\n"
        f"{_databases(found, numbers)}\n"
        "![Processor time per request by number of learners](growth.svg)\n"
    )


def _databases(found: Mapping[str, Any], numbers: list[str]) -> str:
    lines = {
        "its file, MB": ("file_mb", ".0f"),
        "filled in, s": ("seeded_seconds", ".1f"),
        "`clauseway backup`, s": ("backup_seconds", ".1f"),
        "`clauseway restore`, s": ("restore_seconds", ".1f"),
    }
    return table(
        ("The database as a whole", *numbers),
        (
            (name, *(format(one[key], kind) for one in found["databases"]))
            for name, (key, kind) in lines.items()
        ),
    )
