"""Reads `[[answer]]`, `[[answer|alias]]` and `[[wrong | (right)]]` in a text as its gaps."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from markdown_it.token import Token

from app.catalog.hashing import content_of, fold
from app.catalog.markdown import html_of, text_of
from app.catalog.question_parts import Tokens
from app.catalog.questions import Cloze, Gap
from app.catalog.read_answers import ReadAnswers
from app.catalog.source_file import SourceFile, line_of

_GAP = re.compile(r"\[\[(.*?)\]\](?!\])")
_SEPARATOR = re.compile(r"\\?\|")
_BLANK: Final = "____"


class _Gaps:
    """Collects the gaps, and puts a mark in the place of each that no author can have written."""

    def __init__(self, file: SourceFile) -> None:
        self.file = file
        self.found: list[Gap] = []
        self.mark = f"{file.mark}gap-"

    def take(self, child: Token, line: int) -> None:
        """Replace the gaps of one piece of text."""
        # Beyond the last `]]` no gap can end, and looking for its end from each `[[` takes for ever.
        end = child.content.rfind("]]") + 2 if "]]" in child.content else 0
        closed, rest = child.content[:end], child.content[end:]
        child.content = _GAP.sub(lambda match: self._mark_of(match.group(1), line), closed) + rest
        if "[[" in child.content:
            message = "This `[[` is not closed by `]]` in the same piece of plain text."
            self.file.error(line, "Q013", message)

    def _mark_of(self, inside: str, line: int) -> str:
        gap_id = str(len(self.found) + 1)
        self.found.append(_gap(gap_id, inside, line, self.file))
        return f"{self.mark}{gap_id}."

    def split(self, html: str) -> list[str]:
        return re.split(rf"{re.escape(self.mark)}\d+\.", html)

    def blank(self, text: str) -> str:
        return _BLANK.join(self.split(text))


def _gap(gap_id: str, inside: str, line: int, file: SourceFile) -> Gap:
    parts = [part.strip() for part in _SEPARATOR.split(inside)]
    rights = [part[1:-1].strip() for part in parts if _is_right(part)]
    if "[[" in inside:
        file.error(line, "Q013", f"This gap holds another: `[[{inside}]]`.")
    elif "" in parts or "" in rights:
        file.error(line, "Q013", "A gap, or one of its answers, is empty: `[[answer|alias]]`.")
    if not rights:
        return Gap(gap_id, tuple(parts))
    choices = tuple(part[1:-1].strip() if _is_right(part) else part for part in parts)
    if len(rights) > 1:
        message = "A drop-down has exactly one right choice in parentheses: `[[wrong | (right)]]`."
        file.error(line, "Q014", message)
    elif len(choices) < 2:
        message = f"A drop-down needs a wrong choice beside `({rights[0]})`."
        file.error(line, "Q014", message)
    if len({fold(choice).casefold() for choice in choices}) < len(choices):
        file.error(line, "Q014", "Two choices of this drop-down say the same.")
    return Gap(gap_id, (rights[0],), choices)


def _is_right(part: str) -> bool:
    return part.startswith("(") and part.endswith(")")


def read_cloze(
    stem: Sequence[Tokens], file: SourceFile, *, exact: bool
) -> tuple[ReadAnswers, str, str]:
    """The gaps, the HTML before the first block with one, and the text with a blank for each.

    The tokens are changed: a gap's place is taken by a mark.
    """
    item = [content_of(block) for block in stem]
    gaps = _Gaps(file)
    first = len(stem)
    for index, block in enumerate(stem):
        _take_block(block, gaps)
        if gaps.found:
            first = min(first, index)
    tokens = [token for block in stem[first:] for token in block]
    segments = gaps.split(html_of(tokens, file))
    line = line_of(stem[first][0]) if first < len(stem) else 1
    if len(segments) != len(gaps.found) + 1:
        message = "A gap stands where nobody can type: take it out of the link or the footnote."
        file.error(line, "Q013", message)
    body = Cloze(tuple(segments), tuple(gaps.found), exact=exact)
    before = html_of([token for block in stem[:first] for token in block], file)
    text = gaps.blank(text_of([token for block in stem for token in block]))
    return ReadAnswers("cloze", body, [item, exact]), before, text


def _take_block(block: Tokens, gaps: _Gaps) -> None:
    for token in block:
        line, links = line_of(token), 0
        for child in token.children or []:
            links += {"link_open": 1, "link_close": -1}.get(child.type, 0)
            if child.type in ("softbreak", "hardbreak"):
                line += 1
            elif child.type == "text" and "[[" in child.content:
                if links:
                    gaps.file.error(line, "Q013", "A gap cannot stand inside a link.")
                gaps.take(child, line)
