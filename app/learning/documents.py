"""What stands in worksheets and templates as files for a word processor or a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from app.catalog.model import Basis, DocumentTemplate, TemplateField, TemplateSection, Worksheet
from app.learning.rich_text import paragraphs_of
from app.learning.word_files import WordFile
from app.learning.workbooks import Table, workbook

# Empty rows below the examples of a blank table.
_ROOM: Final = 20
_REASONS: Final = {"42001": "ISO/IEC 42001", "ai-act": "EU AI Act", "practice": "Good practice"}
_FICTIONAL: Final = "This copy is filled in for {name}, a fictional organization, as an example."
_WHY: Final = (
    "The reason beside each field or column says why it is there: because ISO/IEC 42001 asks for it "
    "(with its clause or control), because the EU AI Act does (with its article), or as good practice."
)
_FROM: Final = "Clauseway, CC BY 4.0"


def worksheet_document(
    sheet: Worksheet, texts: dict[str, str], *, where: str, name: str, now: datetime
) -> bytes:
    """A worksheet with what was written on it. `where` names course, module and unit; `name` is the
    writer's, "" where it is not known.
    """
    document = WordFile(sheet.title, where)
    document.say(where)
    document.say(", ".join(filter(None, (name, f"{now.day} {now:%B %Y}"))))
    for field in sheet.fields:
        document.heading(field.label, 2)
        document.hint(field.hint_text)
        if texts.get(field.id, "").strip():
            document.say(texts[field.id])
        else:
            document.box()
    return document.data()


def template_document(template: DocumentTemplate, *, filled: bool) -> bytes:
    """A document to be written in: under each field what belongs there and why, then room; filled
    in, what the example has there.
    """
    filled = filled and bool(template.filled)
    document = WordFile(_title(template), _footer(template, filled=filled))
    if filled:
        document.note(_FICTIONAL.format(name=template.filled_for))
    document.tell(paragraphs_of(template.intro_html))
    if not filled:
        document.say(_WHY)
    for section in _sections(template, filled=filled):
        document.heading(section.title, 1)
        document.tell(paragraphs_of(section.intro_html))
        for field in section.fields:
            _write_field(document, field, filled=filled)
        if section.columns:
            reasons = () if filled else [_reason(column.basis) for column in section.columns]
            document.table([column.label for column in section.columns], section.rows, reasons)
    return document.data()


def _write_field(document: WordFile, field: TemplateField, *, filled: bool) -> None:
    document.heading(field.label, 2)
    if filled:
        document.tell(paragraphs_of(field.html))
    else:
        document.hint(field.text, _reason(field.basis))
        document.box()


def template_workbook(template: DocumentTemplate, *, filled: bool) -> bytes:
    """A spreadsheet with one sheet for each table, whose second row says why each column is there."""
    filled = filled and bool(template.filled)
    tables = [
        Table(
            section.title,
            [column.label for column in section.columns],
            section.rows,
            reasons=[_reason(column.basis) for column in section.columns],
            room=0 if filled else _ROOM,
        )
        for section in _sections(template, filled=filled)
    ]
    return workbook(
        _title(template), _about(template, filled=filled), tables, _footer(template, filled=filled)
    )


def _about(template: DocumentTemplate, *, filled: bool) -> list[str]:
    """What the first sheet says: the introductions, what is fictional, what the reasons mean."""
    about = [_FICTIONAL.format(name=template.filled_for)] if filled else []
    about += [line for line in template.intro_text.split("\n") if line.strip()]
    for section in _sections(template, filled=filled):
        if section.intro_text:
            about.append(f"{section.title}: {section.intro_text}")
    return [*about, _WHY, f"From {_FROM}."]


def _sections(template: DocumentTemplate, *, filled: bool) -> Sequence[TemplateSection]:
    return template.filled if filled else template.blank


def _title(template: DocumentTemplate) -> str:
    return f"{template.id} {template.title}"


def _footer(template: DocumentTemplate, *, filled: bool) -> str:
    what = f"example: {template.filled_for} is fictional" if filled else _FROM
    return f"{_title(template)}, {what}"


def _reason(basis: Basis) -> str:
    return ", ".join(filter(None, (_REASONS[basis.kind], basis.ref)))
