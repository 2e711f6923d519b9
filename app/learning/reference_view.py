"""What glossary and templates are made of."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from html import escape

from app.catalog.model import (
    Basis,
    Catalog,
    DocumentTemplate,
    TemplateSection,
    Term,
)
from app.learning.page_parts import Link
from app.learning.reference_pages import (
    GlossaryPage,
    ShownBasis,
    ShownTerm,
    TemplateLine,
    TemplatePage,
    TemplatePart,
    TemplateRecord,
)
from app.learning.wording import count, numbers_in_short

_BASES = {"42001": "ISO/IEC 42001", "ai-act": "AI Act", "practice": "Good practice"}


def glossary_page(catalog: Catalog) -> GlossaryPage:
    """Terms by the letter they begin with."""
    letters: dict[str, list[ShownTerm]] = {}
    for term in sorted(catalog.glossary, key=lambda term: _plain(term.title)):
        letters.setdefault(_letter(term.title), []).append(_term(catalog, term))
    return GlossaryPage(tuple((letter, tuple(terms)) for letter, terms in letters.items()))


def _plain(title: str) -> str:
    decomposed = unicodedata.normalize("NFKD", title.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _letter(title: str) -> str:
    first = _plain(title)[:1].upper()
    return first if first.isalpha() else "#"


def _term(catalog: Catalog, term: Term) -> ShownTerm:
    return ShownTerm(term.id, term.title, term.html, term.source, _taught(catalog, term.taught))


def _taught(catalog: Catalog, place: str) -> Link | None:
    """The unit named by `course/module#unit`, where everybody can read it."""
    course_slug, _, rest = place.partition("/")
    module_slug, _, unit_id = rest.partition("#")
    course = catalog.course(course_slug)
    module = course.module(module_slug) if course and course.status == "published" else None
    if course is None or module is None or module.status != "published":
        return None
    unit = module.unit(unit_id)
    tail = f"/{unit.id}" if unit else ""
    return Link(unit.title if unit else module.title, f"/courses/{course.slug}/{module.slug}{tail}")


# Templates.

# More columns than these are not read across, but one record after the other.
_READ_ACROSS = 6
# Nor are more rows than these on a phone.
_READ_DOWN = 8


def template_file(template: DocumentTemplate, *, filled: bool = False) -> str:
    """The address of the template as a file, blank or filled in."""
    suffix = "docx" if template.kind == "document" else "xlsx"
    return f"/templates/{template.id}.{suffix}{'?filled=1' if filled else ''}"


def template_line(template: DocumentTemplate) -> TemplateLine:
    fields = sum(len(section.fields) for section in template.blank)
    note = f"Document, {count(fields, 'field')}"
    if template.kind == "table":
        note = f"Spreadsheet, {count(len(template.blank), 'table')}"
    return TemplateLine(
        template.id,
        template.title,
        numbers_in_short(template.clauses, template.controls),
        note,
        template_file(template),
        template_file(template, filled=True) if template.filled else "",
    )


def template_page(template: DocumentTemplate, *, filled: bool) -> TemplatePage:
    """What belongs into it and why, or the example."""
    filled = filled and bool(template.filled)
    places = numbers_in_short(template.clauses, template.controls)
    both = [template_file(template), template_file(template, filled=True)]
    parts = map(_example, template.filled) if filled else map(_part, template.blank)
    return TemplatePage(
        crumbs=(("Templates", "/templates"), (template.id, "")),
        id=template.id,
        title=template.title,
        margin=tuple(filter(None, (template.id, places))),
        address=f"/templates/{template.id}",
        is_table=template.kind == "table",
        is_filled=filled,
        intro_html=template.intro_html,
        parts=tuple(parts),
        filled_for=template.filled_for,
        download=both[filled],
        other_download=both[not filled] if template.filled else "",
    )


def _part(section: TemplateSection) -> TemplatePart:
    """A table's columns are listed with their reasons, as fields are; what its first row says tells
    what to write.
    """
    first = section.rows[0] if section.rows else ("",) * len(section.columns)
    return TemplatePart(
        section.title,
        section.intro_html,
        fields=tuple((f.label, f.html, _basis(f.basis)) for f in section.fields)
        + tuple(
            (column.label, escape(text), _basis(column.basis))
            for column, text in zip(section.columns, first, strict=False)
        ),
    )


def _example(section: TemplateSection) -> TemplatePart:
    columns = tuple(column.label for column in section.columns)
    is_wide = len(columns) > _READ_ACROSS
    is_long = len(section.rows) > _READ_DOWN
    return TemplatePart(
        section.title,
        section.intro_html,
        fields=tuple((f.label, f.html, None) for f in section.fields),
        columns=() if is_wide else columns,
        rows=() if is_wide else section.rows,
        records=tuple(_record(columns, row) for row in section.rows) if is_wide or is_long else (),
    )


def _record(columns: Sequence[str], row: Sequence[str]) -> TemplateRecord:
    """Its first cell names it, the two after that say what it is about."""
    cells = [(name, cell) for name, cell in zip(columns[1:], row[1:], strict=False) if cell]
    return TemplateRecord(
        row[0] if row else "", " · ".join(cell for _, cell in cells[:2]), tuple(cells)
    )


def _basis(basis: Basis) -> ShownBasis:
    return ShownBasis(_BASES[basis.kind], basis.ref)
