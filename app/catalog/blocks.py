"""Reads the blocks of a unit that have a state for each learner: checks, stories, sheets, lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from markdown_it.token import Token

from app.catalog.links import SLUG
from app.catalog.markdown import (
    Block,
    attributes_of,
    html_of,
    inline_html,
    split_sections,
    text_of,
    top_level,
)
from app.catalog.model import (
    Check,
    Checklist,
    ChecklistItem,
    Scenario,
    Worksheet,
    WorksheetField,
)
from app.catalog.question_parser import parse_question
from app.catalog.scenario_block import read_scenario
from app.catalog.source_file import SourceFile, line_of

Interactive = Check | Scenario | Worksheet | Checklist


def read_block(block: Block, file: SourceFile) -> Interactive | None:
    """The part that a block is; None where it is not one, or where nothing of it can be read."""
    reader = _READERS.get(block.name)
    return reader(block, file) if reader else None


def _read_check(block: Block, file: SourceFile) -> Check | None:
    preamble, sections = split_sections(block.tokens, 3)
    if len(sections) != 1 or text_of(preamble):
        file.error(
            block.line,
            "M040",
            "`::: check` holds one question under one heading `### Title {#id}`.",
        )
        return None
    question = parse_question(sections[0], file)
    return Check(question.id, question) if question else None


def _read_worksheet(block: Block, file: SourceFile) -> Worksheet | None:
    sheet_id, title = _name_of(block, file)
    fields: list[WorksheetField] = []
    rest = [t for tokens in top_level(block.tokens) if tokens[0].type != "dl_open" for t in tokens]
    for tokens in top_level(block.tokens):
        if tokens[0].type == "dl_open":
            fields += _fields(tokens[1:-1], file)
    if not fields or rest:
        file.error(
            block.line,
            "M050",
            "`::: worksheet` holds a definition list and nothing else: a line `Field {#id}`, below "
            "it `: what to write`.",
        )
    _unique([(f.id, "field") for f in fields], block, file)
    return Worksheet(sheet_id, title, tuple(fields)) if fields else None


def _fields(tokens: Sequence[Token], file: SourceFile) -> Iterator[WorksheetField]:
    for term, label, definitions in definition_groups(tokens):
        attributes = attributes_of(term)
        attributes.check(file.problems)
        if len(definitions) != 1:
            message = f'The field "{text_of([label])}" needs one `: what to write`.'
            file.error(line_of(label), "M051", message)
        hint = [token for definition in definitions for token in definition]
        field_id = attributes.required_id(text_of([label]), file.problems)
        yield WorksheetField(field_id, text_of([label]), html_of(hint, file), text_of(hint))


def definition_groups(
    tokens: Sequence[Token],
) -> Iterator[tuple[Token, Token, list[tuple[Token, ...]]]]:
    """Each term of a definition list (without its `dl`): the opening token, the inline token of
    the term, and the tokens of each definition.
    """
    term: tuple[Token, ...] = ()
    definitions: list[tuple[Token, ...]] = []
    for group in top_level(tokens):
        if group[0].type == "dt_open":
            if term:
                yield term[0], term[1], definitions
            term, definitions = group, []
        else:
            definitions.append(group[1:-1])
    if term:
        yield term[0], term[1], definitions


def _read_checklist(block: Block, file: SourceFile) -> Checklist | None:
    list_id, title = _name_of(block, file)
    items: list[ChecklistItem] = []
    other = False
    for tokens in top_level(block.tokens):
        if tokens[0].type == "bullet_list_open":
            for item in top_level(tokens[1:-1]):
                found = _checklist_item(item, file)
                other = other or found is None
                items += [found] if found else []
        else:
            other = True
    if not items or other:
        message = "`::: checklist` holds a task list and nothing else: `- [ ] text {#id}`."
        file.error(block.line, "M060", message)
    _unique([(item.id, "item") for item in items], block, file)
    return Checklist(list_id, title, tuple(items)) if items else None


def _checklist_item(tokens: Sequence[Token], file: SourceFile) -> ChecklistItem | None:
    content = tokens[1:-1]
    if "checked" not in tokens[0].meta or not content or content[0].type != "paragraph_open":
        return None
    attributes = attributes_of(tokens[0])
    attributes.check(file.problems)
    label, more = content[1], content[3:]
    item_id = attributes.required_id(text_of([label]), file.problems)
    html = "\n".join(filter(None, (inline_html(label, file), html_of(more, file))))
    return ChecklistItem(item_id, html, text_of(content))


def _name_of(block: Block, file: SourceFile) -> tuple[str, str]:
    """The id and the title after the block's name."""
    block_id, _, title = block.argument.partition(" ")
    if not SLUG.fullmatch(block_id):
        message = f"`::: {block.name}` needs an id of small letters and hyphens: `::: {block.name} some-id Title`."
        file.error(block.line, "M061", message)
    return block_id, title or block_id.replace("-", " ").capitalize()


def _unique(ids: Sequence[tuple[str, str]], block: Block, file: SourceFile) -> None:
    for number, (one, what) in enumerate(ids):
        if one and (one, what) in ids[:number]:
            message = f"The {what} `#{one}` stands twice in this {block.name}."
            file.error(block.line, "M062", message)


_READERS: dict[str, Callable[[Block, SourceFile], Interactive | None]] = {
    "check": _read_check,
    "scenario": read_scenario,
    "worksheet": _read_worksheet,
    "checklist": _read_checklist,
}
