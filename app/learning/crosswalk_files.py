"""The crosswalk as files: a table of pairs for programs, a workbook for people."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from io import StringIO
from typing import Final

from app.catalog.crosswalk import Crosswalk, Pair
from app.catalog.standard import CONTROLS
from app.learning.crosswalk_filter import Wanted, pairs_of
from app.learning.crosswalk_view import Led
from app.learning.workbooks import FORMULA, Table, printable, workbook

CSV: Final = "text/csv; charset=utf-8"
_PAIR_COLUMNS: Final = (
    "ISO/IEC 42001", "Title", "Framework", "Place", "Basis", "Used in the courses", "Doubt",
    "Note", "Taught in", "Templates",
)  # fmt: skip
_OF_A_PAIR: Final = _PAIR_COLUMNS.index("Note")


def crosswalk_csv(crosswalk: Crosswalk, wanted: Wanted, rows: Sequence[Led]) -> bytes:
    """One line a pair, so that its basis stands in a column of its own. UTF-8 with the mark that
    spreadsheets know it by.
    """
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(_PAIR_COLUMNS)
    for line in _pair_lines(crosswalk, wanted, rows):
        writer.writerow([_harmless(text) for text in line])
    return out.getvalue().encode("utf-8-sig")


def crosswalk_workbook(
    crosswalk: Crosswalk, wanted: Wanted, rows: Sequence[Led], address: str
) -> bytes:
    """A sheet with a line for each clause or control, and one with a line for each pair."""
    frameworks = [f for f in crosswalk.frameworks if wanted.framework in ("", f.id)]
    columns = [
        "ISO/IEC 42001",
        "Title",
        *(f.title for f in frameworks),
        "Note",
        "Taught in",
        "Templates",
    ]
    lines = [
        [
            _number(led),
            led.row.title,
            *(_column(crosswalk, led.row.of(f.id)) for f in frameworks),
            led.row.note,
            *_leads(led),
        ]
        for led in rows
    ]
    tables = (
        Table("Clauses and controls", columns, lines),
        # What stands beside a row has its place on the first sheet.
        Table(
            "Pairs",
            _PAIR_COLUMNS[:_OF_A_PAIR],
            [line[:_OF_A_PAIR] for line in _pair_lines(crosswalk, wanted, rows)],
        ),
    )
    title = "Crosswalk of ISO/IEC 42001"
    return workbook(title, _about(crosswalk, address), tables, f"{title}, as of {crosswalk.as_of}")


def _about(crosswalk: Crosswalk, address: str) -> list[str]:
    return [
        f"As of {crosswalk.as_of}. {address}",
        *crosswalk.notes,
        "What the pairs rest on",
        *(" ".join((f"{b.title}: {b.text}", b.url)).strip() for b in crosswalk.bases),
        "The frameworks",
        *(f"{f.title}: {f.note} {f.url}".strip() for f in crosswalk.frameworks),
    ]


def _pair_lines(
    crosswalk: Crosswalk, wanted: Wanted, rows: Sequence[Led]
) -> Iterator[tuple[str, ...]]:
    titles = {f.id: f.title for f in crosswalk.frameworks}
    bases = {basis.id: basis.title for basis in crosswalk.bases}
    for led in rows:
        for pair in pairs_of(led.row, wanted.framework):
            yield (
                _number(led),
                led.row.title,
                titles[pair.framework],
                _place(pair),
                bases[pair.basis],
                "yes" if pair.primary else "",
                pair.doubt,
                led.row.note,
                *_leads(led),
            )


def _column(crosswalk: Crosswalk, pairs: Sequence[Pair]) -> str:
    """Places by what they rest on: one line for each basis."""
    lines = []
    for basis in crosswalk.bases:
        refs = [f"{p.ref} (uncertain)" if p.doubt else p.ref for p in pairs if p.basis == basis.id]
        if refs:
            lines.append(f"{', '.join(refs)} [{basis.title}]")
    return "\n".join(lines)


def _leads(led: Led) -> tuple[str, str]:
    taught = "; ".join(f"{t.course.title}: {t.unit.title}" for t in led.taught)
    return taught, "; ".join(template.text for template in led.templates)


def _number(led: Led) -> str:
    """With its kind: a spreadsheet would take 5.1 alone for a number or for the fifth of January."""
    return f"{'Control' if led.row.number in CONTROLS else 'Clause'} {led.row.number}"


def _place(pair: Pair) -> str:
    return f"Clause {pair.ref}" if pair.ref[:1].isdigit() else pair.ref


def _harmless(text: str) -> str:
    """A text that a spreadsheet would compute gets the mark that a person would type before it."""
    shown = printable(text)
    return f"'{shown}" if shown.lstrip().startswith(FORMULA) else shown
