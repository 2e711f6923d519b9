"""What several pages of reading are made of."""

from __future__ import annotations

from dataclasses import dataclass

Crumbs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Link:
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class State:
    """A state by shape and word: `kind` is one of the status macro's."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a list: `margin` says what, `note` beside a state, `end` at the right."""

    margin: str
    title: str
    url: str
    end: str
    state: State | None = None
    note: str = ""
