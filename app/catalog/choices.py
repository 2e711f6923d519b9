"""Reads a task list as the options of a single, multiple or true-false question."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from markdown_it.token import Token

from app.catalog.attributes import Attributes
from app.catalog.hashing import content_of, fold
from app.catalog.markdown import attributes_of, html_of, inline_html, text_of
from app.catalog.numbers import parse_number
from app.catalog.question_parts import NOT_A_TASK, Tokens, items_of
from app.catalog.questions import Choice, Option, QuestionType
from app.catalog.read_answers import ReadAnswers
from app.catalog.source_file import SourceFile, line_of

_TRUE_FALSE: Final = {"true", "false"}


@dataclass(frozen=True, slots=True)
class _ReadOption:
    option: Option
    item: object
    feedback: object
    line: int
    weighted: bool


def read_choice(block: Tokens, declared: QuestionType | None, file: SourceFile) -> ReadAnswers:
    read = [
        _read_option(number, head, content, file)
        for number, (head, content) in enumerate(items_of(block), 1)
    ]
    options = tuple(one.option for one in read)
    _check_options(options, line_of(block[0]), file)
    kind = declared or _kind_of(options)
    _check_keys(kind, options, line_of(block[0]), file)
    _check_weights(kind, read, file)
    body = Choice(options, several=kind == "multiple")
    item = [[one.item, one.option.correct, one.option.weight] for one in read]
    return ReadAnswers(kind, body, item, [[one.feedback, one.option.fixed_last] for one in read])


def _kind_of(options: tuple[Option, ...]) -> QuestionType:
    if sum(option.correct for option in options) > 1:
        return "multiple"
    return "truefalse" if _is_true_false(options) else "single"


def _is_true_false(options: tuple[Option, ...]) -> bool:
    return len(options) == 2 and {o.text.casefold() for o in options} == _TRUE_FALSE


def _read_option(number: int, head: Token, content: list[Tokens], file: SourceFile) -> _ReadOption:
    quotes = [block[1:-1] for block in content if block[0].type == "blockquote_open"]
    own = [block for block in content if block[0].type != "blockquote_open"]
    tokens = [token for block in own for token in block]
    line = line_of(head)
    if "checked" not in head.meta:
        file.error(line, "Q007", NOT_A_TASK)
    for block in own:
        if block[0].type == "alert_open":
            message = "Feedback of an option is a plain quote (`> …`), without `[!…]`."
            file.error(line_of(block[0]), "Q010", message)
    correct = bool(head.meta.get("checked"))
    attributes = attributes_of(head)
    weight = _weight(attributes, file, correct=correct)
    feedback = "\n".join(html_of(quote, file) for quote in quotes)
    only_text = len(own) == 1 and own[0][0].type == "paragraph_open"
    option = Option(
        id=str(number),
        html=inline_html(own[0][1], file) if only_text else html_of(tokens, file),
        text=text_of(tokens),
        correct=correct,
        weight=weight,
        feedback_html=feedback,
        fixed_last=_fixed_last(attributes, file),
    )
    said = [content_of(quote) for quote in quotes]
    weighted = "weight" in attributes.values
    return _ReadOption(option, content_of(tokens), said, line, weighted)


def _weight(attributes: Attributes, file: SourceFile, *, correct: bool) -> float:
    attributes.check(file.problems, ("weight", "fixed"))
    if attributes.id:
        file.problems.error(attributes.place, "Q010", "An option has no id: take it away.")
    usual = 1.0 if correct else 0.0
    if "weight" not in attributes.values:
        return usual
    written = attributes.get("weight")
    number = parse_number(written)
    if number is None or not -100 <= number <= 100:
        message = f'`weight="{written}"` has to be a number of per cent from -100 to 100.'
    elif correct and number != 100:
        message = 'The key counts 100 per cent: leave `weight=` out, or write `weight="100"`.'
    elif not correct and number == 100:
        message = "A wrong option counts less than 100 per cent; mark it `[x]` if it is right."
    else:
        return number / 100
    file.problems.error(attributes.place, "Q010", message)
    return usual


def _fixed_last(attributes: Attributes, file: SourceFile) -> bool:
    fixed = attributes.get("fixed")
    if fixed not in ("", "last") or ("fixed" in attributes.values and not fixed):
        message = f"`fixed={fixed}` is unknown: an option can be `fixed=last`."
        file.problems.error(attributes.place, "Q010", message)
    return fixed == "last"


def _check_options(options: tuple[Option, ...], line: int, file: SourceFile) -> None:
    if len(options) < 2:
        file.error(line, "Q006", "A question needs at least two options.")
    if any(not option.text and "<" not in option.html for option in options):
        file.error(line, "Q006", "An option is empty.")
    texts = Counter(fold(option.html) for option in options)
    for text, times in texts.items():
        if times > 1 and text:
            file.error(line, "Q006", f"{times} options say the same: {text}")


def _check_keys(
    kind: QuestionType, options: tuple[Option, ...], line: int, file: SourceFile
) -> None:
    keys = sum(option.correct for option in options)
    if kind == "truefalse" and not _is_true_false(options):
        message = "A question with `type=truefalse` has exactly the options True and False."
        file.error(line, "Q004", message)
    if keys == 0:
        file.error(line, "Q005", "No option is marked as right: write `- [x]` before it.")
    elif kind != "multiple" and keys > 1:
        message = f"A {kind} question has one right option, not {keys}."
        file.error(line, "Q005", message)
    elif keys == len(options) > 1:
        message = "Every option is right: a question needs a wrong one to tell people apart."
        file.error(line, "Q005", message)


def _check_weights(kind: QuestionType, read: list[_ReadOption], file: SourceFile) -> None:
    for one in read:
        if kind == "multiple" and one.weighted:
            message = "`weight=` counts in single-choice questions only; use `scoring=partial`."
            file.error(one.line, "Q010", message)
