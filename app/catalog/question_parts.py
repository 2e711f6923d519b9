"""Cuts a question into its stem, its answers, its hint, its explanation and its rubric."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from markdown_it.token import Token

from app.catalog.markdown import Section, text_of, top_level
from app.catalog.questions import QuestionType
from app.catalog.source_file import SourceFile, line_of

Tokens = tuple[Token, ...]
Shape = Literal["tasks", "answer", "gaps", "table", "ordered list", "none"]

_SHAPE_OF: Final[dict[QuestionType, Shape]] = {
    "single": "tasks",
    "multiple": "tasks",
    "truefalse": "tasks",
    "text": "answer",
    "numeric": "answer",
    "cloze": "gaps",
    "matching": "table",
    "ordering": "ordered list",
    "open": "none",
}
_SHAPE_IN_WORDS: Final[dict[Shape, str]] = {
    "tasks": "a task list (`- [ ] …`, `- [x] …`)",
    "answer": "a line `**Answer:**` with the values in backticks",
    "gaps": "a gap such as `[[answer]]` in the text",
    "table": "a table of two columns, or of three with *Why*, as its last block",
    "ordered list": "an ordered list as its last block",
    "none": "",
}
_SHAPES: Final = (
    "It needs a task list, a line `**Answer:**`, a gap `[[…]]` in its text or, as its last block, a "
    "table of two columns (or three with *Why*) or an ordered list"
)
_ROLES: Final = {"TIP": "hint", "NOTE": "explanation", "IMPORTANT": "rubric"}
_TASK_MEANT = re.compile(r"\[\s*[xX✓✔*-]?\s*\](?![(\[:])")
_TASK_WITHOUT_SPACE = re.compile(r"[-*+]\s*\[[ xX]?\](?![(\[:])")
NOT_A_TASK: Final = "An option begins with `- [ ]` or `- [x]`, and a space after the bracket."
_ANSWER_LINE = re.compile(r"answers?\s*:?\s*", re.IGNORECASE)


@dataclass(slots=True)
class Parts:
    """The blocks of a question by what they are for; `shape` says what `answers` is."""

    stem: list[Tokens] = field(default_factory=list)
    answers: Tokens = ()
    shape: Shape = "none"
    hint: Tokens = ()
    explanation: Tokens = ()
    rubric: Tokens = ()


def cut(section: Section, declared: QuestionType | None, file: SourceFile) -> Parts | None:
    """The parts of a question; None, with a problem reported, where it has no answers that fit."""
    parts = Parts()
    blocks = [
        block
        for block in top_level(section.tokens)
        if not _take_alert(block, parts, declared, file)
    ]
    before = len(file.problems)
    _report_broken_tasks(blocks, file)
    shape = _SHAPE_OF[declared] if declared else first_shape(blocks)
    if shape == "none":
        parts.stem = blocks
        if declared == "open":
            _report_other_answers(blocks, "none", file)
            return parts
        if len(file.problems) == before:
            file.problems.error(section.place, "Q003", f"The question has no answers. {_SHAPES}.")
        return None
    parts.shape = shape
    if not _split_answers(blocks, parts, declared, section, file):
        return None
    _report_other_answers(parts.stem, shape, file)
    return parts


def _take_alert(
    block: Tokens, parts: Parts, declared: QuestionType | None, file: SourceFile
) -> bool:
    """Take a hint, an explanation or, in an open question, a rubric out of the text."""
    role = _ROLES.get(block[0].info) if block[0].type == "alert_open" else None
    if role is None or (role == "rubric" and declared != "open"):
        return False
    name, line = block[0].info, line_of(block[0])
    if getattr(parts, role):
        file.error(line, "Q017", f"The question has a second [!{name}]: make one of the two.")
    elif not text_of(block[1:-1]):
        file.error(line, "Q017", f"This [!{name}] is empty.")
    setattr(parts, role, block[1:-1])
    return True


def first_shape(blocks: Sequence[Tokens]) -> Shape:
    """The first shape of the contract's table that fits these blocks."""
    if any(is_task_list(block) for block in blocks):
        return "tasks"
    if any(is_answer_line(block) for block in blocks):
        return "answer"
    if any(_has_gap(block) for block in blocks):
        return "gaps"
    last = blocks[-1] if blocks else ()
    if last and is_matching_table(last):
        return "table"
    if last and _is_ordered_list(last):
        return "ordered list"
    return "none"


