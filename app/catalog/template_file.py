"""Reads a document template: the blank, and the same filled in for the case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from markdown_it.token import Token

from app.catalog.attributes import Attributes
from app.catalog.blocks import definition_groups
from app.catalog.frontmatter import read_front_matter
from app.catalog.keys import Keys
from app.catalog.links import TEMPLATE_FILE
from app.catalog.markdown import (
    Section,
    attributes_of,
    html_of,
    split_sections,
    text_of,
    tokens_of,
    top_level,
)
from app.catalog.model import (
    Basis,
    DocumentTemplate,
    TemplateColumn,
    TemplateField,
    TemplateSection,
)
from app.catalog.module_file import check_front_numbers
from app.catalog.places import Place
from app.catalog.source_file import SourceFile
from app.catalog.unit import check_numbers

_FILLED = "Filled in: "
_BASES: tuple[Literal["42001", "ai-act", "practice"], ...] = ("42001", "ai-act", "practice")


def parse_template(file: SourceFile) -> DocumentTemplate | None:
    match = TEMPLATE_FILE.fullmatch(file.path)
    if match is None:
        return None
    keys, body, first_line = read_front_matter(file.text, file.path, file.problems)
    keys.word("schema", ("template/1",))
    template_id = _id(keys, match.group(1))
    tokens = tokens_of(body, first_line, file, columns=True)
    blank, parts = split_sections(tokens, 1)
    filled = _filled(parts, file)
    intro, sections = split_sections(blank, 2)
    template = DocumentTemplate(
        id=template_id,
        title=keys.text("title"),
        kind=keys.word("kind", ("document", "table")),
        clauses=keys.texts("clauses"),
        controls=keys.texts("controls"),
        intro_html=html_of(intro, file),
        intro_text=text_of(intro),
        blank=tuple(_section(section, file) for section in sections),
        filled=tuple(_section(s, file) for s in split_sections(filled.tokens, 2)[1])
        if filled
        else (),
        filled_for=filled.title.removeprefix(_FILLED).strip() if filled else "",
        place=Place(file.path),
    )
    check_front_numbers(template.clauses, template.controls, keys)
    keys.finish()
    return template


def _id(keys: Keys, from_name: str) -> str:
    template_id = keys.text("id")
    if template_id and template_id != from_name:
        message = f"The id is `{template_id}`, but the name of the file says `{from_name}`."
        keys.problems.error(keys.place("id"), "F013", message)
    return template_id or from_name


def _filled(parts: Sequence[Section], file: SourceFile) -> Section | None:
    for part in parts:
        if not part.title.startswith(_FILLED):
            message = f"A template has one `#` heading, `# {_FILLED}…`, before what is filled in."
            file.problems.error(part.place, "M080", message)
    return next((part for part in parts if part.title.startswith(_FILLED)), None)


def _section(section: Section, file: SourceFile) -> TemplateSection:
    section.attributes.check(file.problems)
    intro: list[Token] = []
    fields: list[TemplateField] = []
    columns: tuple[TemplateColumn, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    for tokens in top_level(section.tokens):
        if tokens[0].type == "dl_open":
            fields += _fields(tokens[1:-1], file)
        elif tokens[0].type == "table_open" and not columns:
            columns, rows = _table(tokens, file)
        else:
            intro += tokens
    if not fields and not columns:
        message = (
            f'"{section.title}" has neither fields (`Name {{basis=…}}`, `: text`) nor a table.'
        )
        file.problems.error(section.place, "M081", message)
    return TemplateSection(
        section.title, html_of(intro, file), text_of(intro), tuple(fields), columns, rows
    )


def _fields(tokens: Sequence[Token], file: SourceFile) -> Iterator[TemplateField]:
    for term, label, definitions in definition_groups(tokens):
        content = [token for definition in definitions for token in definition]
        name = text_of([label])
        basis = _basis(attributes_of(term), name, file)
        yield TemplateField(name, basis, html_of(content, file), text_of(content))


def _table(
    tokens: Sequence[Token], file: SourceFile
) -> tuple[tuple[TemplateColumn, ...], tuple[tuple[str, ...], ...]]:
    columns: list[TemplateColumn] = []
    rows: list[tuple[str, ...]] = []
    for index, token in enumerate(tokens):
        if token.type == "th_open":
            label = text_of([tokens[index + 1]])
            columns.append(TemplateColumn(label, _basis(attributes_of(token), label, file)))
        elif token.type == "tr_open" and columns:
            rows.append(())
        elif token.type == "td_open":
            rows[-1] = (*rows[-1], text_of([tokens[index + 1]]))
    return tuple(columns), tuple(rows)


def _basis(attributes: Attributes, label: str, file: SourceFile) -> Basis:
    attributes.check(file.problems, ("basis", "clause", "ref"))
    kind = next((basis for basis in _BASES if basis == attributes.get("basis")), None)
    if kind is None:
        message = (
            f'"{label}" does not say why it is there: `{{basis=42001 clause="…"}}`, '
            '`{basis=ai-act ref="…"}` or `{basis=practice}`.'
        )
        file.problems.error(attributes.place, "M082", message)
        return Basis("practice")
    key = {"42001": "clause", "ai-act": "ref", "practice": ""}[kind]
    if key and not attributes.get(key):
        message = f'"{label}" has to name the place: `{{basis={kind} {key}="…"}}`.'
        file.problems.error(attributes.place, "M083", message)
    # A field may come from a control as well as from a clause: both are places in the standard.
    places = attributes.words("clause")
    controls = tuple(place for place in places if place.startswith("A."))
    clauses = tuple(place for place in places if place not in controls)
    check_numbers(clauses, controls, attributes.place, file.problems)
    return Basis(kind, attributes.get(key) if key else "")
