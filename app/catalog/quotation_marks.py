"""Decides where straight quotation marks and apostrophes become curly ones: in every text but one with
more of them than anybody writes.

The parser's own rule copies the text for each mark and looks for its partner among all that are open,
so that its work grows with the square of a paragraph. Up to these bounds that is nothing to notice.
"""

from __future__ import annotations

from typing import Final

from markdown_it.rules_core import StateCore
from markdown_it.rules_core.smartquotes import process_inlines

from app.catalog.source_file import SourceFile, line_of

# In one paragraph, heading or cell. None of the shipped courses has a hundred.
MOST_MARKS: Final = 500
# Marks times characters: some milliseconds of copying.
MOST_COPIED: Final = 20_000_000


def curl(state: StateCore) -> None:
    """Replace what the parser's rule replaces, where there is not too much; the author is told."""
    file: SourceFile = state.env["file"]
    for token in state.tokens:
        if token.type != "inline" or token.children is None:
            continue
        marks = token.content.count('"') + token.content.count("'")
        if marks > MOST_MARKS or marks * len(token.content) > MOST_COPIED:
            message = f"{marks:,} quotation marks in one paragraph: they stay straight. Split it."
            file.problems.warning(file.place(line_of(token)), "W018", message)
        elif marks:
            process_inlines(token.children, state)
