"""Tables and figures of the report, as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any


def table(head: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    lines = ["| " + " | ".join(head) + " |"]
    lines.append("|" + "---|" * (lines[0].count("|") - 1))
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def between(figure: Sequence[float], digits: int = 1, *, percent: bool = False) -> str:
    """A figure, and in brackets the least and the greatest of single rounds."""
    kind = f".{digits}{'%' if percent else 'f'}"
    middle, least, greatest = (format(value, kind) for value in figure)
    return f"{middle} ({least.removesuffix('%')}–{greatest.removesuffix('%')})"  # noqa: RUF001
