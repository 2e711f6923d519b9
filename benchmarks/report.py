"""What was measured, as Markdown: the same values stand in report.json."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benchmarks import growth_report
from benchmarks.circumstances import made
from benchmarks.tables import between, table

_TWO = "Two processes, PostgreSQL (nothing pinned: two cores for five programs)"


def markdown(found: Mapping[str, Any]) -> str:
    """A section or more for each part that was measured, in an order of their own."""
    parts = {
        "sqlite": _sqlite,
        "waits": _waits,
        "postgres": _postgres,
        "journey": _journey,
        "starts": _starts,
        "lighthouse": _lighthouse,
        "growth": growth_report.markdown,
        "backups": _backups,
    }
    said = [f"{show(found[name])}" for name, show in parts.items() if name in found]
    return "\n".join(["# Measured\n", _INTRO, *said])


_INTRO = """\
By `make bench`, part by part; each says when, where and how. A core for the server, another one for \
wrk. In each round a bare Starlette answer of the same size takes turns with the page; each figure is \
the median of all rounds. *Share* is the page's requests per second of the bare answer's, *CPU share* \
the bare answer's processor time per request of the page's, both of the two figures that stand beside \
them; in brackets the least and the greatest of single rounds. Where others use the machine, the second \
one is the steadier.
"""


def _sqlite(found: Mapping[str, Any]) -> str:
    pages = table(
        ("Request", "Statements", "Bytes", "Compressed"),
        ((r["road"], r["statements"], r["bytes"], r["packed"]) for r in found["pages"]),
    )
    return "\n".join(
        [
            f"## One process, SQLite\n\n{made(found)}",
            _roads(found["roads"]),
            f"A learner who has handed in 500 quizzes:\n\n{_roads(found['busy'])}",
            _memory(found["memory"]),
            f"## Statements and bytes\n\n{made(found)}\n{pages}",
        ]
    )


def _waits(found: Mapping[str, Any]) -> str:
    head = f"An answer with the next question, {found['at_once']} at a time"
    stages = table(
        (head, "p50 ms", "p99 ms"),
        ((name, *(f"{ms:.1f}" for ms in each)) for name, each in found["stages"].items()),
    )
    return (
        f"## What an answer waits for\n\n{made(found)}\n{stages}\n"
        f"Whoever asks waits {found['p50_ms']:.1f} ms (p99 {found['p99_ms']:.1f}). What the stages leave "
        "of it is the way in and out: the loop's other requests before this one is read and after it is "
        f"taken up, the next question, the log. {found['answers']} answers, "
        f"{found['per_second']:.0f} a second, the middle one in a batch of {found['batch'][0]:.0f}.\n"
    )


def _postgres(found: Mapping[str, Any]) -> str:
    return "\n".join(
        [
            f"## One process, PostgreSQL\n\n{made(found)}",
            "Processor time is that of Clauseway alone.\n",
            _roads(found["one"]["roads"]),
            _memory(found["one"]["memory"]),
            f"Start to the first page with a warm cache: {between(found['starts'], 2)} s.\n",
            f"## {_TWO}\n\n{made(found)}",
            "One at a time is asked of one of them, while the other one waits.\n",
            _roads(found["two"]["roads"]),
            _memory(found["two"]["memory"]),
        ]
    )


def _backups(found: Mapping[str, Any]) -> str:
    copies = table(
        ("Learners", "Filled in, s", "`clauseway backup`, s", "Its file, MB", "`restore`, s"),
        (
            (
                f"{one['learners']:,}",
                f"{one['seeded_seconds']:.1f}",
                f"{one['backup_seconds']:.1f}",
                f"{one['backup_mb']:.1f}",
                f"{one['restore_seconds']:.1f}",
            )
            for one in found["copies"]
        ),
    )
    return f"## Backup and restore, PostgreSQL\n\n{made(found)}\n{copies}"


def _roads(rows: list[dict[str, Any]]) -> str:
    head = ("Request", "At once", "Bytes", "Bare/s", "Per second", "Share")
    return table(
        (*head, "Bare CPU µs", "CPU µs", "CPU share", "p50 ms", "p99 ms", "Failed"),
        (
            (
                row["road"],
                row["at_once"],
                row["bytes"],
                f"{row['bare_per_second']:.0f}",
                f"{row['per_second']:.0f}",
                between(row["share"], percent=True),
                f"{row['bare_cpu_us']:.0f}",
                f"{row['cpu_us']:.0f}",
                between(row["cpu_share"], percent=True),
                f"{row['p50_ms']:.1f}",
                between(row["p99_ms"]),
                row["failed"],
            )
            for row in rows
        ),
    )


def _memory(found: Mapping[str, list[float]]) -> str:
    said = (f"{when} {' and '.join(f'{m:.0f}' for m in each)}" for when, each in found.items())
    return f"Resident memory, MB: {', '.join(said)}.\n"


def _journey(found: Mapping[str, Any]) -> str:
    return (
        f"## The quiz of ten\n\n{made(found)}\n"
        f"From the button that starts it to the result, {found['questions']} questions: "
        f"{found['requests'][0]:g} requests, {between(found['kb'], 0)} KB compressed, without static "
        f"files, in {between(found['ms'], 0)} ms. Each round is another learner, one after the other.\n"
    )


def _starts(found: Mapping[str, Any]) -> str:
    many = found["many"]
    pages = f"first page over {many['modules']} modules"
    rows = [
        ("a bare Starlette's first answer", f"{found['bare']:.2f} s"),
        ("first page, cold cache", f"{found['cold']:.2f} s"),
        ("first page, warm cache", f"{between(found['warm'], 2)} s"),
        (f"clauseway check, {many['modules']} modules", f"{many['check']:.1f} s"),
        *(
            (
                f"{pages}, {name} cache",
                f"{many[name]['start']:.1f} s, {many[name]['memory']:.0f} MB",
            )
            for name in ("cold", "warm")
        ),
    ]
    return f"## Start, memory, content\n\n{made(found)}\n" + table(("What", "Measured"), rows)


def _lighthouse(found: Mapping[str, Any]) -> str:
    head = ("Page", "Performance", "Accessibility", "Best practices")
    rows = (
        (page["page"], page["performance"], page["accessibility"], page["best-practices"])
        for page in found["pages"]
    )
    return f"## Lighthouse, as a phone\n\n{made(found)}\n" + table(head, rows)
