"""Decides how spreadsheets look: a sheet that says what they are, then tables to sort, fill and print."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from math import ceil
from typing import Any, Final

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What XML cannot hold: control characters but tab and line feed, halves of surrogate pairs, and the
# two code points that are no characters.
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# Spreadsheets take a cell that begins so for a formula.
FORMULA: Final = ("=", "+", "-", "@")
_NAMELESS: Final = re.compile(r"[\[\]:*?/\\']")

# Petrol, paper and rules, as on the pages.
_HEAD, _ON_HEAD, _SUNK, _RULE, _QUIET = "0F5257", "FFFFFF", "F3EEE4", "BAB4A3", "494F4D"
_FONT: Final = "Calibri"
_NARROWEST: Final = 9
_WIDEST: Final = 46
# On a sheet across, this many characters stay readable; what is wider is made smaller to fit.
_ACROSS: Final = 165
_LINE: Final = 13.5


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet. `reasons` stand below the columns' names; `room` is how many empty rows follow."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    reasons: Sequence[str] = ()
    room: int = 0


def workbook(title: str, about: Sequence[str], tables: Iterable[Table], footer: str) -> bytes:
    """A book whose first sheet says what it is, one paragraph a row; the tables follow."""
    from openpyxl import Workbook  # noqa: PLC0415  (large, and needed by downloads alone)

    book: Any = Workbook()
    book.properties.title = printable(title)
    book.properties.creator = "Clauseway"
    page = book.active
    page.title = "About"
    _write_about(page, title, about, footer)
    for table in tables:
        _write_table(book.create_sheet(sheet_name(table.title, book.sheetnames)), table, footer)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def printable(text: str) -> str:
    return _UNPRINTABLE.sub("", text)


def sheet_name(title: str, taken: Iterable[str]) -> str:
    """At most 31 characters, without those that spreadsheets refuse, and each once."""
    stem = _NAMELESS.sub(" ", printable(title)).strip()[:31] or "Sheet"
    name, number = stem, 1
    while name.casefold() in {other.casefold() for other in taken}:
        number += 1
        name = f"{stem[: 30 - len(str(number))]} {number}"
    return name


def _write(cell: Any, text: str) -> None:
    """Text that no spreadsheet computes, whatever it begins with: its type says so, and so does the
    mark that a person sets with an apostrophe.
    """
    cell.value = printable(text) or None
    if cell.value is not None:
        cell.data_type = "s"
        cell.quotePrefix = cell.value.lstrip().startswith(FORMULA)


def _write_about(page: Any, title: str, about: Sequence[str], footer: str) -> None:
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415

    page.column_dimensions["A"].width = 100
    page.sheet_view.showGridLines = False
    for number, line in enumerate((title, *about), start=1):
        cell = page.cell(number, 1)
        _write(cell, line)
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        cell.font = (
            Font(name=_FONT, size=11) if number > 1 else Font(name=_FONT, size=18, color=_HEAD)
        )
        page.row_dimensions[number].height = 30 if number == 1 else _height([line], [100])
    _set_up_print(page, footer)


def _write_table(page: Any, table: Table, footer: str) -> None:
    heads = [table.columns, table.reasons] if table.reasons else [table.columns]
    widths = _widths([*heads, *table.rows], len(table.columns))
    for index, width in enumerate(widths, start=1):
        page.column_dimensions[_letter(index)].width = width
    for number, row in enumerate([*heads, *table.rows, *[()] * table.room], start=1):
        _write_row(page, number, row, widths, head=number if number <= len(heads) else 0)
    last = _letter(len(table.columns))
    first = len(heads) + 1
    page.freeze_panes = f"B{first}" if len(table.columns) > 4 else f"A{first}"
    page.print_title_rows = f"1:{len(heads)}"
    page.auto_filter.ref = f"A{len(heads)}:{last}{len(heads) + len(table.rows) + table.room}"
    page.page_setup.orientation = "landscape"
    _set_up_print(page, f"{footer}. {table.title}")


def _write_row(
    page: Any, number: int, row: Sequence[str], widths: Sequence[float], *, head: int
) -> None:
    """`head` is 1 for the names of the columns, 2 for their reasons, 0 for the rest."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side  # noqa: PLC0415

    line = Side(style="thin", color=_RULE)
    fonts = (
        Font(name=_FONT, size=10),
        Font(name=_FONT, size=10, bold=True, color=_ON_HEAD),
        Font(name=_FONT, size=9, color=_QUIET),
    )
    fill = {1: PatternFill("solid", _HEAD), 2: PatternFill("solid", _SUNK)}.get(head)
    for index in range(1, len(widths) + 1):
        cell = page.cell(number, index)
        _write(cell, row[index - 1] if index <= len(row) else "")
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        cell.border = Border(left=line, right=line, top=line, bottom=line)
        cell.font = fonts[head]
        if fill is not None:
            cell.fill = fill
    if any(row):
        # Not every program grows a row to its text when it opens a file.
        page.row_dimensions[number].height = _height(row, widths)


def _widths(rows: Sequence[Sequence[str]], columns: int) -> list[float]:
    """Room for the longest word and a share of the longest text, so that rows stay low; where the
    sheet becomes too wide to be printed, long columns give way.
    """
    wanted = []
    for index in range(columns):
        texts = [row[index] for row in rows if index < len(row)]
        words = max((len(word) for text in texts for word in text.split()), default=0)
        longest = max((len(line) for text in texts for line in text.split("\n")), default=0)
        wanted.append(min(max(_NARROWEST, words + 3, min(longest + 2, longest / 4 + 12)), _WIDEST))
    spare = sum(width for width in wanted if width > 16) or 1
    over = max(0.0, sum(wanted) - _ACROSS)
    return [max(14.0, w - over * w / spare) if w > 16 else w for w in wanted]


def _height(row: Sequence[str], widths: Sequence[float]) -> float:
    lines = [
        sum(max(1, ceil(len(line) * 0.92 / (width - 1))) for line in text.split("\n"))
        for text, width in zip(row, widths, strict=False)
    ]
    return min(max(lines, default=1) * _LINE + 5, 400)


def _letter(index: int) -> str:
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    return get_column_letter(index)


def _set_up_print(page: Any, footer: str) -> None:
    """A4, as wide as the paper, with the footer and the number of the page below."""
    page.page_setup.paperSize = 9
    page.page_setup.fitToWidth = 1
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    margins = page.page_margins
    margins.left = margins.right = 0.4
    margins.top = margins.bottom = 0.6
    # An ampersand would begin a code of its own.
    page.oddFooter.left.text = printable(footer).replace("&", "&&")
    page.oddFooter.right.text = "Page &P of &N"
