"""Worksheets and templates as files for a word processor or a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from app.catalog.model import DocumentTemplate, TemplateSection, Worksheet
from app.learning.workbooks import Table, printable, workbook

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# Empty rows below the examples of a blank table.
_ROOM = 20
_REASONS = {"42001": "ISO/IEC 42001", "ai-act": "EU AI Act", "practice": "Good practice"}
_FICTIONAL = "This copy is filled in for {name}, a fictional organization, as an example."


def worksheet_document(
    sheet: Worksheet, texts: dict[str, str], *, where: str, name: str, now: datetime
) -> bytes:
    """A worksheet with what was written on it. `where` names course, module and unit; `name` is the
    writer's, "" where it is not known.
    """
    document = _document(sheet.title)
    document.add_paragraph(printable(where))
    document.add_paragraph(printable(", ".join(filter(None, (name, f"{now.day} {now:%B %Y}")))))
    for field in sheet.fields:
        document.add_heading(printable(field.label), level=2)
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
        document.add_heading(printable(section.title), level=1)
        _paragraphs(document, section.intro_text)
        for field in section.fields:
            document.add_heading(printable(field.label), level=2)
            if not filled:
                _italic(document, f"{field.text} ({_reason(field.basis.kind, field.basis.ref)})")
            _paragraphs(document, field.text if filled else "")
        if section.columns:
            _table(document, section)
    return _bytes(document)


def template_workbook(template: DocumentTemplate, *, filled: bool) -> bytes:
    """A spreadsheet with one sheet for each table, whose second row says why each column is there."""
    tables = [
        Table(
            section.title,
            [column.label for column in section.columns],
            section.rows,
            reasons=[_reason(column.basis.kind, column.basis.ref) for column in section.columns],
            room=0 if filled and template.filled else _ROOM,
        )
        for section in _sections(template, filled=filled)
    ]
    about = [line for line in _note(template, filled=filled).split("\n") if line.strip()]
    return workbook(f"{template.id} {template.title}", about, tables)


def _sections(template: DocumentTemplate, *, filled: bool) -> Sequence[TemplateSection]:
    return template.filled if filled and template.filled else template.blank


def _note(template: DocumentTemplate, *, filled: bool) -> str:
    if filled and template.filled:
        return f"{template.intro_text}\n{_FICTIONAL.format(name=template.filled_for)}"
    return template.intro_text


def _reason(kind: str, ref: str) -> str:
    return " ".join(filter(None, (_REASONS[kind], ref)))


def _document(title: str) -> Any:
    from docx import Document  # noqa: PLC0415  (large, and needed by downloads alone)

    document = Document()
    document.core_properties.title = printable(title)
    document.core_properties.author = ""
    document.core_properties.comments = ""
    document.add_heading(printable(title), level=0)
    return document


def _italic(document: Any, text: str) -> None:
    document.add_paragraph().add_run(printable(text)).italic = True


def _paragraphs(document: Any, text: str) -> None:
    """One for each line; an empty text leaves room to write."""
    for line in printable(text).split("\n"):
        document.add_paragraph(line)


def _table(document: Any, section: TemplateSection) -> None:
    table = document.add_table(rows=1, cols=len(section.columns))
    table.style = "Table Grid"
    for cell, column in zip(table.rows[0].cells, section.columns, strict=True):
        cell.text = printable(column.label)
    for row in section.rows:
        for cell, text in zip(table.add_row().cells, row, strict=False):
            cell.text = printable(text)


def _bytes(document: Any) -> bytes:
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()
