"""Collects what is wrong with a tree, so that one run reports everything."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from app.catalog.places import Place, Problem


class Problems:
    """A growing list of problems that is handed from parser to parser.

    Parsers report here and go on with a sensible value; none of them raises for bad content.
    """

    __slots__ = ("_found",)

    def __init__(self, found: Iterable[Problem] = ()) -> None:
        self._found: list[Problem] = list(found)

    def error(self, place: Place, code: str, message: str) -> None:
        self._found.append(Problem(place, code, message))

    def warning(self, place: Place, code: str, message: str) -> None:
        self._found.append(Problem(place, code, message, "warning"))

    def extend(self, more: Iterable[Problem]) -> None:
        self._found.extend(more)

    @property
    def has_errors(self) -> bool:
        return any(p.severity == "error" for p in self._found)

    def sorted(self) -> tuple[Problem, ...]:
        """Each problem once, in the order of path, line, column."""
        return tuple(sorted(set(self._found)))

    def __len__(self) -> int:
        return len(self._found)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """` Did you mean "x"?` with the nearest known word, or "" where nothing is near."""
    near = get_close_matches(word, list(known), n=1)
    return f' Did you mean "{near[0]}"?' if near else ""
