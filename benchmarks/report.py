"""What was measured, as Markdown: the same values stand in report.json."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


def markdown(found: Mapping[str, Any]) -> str:
    parts = [
        "# Measured\n",
        _intro(found["machine"]),
        *(_roads(title, rows) for title, rows in found["roads"].items()),
        _journey(found["journey"]),
        _pages(found["pages"]),
        _starts(found["starts"]),
        _lighthouse(found["lighthouse"]),
        _growth(found["growth"]),
    ]
    return "\n".join(part for part in parts if part)


def _intro(machine: Mapping[str, Any]) -> str:
    return (
        f"By `make bench` on {machine['at']}, commit {machine['commit']}: {machine['cpu']}, "
        f"{machine['cores']} cores, Python {machine['python']}, SQLite {machine['sqlite']}. "
        f"{machine['modules']} modules. Load average before the run {machine['load_before']}, "
        f"after it {machine['load_after']}. A core for the server, another one for wrk; each figure "
        f"is the median of {machine['rounds']} rounds of {machine['seconds']} s, in which a bare "
        "Starlette answer of the same size takes turns with the page. *Share* is requests per "
        "second, *CPU share* processor time per request, both of the bare answer's: where others "
        "use the machine, the second one is the steadier.\n"
    )


def table(head: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    lines = ["| " + " | ".join(head) + " |"]
    lines.append("|" + "---|" * (lines[0].count("|") - 1))
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _roads(title: str, rows: list[dict[str, Any]]) -> str:
    head = ("Request", "At once", "Bytes", "Bare/s", "Per second", "Share", "CPU share")
    return f"## {title}\n\n" + table(
        (*head, "CPU µs", "p50 ms", "p99 ms", "Failed"),
        (
            (
                row["road"],
                row["at_once"],
                row["bytes"],
                f"{row['bare_per_second']:.0f}",
                f"{row['per_second']:.0f}",
                f"{row['share']:.1%}",
                f"{row['cpu_share']:.1%}",
                f"{row['cpu_us']:.0f}",
                f"{row['p50_ms']:.1f}",
                f"{row['p99_ms']:.1f}",
                row["failed"],
            )
            for row in rows
        ),
    )


def _journey(found: Mapping[str, Any]) -> str:
    return (
        "## The quiz of ten\n\n"
        f"From its first page to the result: {found['requests']} requests, "
        f"{found['kb']:.0f} KB compressed, without static files, in {found['ms']:.0f} ms (median of "
        f"{found['times']} learners, one after the other).\n"
    )


def _pages(rows: list[dict[str, Any]]) -> str:
    return "## Statements and bytes\n\n" + table(
        ("Request", "Statements", "Bytes", "Compressed"),
        ((r["road"], r["statements"], r["bytes"], r["packed"]) for r in rows),
    )


def _starts(found: Mapping[str, Any]) -> str:
    return "## Start, memory, content\n\n" + table(
        ("What", "Measured"), ((name, value) for name, value in found.items())
    )


def _lighthouse(rows: list[dict[str, Any]]) -> str:
    if not rows:
        return ""
    head = ("Page", "Performance", "Accessibility", "Best practices")
    return "## Lighthouse, as a phone\n\n" + table(
        head,
        ((r["page"], r["performance"], r["accessibility"], r["best-practices"]) for r in rows),
    )


def _growth(found: Mapping[str, Any]) -> str:
    if not found:
        return ""
    numbers = found["learners"]
    return "## With more learners\n\n" + (
        "Processor time per request, as a multiple of the bare answer's of the same size that took turns "
        "with it, 8 at a time (SQLite).\n\n"
        + table(
            ("Request", *(f"{n:,} learners" for n in numbers)),
            (
                (road, *(f"{times:.1f}" for times in values))
                for road, values in found["times_bare"].items()
            ),
        )
        + "\n"
        + table(
            ("The database as a whole", *(f"{n:,} learners" for n in numbers)),
            (
                ("its file, MB", *(f"{m:.0f}" for m in found["file_mb"])),
                ("seeded in, s", *(f"{s:.0f}" for s in found["seeded_seconds"])),
                ("`clauseway backup`, s", *(f"{s:.1f}" for s in found["backup_seconds"])),
                ("`clauseway restore`, s", *(f"{s:.1f}" for s in found["restore_seconds"])),
            ),
        )
        + "\n![Processor time per request by number of learners](growth.svg)\n"
    )
