"""Worksheets and templates as files for a word processor or a spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from app.catalog.model import DocumentTemplate, TemplateSection, Worksheet

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What XML cannot hold: control characters but tab and line feed, halves of surrogate pairs, and the
# two code points that are no characters.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# Spreadsheets take a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@")
_NAMELESS_IN_SHEETS = re.compile(r"[\[\]:*?/\\']")
_WIDEST = 40
_REASONS = {"42001": "ISO/IEC 42001", "ai-act": "EU AI Act", "practice": "Good practice"}
_FICTIONAL = "This copy is filled in for {name}, a fictional organization, as an example."


def worksheet_document(
    sheet: Worksheet, texts: dict[str, str], *, where: str, name: str, now: datetime
) -> bytes:
    """A worksheet with what was written on it. `where` names course, module and unit; `name` is the
    writer's, "" where it is not known.
    """
    document = _document(sheet.title)
    document.add_paragraph(_clean(where))
    document.add_paragraph(_clean(", ".join(filter(None, (name, f"{now.day} {now:%B %Y}")))))
    for field in sheet.fields:
        document.add_heading(_clean(field.label), level=2)
        _italic(document, field.hint_text)
        _paragraphs(document, texts.get(field.id, ""))
    return _bytes(document)


def template_document(template: DocumentTemplate, *, filled: bool) -> bytes:
    """A document to be written in: under each field what belongs there and why; filled in, what the
    example has there.
    """
    document = _document(f"{template.id} {template.title}")
    _paragraphs(document, _note(template, filled=filled))
    for section in _sections(template, filled=filled):
        document.add_heading(_clean(section.title), level=1)
        _paragraphs(document, section.intro_text)
        for field in section.fields:
            document.add_heading(_clean(field.label), level=2)
            if not filled:
                _italic(document, f"{field.text} ({_reason(field.basis.kind, field.basis.ref)})")
            _paragraphs(document, field.text if filled else "")
        if section.columns:
            _table(document, section)
    return _bytes(document)


def template_workbook(template: DocumentTemplate, *, filled: bool) -> bytes:
    """A spreadsheet with one sheet for each table, whose second row says why each column is there."""
    from openpyxl import Workbook  # noqa: PLC0415  (large, and needed by this page alone)
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    book = Workbook()
    first = book.active
    if first is not None:
        book.remove(first)
    for section in _sections(template, filled=filled):
        page = book.create_sheet(_sheet_name(section.title, book.sheetnames))
        reasons = [_reason(c.basis.kind, c.basis.ref) for c in section.columns]
        rows = [[c.label for c in section.columns], reasons, *section.rows]
        for number, row in enumerate(rows, start=1):
            for index, text in enumerate(row, start=1):
                cell = page.cell(number, index)
                _write(cell, text)
                cell.alignment = Alignment(vertical="top", wrap_text=True)
                cell.font = Font(bold=number == 1, italic=number == 2)
        for index in range(1, len(section.columns) + 1):
            longest = max((len(row[index - 1]) for row in rows if len(row) >= index), default=0)
            page.column_dimensions[get_column_letter(index)].width = min(max(longest, 12), _WIDEST)
        page.freeze_panes = "A3"
    _say_in_sheet(book, _note(template, filled=filled))
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _say_in_sheet(book: Any, note: str) -> None:
    page = book.create_sheet(_sheet_name("About", book.sheetnames))
    for number, line in enumerate(filter(str.strip, note.split("\n")), start=1):
        _write(page.cell(number, 1), line)
    page.column_dimensions["A"].width = 100


def _sections(template: DocumentTemplate, *, filled: bool) -> Sequence[TemplateSection]:
    return template.filled if filled and template.filled else template.blank


def _note(template: DocumentTemplate, *, filled: bool) -> str:
    if filled and template.filled:
        return f"{template.intro_text}\n{_FICTIONAL.format(name=template.filled_for)}"
    return template.intro_text


def _reason(kind: str, ref: str) -> str:
    return " ".join(filter(None, (_REASONS[kind], ref)))


def _clean(text: str) -> str:
    return _UNPRINTABLE.sub("", text)


def _write(cell: Any, text: str) -> None:
    """Text that no spreadsheet computes, whatever it begins with: its type says so, and so does the
    mark that a person sets with an apostrophe.
    """
    cell.value = _clean(text) or None
    if cell.value is not None:
        cell.data_type = "s"
        cell.quotePrefix = cell.value.lstrip().startswith(_FORMULA)


def _sheet_name(title: str, taken: Iterable[str]) -> str:
    """At most 31 characters, without those that spreadsheets refuse, and each once."""
    stem = _NAMELESS_IN_SHEETS.sub(" ", _clean(title)).strip()[:31] or "Sheet"
    name, number = stem, 1
    while name.casefold() in {other.casefold() for other in taken}:
        number += 1
        name = f"{stem[: 30 - len(str(number))]} {number}"
    return name


def _document(title: str) -> Any:
    from docx import Document  # noqa: PLC0415  (large, and needed by downloads alone)

    document = Document()
    document.core_properties.title = _clean(title)
    document.core_properties.author = ""
    document.core_properties.comments = ""
    document.add_heading(_clean(title), level=0)
    return document


def _italic(document: Any, text: str) -> None:
    document.add_paragraph().add_run(_clean(text)).italic = True


def _paragraphs(document: Any, text: str) -> None:
    """One for each line; an empty text leaves room to write."""
    for line in _clean(text).split("\n"):
        document.add_paragraph(line)


def _table(document: Any, section: TemplateSection) -> None:
    table = document.add_table(rows=1, cols=len(section.columns))
    table.style = "Table Grid"
    for cell, column in zip(table.rows[0].cells, section.columns, strict=True):
        cell.text = _clean(column.label)
    for row in section.rows:
        for cell, text in zip(table.add_row().cells, row, strict=False):
            cell.text = _clean(text)


def _bytes(document: Any) -> bytes:
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()
