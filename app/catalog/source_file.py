"""What is known of the one file being read: its lines, its problems, its links and its pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Literal

from app.catalog.places import Place
from app.catalog.problems import Problems

if TYPE_CHECKING:
    from markdown_it.token import Token

LinkKind = Literal["course", "module", "quiz", "exam", "term", "template", "path", "crosswalk"]


@dataclass(frozen=True, slots=True)
class Link:
    """A link inside the tree, to be checked once the whole tree is known.

    `target` is `course`, `course/module`, `course/module#unit`, or the id of a term, a template
    or a path, or the number of a row of the crosswalk ("" for the page of all of them).
    """

    kind: LinkKind
    target: str
    written: str
    place: Place


def no_pictures(_path: str) -> bytes | None:
    """The reader of pictures for texts that stand alone."""
    return None


@dataclass(slots=True)
class SourceFile:
    """Handed through all parsers of a file, which add to `links`, `pictures` and `problems`.

    `read_picture` gives the bytes of a picture by its path in the tree (None: not there), and
    `pictures` keeps the digest of each that was asked for ("": not there).
    """

    path: str
    text: str
    problems: Problems
    read_picture: Callable[[str], bytes | None] = no_pictures
    links: list[Link] = field(default_factory=list)
    pictures: dict[str, str] = field(default_factory=dict)
    drawings: list[str] = field(default_factory=list)
    figures: int = 0
    footnotes: dict[int, Sequence[Token]] = field(default_factory=dict)
    lines: Sequence[str] = ()
    mark: str = ""

    def __post_init__(self) -> None:
        self.lines = self.text.split("\n")
        # Drawings are set in after sanitizing, in place of a mark that no author can write
        # because it depends on all that he wrote.
        self.mark = f"drawing-{sha256(self.text.encode()).hexdigest()}-"

    def place(self, line: int, column: int = 1) -> Place:
        return Place(self.path, line, column)

    def place_of(self, line: int, written: str, to_line: int | None = None) -> Place:
        """Where `written` stands on `line` or, at the latest, on `to_line`."""
        for number in range(line, (to_line or line) + 1):
            if written and number <= len(self.lines):
                column = self.lines[number - 1].find(written)
                if column >= 0:
                    return Place(self.path, number, column + 1)
        return Place(self.path, line)

    def error(self, line: int, code: str, message: str) -> None:
        self.problems.error(self.place(line), code, message)

    def picture(self, path: str) -> bytes | None:
        """The bytes of a picture; remembered, so that the file is read anew when it changes."""
        data = self.read_picture(path)
        self.pictures[path] = sha256(data).hexdigest() if data is not None else ""
        return data


def line_of(token: Token) -> int:
    """The line of the file, counted from 1, on which a block token begins."""
    return token.map[0] + 1 if token.map else 1
