"""Reads a table as pairs to be matched, and an ordered list as things to be put in order."""

from __future__ import annotations

from collections import Counter

from markdown_it.token import Token

from app.catalog.hashing import content_of, fold
from app.catalog.markdown import html_of, inline_html, text_of
from app.catalog.question_parts import Tokens, items_of
from app.catalog.questions import Item, Matching, Ordering, Prompt, Target
from app.catalog.read_answers import ReadAnswers
from app.catalog.source_file import SourceFile, line_of


def read_matching(block: Tokens, file: SourceFile) -> ReadAnswers:
    """The rows of a table: prompt, target and, where there is a third column, the reason."""
    line = line_of(block[0])
    prompts: list[Prompt] = []
    targets: dict[str, Target] = {}
    item, reasons = [], []
    for row_line, row in _rows(block):
        left, right = row[0], row[1]
        target = _target(right, targets, file)
        if not target.html:
            file.error(row_line, "Q015", "The right cell of this row is empty.")
        item.append([content_of([left]), target.id])
        if not inline_html(left, file):
            continue
        why = inline_html(row[2], file) if len(row) > 2 else ""
        reasons.append(content_of([row[2]]) if len(row) > 2 else [])
        prompt_id = str(len(prompts) + 1)
        prompts.append(
            Prompt(prompt_id, inline_html(left, file), text_of([left]), target.id, why_html=why)
        )
    _check_matching(prompts, targets, line, file)
    item.append([fold(target.html) for target in targets.values()])
    body = Matching(tuple(prompts), tuple(targets.values()))
    return ReadAnswers("matching", body, item, reasons)


def _target(cell: Token, targets: dict[str, Target], file: SourceFile) -> Target:
    """The target of a right cell; equal cells share one."""
    html = inline_html(cell, file)
    known = targets.get(fold(html))
    if known is None:
        known = Target(str(len(targets) + 1), html, text_of([cell]))
        targets[fold(html)] = known
    return known


def _rows(block: Tokens) -> list[tuple[int, list[Token]]]:
    """The rows below the head: the line and the cells of each."""
    rows: list[tuple[int, list[Token]]] = []
    body = False
    for token in block:
        body = body or token.type == "tbody_open"
        if body and token.type == "tr_open":
            rows.append((line_of(token), []))
        elif body and token.type == "inline":
            rows[-1][1].append(token)
    return rows


def _check_matching(
    prompts: list[Prompt], targets: dict[str, Target], line: int, file: SourceFile
) -> None:
    if len(prompts) < 2:
        file.error(line, "Q015", "A matching question needs at least two rows with a left cell.")
    elif len(targets) < 2:
        file.error(line, "Q015", "A matching question needs at least two different right cells.")
    for html, times in Counter(fold(prompt.html) for prompt in prompts).items():
        if times > 1:
            file.error(line, "Q015", f"{times} left cells say the same: {html}")


def read_ordering(block: Tokens, file: SourceFile) -> ReadAnswers:
    """The items of an ordered list, in the right order."""
    line = line_of(block[0])
    items, item = [], []
    for number, (_, content) in enumerate(items_of(block), 1):
        tokens = [token for one in content for token in one]
        only_text = len(content) == 1 and content[0][0].type == "paragraph_open"
        html = inline_html(content[0][1], file) if only_text else html_of(tokens, file)
        items.append(Item(str(number), html, text_of(tokens)))
        item.append(content_of(tokens))
    if len(items) < 2:
        file.error(line, "Q016", "An ordering question needs at least two items.")
    for html, times in Counter(fold(one.html) for one in items).items():
        if not html:
            file.error(line, "Q016", "An item of the list is empty.")
        elif times > 1:
            file.error(line, "Q016", f"{times} items say the same: {html}")
    return ReadAnswers("ordering", Ordering(tuple(items)), item)
