"""Reads the line `**Answer:**` as the accepted words or numbers of a question."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from markdown_it.token import Token

from app.catalog.hashing import fold
from app.catalog.numbers import looks_grouped, parse_number
from app.catalog.question_parts import Tokens
from app.catalog.questions import NumberRange, Numeric, ShortText
from app.catalog.read_answers import ReadAnswers
from app.catalog.source_file import SourceFile, line_of

_BETWEEN = re.compile(r"\s*(?:[,;/]?\s*or|[,;/])?\s*", re.IGNORECASE)
_TOLERANCE: Final = "±"
_RANGE = re.compile(r"\[(.*)\]")


@dataclass(frozen=True, slots=True)
class _Value:
    """A value in backticks with the tolerance that may follow it."""

    written: str
    tolerance: str | None = None

    def __str__(self) -> str:
        return self.written if self.tolerance is None else f"{self.written} ± {self.tolerance}"


def read_short_text(block: Tokens, file: SourceFile, *, exact: bool) -> ReadAnswers:
    line = line_of(block[0])
    values = list(_values(block, file))
    if any(value.tolerance is not None for value in values):
        message = "`±` is for numbers: write `type=numeric` in the heading's braces."
        file.error(line, "Q012", message)
    accepted = tuple(value.written.strip() for value in values)
    if "" in accepted:
        file.error(line, "Q011", "An accepted answer is empty.")
    body = ShortText(accepted, exact=exact)
    return ReadAnswers("text", body, [[fold(one) for one in accepted], exact])


def read_numeric(block: Tokens, file: SourceFile) -> ReadAnswers:
    line = line_of(block[0])
    values = list(_values(block, file))
    ranges = []
    for value in values:
        found = _range_of(value)
        if isinstance(found, str):
            file.error(line, "Q012", found)
        else:
            ranges.append(found)
    shown = ", ".join(str(value) for value in values)
    body = Numeric(tuple(ranges), shown)
    return ReadAnswers("numeric", body, [[one.low, one.high] for one in ranges], [shown])


def _values(block: Tokens, file: SourceFile) -> Iterator[_Value]:
    """The values in backticks; what stands between them has to be a comma, `or` or `±`."""
    pieces = _pieces(block[1].children or [])
    line = line_of(block[0])
    codes = [(i, text) for i, (text, is_code) in enumerate(pieces) if is_code]
    if not codes:
        message = "Put each accepted answer in backticks: **Answer:** `first`, `second`."
        file.error(line, "Q011", message)
        return
    tolerance_at = set()
    for index, written in codes:
        if index in tolerance_at:
            continue
        between = pieces[index + 1][0] if index + 1 < len(pieces) else ""
        if between.strip() == _TOLERANCE and index + 2 < len(pieces):
            tolerance_at.add(index + 2)
            yield _Value(written, pieces[index + 2][0])
        elif _TOLERANCE in written:
            number, _, tolerance = written.partition(_TOLERANCE)
            yield _Value(number.strip(), tolerance.strip())
        else:
            yield _Value(written)
    for text, is_code in pieces:
        known = is_code or text.strip() == _TOLERANCE or _BETWEEN.fullmatch(text)
        if not known and text.strip() != ".":
            message = (
                f"`{text.strip()}` is no answer: put values in backticks, commas between them."
            )
            file.error(line, "Q011", message)


def _pieces(children: Sequence[Token]) -> list[tuple[str, bool]]:
    """What follows **Answer:** as texts and values in turn; a value is marked True."""
    end = next(i for i, child in enumerate(children) if child.type == "strong_close")
    pieces: list[tuple[str, bool]] = []
    for child in children[end + 1 :]:
        is_code = child.type == "code_inline"
        text = " " if child.type in ("softbreak", "hardbreak") else child.content
        if not pieces and not is_code:
            text = text.removeprefix(":")
        if pieces and not is_code and not pieces[-1][1]:
            pieces[-1] = (pieces[-1][0] + text, False)
        else:
            pieces.append((text, is_code))
    return pieces


def _range_of(value: _Value) -> NumberRange | str:
    """The range that a value stands for, or a sentence on why it stands for none."""
    bounds = _RANGE.fullmatch(value.written.strip())
    if bounds and value.tolerance is None:
        ends = _split_bounds(bounds.group(1))
        low, high = (_number(ends[0]), _number(ends[1])) if len(ends) == 2 else (None, None)
        if low is None or high is None:
            return f"`{value.written}` is not a range such as `[78, 82]`."
        if low > high:
            return f"`{value.written}` begins above its end."
        return NumberRange(low, high)
    number = _number(value.written)
    if number is None:
        meant = value.written.replace(",", "")
        if looks_grouped(value.written):
            return f"`{value.written}` can be read in two ways: write `{meant}`."
        return f"`{value.written}` is not a number, such as `80`, `0.5` or `[78, 82]`."
    tolerance = 0.0 if value.tolerance is None else _number(value.tolerance)
    if tolerance is None or tolerance < 0:
        return f"The tolerance `{value.tolerance}` is not a number of at least 0."
    return NumberRange(number - tolerance, number + tolerance)


def _split_bounds(text: str) -> list[str]:
    """The two ends: `78, 82`, `78;82`, `78,82`, and with decimal commas `78,5; 82,5`."""
    ends = re.split(r";|,\s+", text.strip())
    return ends if len(ends) == 2 else text.split(",")


def _number(written: str) -> float | None:
    return None if looks_grouped(written) else parse_number(written)