def _split_answers(
    blocks: list[Tokens],
    parts: Parts,
    declared: QuestionType | None,
    section: Section,
    file: SourceFile,
) -> bool:
    """Put the answers on one side and the stem on the other; False where there are none."""
    fits = _FITS[parts.shape]
    last_only = parts.shape in ("table", "ordered list")
    found = [i for i, b in enumerate(blocks) if fits(b) and (not last_only or b is blocks[-1])]
    if not found:
        message = f"A question with `type={declared}` needs {_SHAPE_IN_WORDS[parts.shape]}."
        file.problems.error(section.place, "Q004", message)
        return False
    if parts.shape == "gaps":
        parts.stem = blocks
        return True
    at = found[0]
    parts.stem, parts.answers = list(blocks[:at]), blocks[at]
    if len(found) > 1:
        message = f"The question has {len(found)} lists of answers: join them to one."
        file.error(line_of(blocks[found[1]][0]), "Q008", message)
        return False
    if at + 1 < len(blocks):
        after = blocks[at + 1][0]
        cure = "put it before them, into `> [!NOTE]`, or indent it as feedback of an option"
        file.error(line_of(after), "Q009", f"This text stands after the answers: {cure}.")
    return True


def _is_ordered_list(block: Tokens) -> bool:
    return block[0].type == "ordered_list_open"


def _report_other_answers(stem: Sequence[Tokens], shape: Shape, file: SourceFile) -> None:
    """Answers of a second kind would be shown as text, with the key."""
    for block in stem:
        other = ""
        if is_task_list(block):
            other = "A task list"
        elif is_answer_line(block):
            other = "An **Answer:** line"
        elif shape != "gaps" and _has_gap(block):
            other = "A gap `[[…]]`"
        if other:
            message = f"{other} in a question that is answered otherwise would give its key away."
            file.error(line_of(block[0]), "Q008", message)


def is_task_list(block: Tokens) -> bool:
    return block[0].type in ("bullet_list_open", "ordered_list_open") and any(
        "checked" in item.meta for item in item_heads(block)
    )


def item_heads(block: Tokens) -> Iterator[Token]:
    """The opening tokens of a list's own items."""
    level = block[0].level + 1
    return (t for t in block if t.type == "list_item_open" and t.level == level)


def items_of(block: Tokens) -> list[tuple[Token, list[Tokens]]]:
    """Each item of a list: its opening token and its blocks."""
    return [(item[0], list(top_level(item[1:-1]))) for item in top_level(block[1:-1])]


def is_answer_line(block: Tokens) -> bool:
    """Whether a paragraph begins with **Answer:**."""
    return block[0].type == "paragraph_open" and answer_line(block[1].children or []) == 0


def answer_line(children: Sequence[Token]) -> int | None:
    """The line of a paragraph that begins with **Answer:**, None where none does."""
    line, begins = 0, True
    for index, child in enumerate(children[:-1]):
        if child.type in ("softbreak", "hardbreak"):
            line, begins = line + 1, True
        elif begins and child.type == "strong_open":
            if _ANSWER_LINE.fullmatch(children[index + 1].content.strip()):
                return line
            begins = False
        elif child.content.strip():
            begins = False
    return None


def is_matching_table(block: Tokens) -> bool:
    if block[0].type != "table_open":
        return False
    heads = [text_of([block[i + 1]]) for i, token in enumerate(block) if token.type == "th_open"]
    return len(heads) == 2 or (len(heads) == 3 and heads[2].casefold() == "why")


def _has_gap(block: Tokens) -> bool:
    """Whether a gap begins in its plain text; code is left out."""
    children = (child for token in block for child in token.children or [])
    return any(child.type == "text" and "[[" in child.content for child in children)


def _report_broken_tasks(blocks: Sequence[Tokens], file: SourceFile) -> None:
    """`[ ]x`, `[]` or `-[ ] x` is no task, and would silently drop an option or show its key."""
    for block in blocks:
        is_list = block[0].type in ("bullet_list_open", "ordered_list_open")
        if is_list and not is_task_list(block):
            for head, content in items_of(block):
                if _begins(content, _TASK_MEANT):
                    file.error(line_of(head), "Q007", NOT_A_TASK)
        elif block[0].type == "paragraph_open":
            _report_lines(block[1], file)


def _report_lines(inline: Token, file: SourceFile) -> None:
    for number, line in enumerate(inline.content.split("\n")):
        if _TASK_WITHOUT_SPACE.match(line):
            message = "Write `- [ ] text`, with a space after the dash, below an empty line."
            file.error(line_of(inline) + number, "Q007", message)
    answer = answer_line(inline.children or [])
    if answer:
        message = "Put an empty line before **Answer:**; as it stands, it is part of the text."
        file.error(line_of(inline) + answer, "Q011", message)


def _begins(content: Sequence[Tokens], pattern: re.Pattern[str]) -> bool:
    if not content or content[0][0].type != "paragraph_open":
        return False
    return pattern.match(content[0][1].content) is not None


_FITS: Final[dict[Shape, Callable[[Tokens], bool]]] = {
    "tasks": is_task_list,
    "answer": is_answer_line,
    "gaps": _has_gap,
    "table": is_matching_table,
    "ordered list": _is_ordered_list,
}
